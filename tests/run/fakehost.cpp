// SPDX-License-Identifier: GPL-3.0-or-later
// A host for tests: speaks real events, and behaves as the label of its trial says.
#include "base/codes.h"
#include "plan/trialplan.h"
#include "run/buildinfo.h"
#include "trial/events.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace ilv;

namespace {

void say(const HostEvent& event)
{
    std::fputs(encode(event).c_str(), stdout);
    std::fflush(stdout);
}

void log(const std::string& text)
{
    const char* path = std::getenv("ILV_FAKE_LOG");
    if (!path)
        return;
    const int fd = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string line = text + '\n';
    if (::write(fd, line.data(), line.size()) < 0)
        std::abort();
    ::close(fd);
}

std::uint64_t& of(Counts& counts, Outcome outcome) { return counts.by[static_cast<std::size_t>(outcome)]; }

/// Rows and a live picture of the first `done` tasks, all ok.
TrialResult work(const TrialPlan& plan, std::uint64_t done)
{
    OutcomesEvent rows;
    for (std::uint64_t i = 0; i < done; ++i)
        rows.rows.push_back({i, 1, Outcome::Ok, "", 5 * kMicro, true});
    if (plan.recordOutcomes)
        say(rows);
    LiveEvent live;
    live.inFlight = 2;
    live.result.label = plan.label;
    live.result.counts.planned = static_cast<std::uint64_t>(plan.load.tasks);
    of(live.result.counts, Outcome::Ok) = done;
    live.progress = static_cast<double>(done) / static_cast<double>(plan.load.tasks);
    live.result.windowBegin = now() - kSecond;
    live.result.windowEnd = now();
    live.result.okInWindow = done;
    say(live);
    return live.result;
}

[[noreturn]] void hang()
{
    for (;;)
        ::pause();
}

/// Waits for a line on stdin; false: stdin ended.
bool cancelled(int timeoutMs)
{
    pollfd in { STDIN_FILENO, POLLIN, 0 };
    if (::poll(&in, 1, timeoutMs) != 1)
        return false;
    char buffer[256];
    const auto n = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (n <= 0)
        std::_Exit(5);
    return std::string(buffer, static_cast<std::size_t>(n)).find("\"cancel\"") != std::string::npos;
}

int trial(const TrialPlan& plan)
{
    const auto& label = plan.label;
    const auto tasks = static_cast<std::uint64_t>(plan.load.tasks);
    say(HelloEvent {label == "other version" ? "0.0.1" : std::string(buildVersion()), ::getpid(), "native"});
    say(PhaseEvent {"start-up", now()});
    if (label == "refuses") {
        say(ErrorEvent {error(Code::ModelUnavailable, "Not here.")});
        return 4;
    }
    say(PhaseEvent {"measure", now()});
    if (label == "silent")
        hang();
    if (label == "garbage") {
        work(plan, 3);
        std::puts("Segmentation fault (core dumped)");
        std::fflush(stdout);
        hang();
    }
    if (label == "garbage picture") {
        work(plan, tasks / 2);
        std::puts(R"({"e":"live","result":)");
        std::fflush(stdout);
        hang();
    }
    if (label == "endless line") {
        const std::string piece(1 << 20, 'x');
        for (;;)
            std::fwrite(piece.data(), 1, piece.size(), stdout);
    }
    if (label.starts_with("crashes")) {
        work(plan, 4);
        std::fputs("about to die\n", stderr);
        std::signal(SIGSEGV, SIG_DFL);
        std::raise(SIGSEGV);
    }
    if (label == "exits early") {
        work(plan, 4);
        return 0;
    }
    if (label == "stuck") {
        for (;;) {
            work({plan}, 0);
            ::usleep(10'000);
        }
    }
    if (label == "slow" || label == "stubborn") {
        auto seen = work(plan, 4);
        while (label == "stubborn" || !cancelled(20)) {
            if (label == "stubborn")
                ::usleep(20'000);
            LiveEvent live;
            live.inFlight = 2;
            live.result = seen;
            say(live);
        }
        of(seen.counts, Outcome::Cancelled) = 2;
        of(seen.counts, Outcome::NotRun) = tasks - 6;
        seen.status = TrialStatus::Cancelled;
        say(EndEvent {seen});
        return 0;
    }
    auto result = work(plan, tasks);
    if (label == "twice")
        say(OutcomesEvent {{{0, 1, Outcome::Ok, "", kMicro, true}}});
    if (label == "cannot count")
        of(result.counts, Outcome::Ok) -= 1;
    if (label == "own session" && ::getsid(0) == ::getpid())
        result.disturbed.emplace_back("OWN_SESSION");
    if (label == "own session" && std::getenv("QT_NO_GLIB"))
        result.disturbed.emplace_back("QT_NO_GLIB");
    result.status = TrialStatus::Completed;
    say(EndEvent {result});
    if (label == "lingers")
        hang();
    return 0;
}

} // namespace

int main(int argc, char**)
{
    if (argc > 1) { // started as the loopback service
        const char* mode = std::getenv("ILV_FAKE_SERVICE");
        const std::string how = mode ? mode : "";
        if (how == "mute")
            hang();
        if (how == "nonsense")
            std::puts("hello");
        else
            std::puts("{\"port\":4711,\"prefix\":\"/x\",\"pid\":1}");
        std::fflush(stdout);
        if (how == "dies")
            return 3;
        if (how == "deaf") {
            std::signal(SIGTERM, SIG_IGN);
            hang();
        }
        while (::getchar() != EOF) { }
        return 0;
    }
    std::string line;
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
        line += c;
    const auto order = decodeOrder(line);
    if (!order)
        return 2;
    if (order->probe) {
        log("probe");
        ProbeEvent answer;
        for (const auto kernel : order->probe->calibrate)
            answer.unitsPerMs[std::string(name(kernel))] = 1000;
        answer.expected.assign(8, 7);
        answer.goldenOk = order->probe->golden != "bad";
        answer.goldenMessage = "answer 2 differs";
        say(answer);
        return 0;
    }
    log("begin " + order->trial->label);
    const int code = trial(*order->trial);
    log("end " + order->trial->label);
    return code;
}
