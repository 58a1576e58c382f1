// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerloop.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <numeric>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

// A worker whose set-up text says what it does: "out=64 spin=10000 crash=7 …", numbers, separated by spaces.
//   out     size of each answer              spin    ns of busy work a job
//   sleep   ms asleep a job                  fail    every n-th job (index + 1) ends with an error
//   crash   every n-th job ends by SIGSEGV   exit    every n-th job exits, with code `code`
//   hang    every n-th job never ends        deaf    SIGTERM is ignored
//   init    1: the set-up fails              print   each job prints a line that looks like frames
//   flood   bytes written to stderr a job    grandchild 1: each worker leaves a child in its session
//   leak    bytes a job that are never freed
//   once    1: only the first attempt of a job crashes, exits or hangs

namespace {

using Settings = std::map<std::string, long, std::less<>>;

Settings parse(std::string_view text)
{
    Settings settings;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        const std::size_t equals = word.find('=');
        if (equals != std::string_view::npos) {
            long value = 0;
            std::from_chars(word.data() + equals + 1, word.data() + word.size(), value);
            settings[std::string(word.substr(0, equals))] = value;
        }
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return settings;
}

void spinFor(ilv::Nanos ns)
{
    const ilv::Nanos end = ilv::now() + ns;
    while (ilv::now() < end) { }
}

class TestTask final : public ilv::WorkerTask {
public:
    explicit TestTask(Settings settings)
        : m_settings(std::move(settings))
        , m_out(static_cast<std::size_t>(get("out")))
        , m_spin(get("spin"))
        , m_plain(m_settings.size() == m_settings.count("out") + m_settings.count("spin"))
    {
        if (get("deaf") != 0)
            std::signal(SIGTERM, SIG_IGN);
        if (get("grandchild") != 0 && ::fork() == 0) {
            for (;;)
                ::pause();
        }
    }

    ilv::WorkerAnswer run(const ilv::WorkerJob& job) override
    {
        ilv::WorkerAnswer answer;
        if (!m_plain)
            misbehave(job, answer);
        if (m_spin > 0)
            spinFor(m_spin);
        // Every byte is read, so that a payload that came in wrong is noticed.
        std::uint64_t sum = job.digest + job.index;
        std::size_t i = 0;
        for (; i + 8 <= job.input.size(); i += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, &job.input[i], sizeof word);
            sum += word;
        }
        for (; i < job.input.size(); ++i)
            sum += static_cast<std::uint64_t>(job.input[i]);
        answer.digest = sum;
        return answer;
    }

    std::size_t outputSize() const override { return m_out; }

    void fillOutput(std::uint64_t digest, std::span<std::byte> out) override
    {
        std::memset(out.data(), static_cast<int>(digest & 0xFF), out.size());
    }

private:
    long get(std::string_view key) const
    {
        const auto found = m_settings.find(key);
        return found == m_settings.end() ? 0 : found->second;
    }
    bool hits(std::string_view key, const ilv::WorkerJob& job) const
    {
        const long every = get(key);
        return every > 0 && (job.index + 1) % static_cast<std::uint64_t>(every) == 0
            && (get("once") == 0 || job.attempt == 1);
    }

    void misbehave(const ilv::WorkerJob& job, ilv::WorkerAnswer& answer) const
    {
        if (get("print") != 0) {
            std::printf("ILV1\x08%c%c%cILV1 noise of job %lu\n", 0, 0, 0, static_cast<unsigned long>(job.index));
            std::fflush(stdout);
        }
        if (const long flood = get("flood"); flood > 0) {
            const std::string text(static_cast<std::size_t>(flood), 'x');
            std::fwrite(text.data(), 1, text.size(), stderr);
        }
        if (const long leak = get("leak"); leak > 0)
            std::memset(std::malloc(static_cast<std::size_t>(leak)), 1, static_cast<std::size_t>(leak)); // on purpose
        if (get("sleep") > 0)
            ::usleep(static_cast<useconds_t>(get("sleep") * 1000));
        if (hits("fail", job)) {
            answer.outcome = ilv::Outcome::Error;
            answer.code = ilv::Code::TaskError;
        }
        if (hits("crash", job)) {
            std::signal(SIGSEGV, SIG_DFL); // a sanitizer would make an exit of it
            ::raise(SIGSEGV);
        }
        if (hits("exit", job))
            ::_exit(static_cast<int>(get("code")));
        if (hits("hang", job)) {
            ::prctl(PR_SET_NAME, "hanging"); // for who waits until it does
            for (;;)
                ::pause();
        }
    }

    Settings m_settings;
    std::size_t m_out;
    long m_spin;
    bool m_plain;
};

} // namespace

int main(int argc, char** argv)
{
    return ilv::workerMain(argc, argv, [](std::string_view setup) -> std::unique_ptr<ilv::WorkerTask> {
        Settings settings = parse(setup);
        if (settings["init"] != 0) {
            std::fputs("the set-up was told to fail\n", stderr);
            return nullptr;
        }
        settings.erase("init");
        return std::make_unique<TestTask>(std::move(settings));
    });
}
