// SPDX-License-Identifier: GPL-3.0-or-later
// interleave-host: one trial in a process of its own. One line of JSON on stdin says what; JSON lines on stdout say how
// it goes; stdin then stays open for {"cmd":"cancel"} and {"cmd":"fault","lane":"w1","fault":"crash"}, and its end means
// that nobody waits for the result any more.
#include "trial/loopdispatcher.h"
#include "trial/probe.h"
#include "trial/trialhost.h"

#include <QCoreApplication>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

/// Reads up to the first newline, byte by byte, so that nothing behind it is taken from the reporter.
std::string readLine()
{
    std::string line;
    for (char c = 0;;) {
        const auto n = ::read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || c == '\n')
            return line;
        line.push_back(c);
    }
}

/// Our events keep the real stdout; whatever a task prints goes to stderr and cannot break them.
int privateStdout()
{
    const int fd = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    return fd;
}

/// 10,000 connections or a thousand processes are a thing to measure; the usual soft limit of 1,024 is for select().
void allowManyDescriptors()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit); // refused: the old limit holds, and a task that meets it says so
}

void say(int out, const ilv::HostEvent& event)
{
    const auto line = ilv::encode(event);
    for (std::size_t done = 0; done < line.size();) {
        const auto n = ::write(out, line.data() + done, line.size() - done);
        if (n <= 0 && errno != EINTR)
            return;
        done += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
        std::puts("interleave-host " ILV_VERSION);
        return 0;
    }
    if (argc > 1) {
        std::puts("interleave-host runs one trial for interleave: it reads the trial as one line of JSON from stdin\n"
                  "and writes events as JSON lines to stdout. It is not meant to be started by hand.");
        return std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    allowManyDescriptors();
    const int out = privateStdout();
    auto order = ilv::decodeOrder(readLine());
    if (!order) {
        say(out, ilv::ErrorEvent { order.error() });
        return static_cast<int>(ilv::ExitCode::BadCommandLine);
    }
    if (order->probe) {
        say(out, ilv::runProbe(*order->probe));
        return 0;
    }
    ilv::IoLoop loop;
    QCoreApplication::setEventDispatcher(new ilv::LoopDispatcher(loop)); // the application's from here on
    QCoreApplication app(argc, argv);
    ilv::TrialHost host(loop, std::move(*order->trial), STDIN_FILENO, out);
    host.start([&app](int code) { app.exit(code); });
    return app.exec();
}
