// SPDX-License-Identifier: GPL-3.0-or-later
// The least a C++ program can do of what the engine does, to be measured beside it: a ping-pong over two pipes, a bare
// loop over a kernel, a copy and a read of a payload. Prints one number: how many a second.
#include "base/clock.h"
#include "workload/kernels.h"
#include "workload/task.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <span>
#include <string_view>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace ilv;

constexpr std::size_t kMessage = 64;

[[noreturn]] void die(const char* what)
{
    std::perror(what);
    std::exit(1);
}

void pin(int core)
{
    if (core < 0)
        return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(core), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0)
        die("sched_setaffinity");
}

bool whole(ssize_t n)
{
    return n == static_cast<ssize_t>(kMessage);
}

/// Sends 64 bytes to a child and waits in epoll for their echo, one at a time: the least a pool at depth 1 could cost.
double pingPong(double seconds, int core, int childCore)
{
    int there[2];
    int back[2];
    if (::pipe2(there, O_CLOEXEC) != 0 || ::pipe2(back, O_CLOEXEC) != 0)
        die("pipe2");
    char message[kMessage]{};
    const pid_t child = ::fork();
    if (child == 0) {
        pin(childCore);
        ::close(there[1]);
        while (whole(::read(there[0], message, kMessage)) && whole(::write(back[1], message, kMessage))) { }
        ::_exit(0);
    }
    pin(core);
    ::close(there[0]);
    ::fcntl(back[0], F_SETFL, O_NONBLOCK);
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{ .events = EPOLLIN, .data = {} };
    if (set < 0 || ::epoll_ctl(set, EPOLL_CTL_ADD, back[0], &event) != 0)
        die("epoll");
    const auto trip = [&] { // as an event loop does: it reads only what it was told of
        if (!whole(::write(there[1], message, kMessage)) || ::epoll_wait(set, &event, 1, -1) != 1
            || !whole(::read(back[0], message, kMessage)))
            die("ping-pong");
    };
    for (int i = 0; i < 1000; ++i)
        trip();
    const Nanos begin = now();
    const Nanos end = begin + static_cast<Nanos>(seconds * 1e9);
    std::uint64_t trips = 0;
    Nanos at = begin;
    for (; at < end; at = now()) {
        for (int i = 0; i < 64; ++i)
            trip();
        trips += 64;
    }
    ::close(there[1]);
    ::waitpid(child, nullptr, 0);
    return static_cast<double>(trips) / secondsFromNanos(at - begin);
}

/// Processes that run a kernel over and over, with nobody to be told: what perfect efficiency would be.
double compute(double seconds, std::uint64_t units, int processes)
{
    int results[2];
    int gate[2];
    if (::pipe2(results, O_CLOEXEC) != 0 || ::pipe2(gate, O_CLOEXEC) != 0)
        die("pipe2");
    for (int i = 0; i < processes; ++i) {
        if (::fork() != 0)
            continue;
        ::close(gate[1]);
        char nothing = 0;
        [[maybe_unused]] const ssize_t opened = ::read(gate[0], &nothing, 1); // ends when the parent closes it
        KernelScratch scratch;
        const Nanos begin = now();
        const Nanos end = begin + static_cast<Nanos>(seconds * 1e9);
        std::uint64_t done = 0;
        Nanos at = begin;
        for (; at < end; at = now()) {
            volatile const std::uint64_t keep = runKernel(Kernel::Mix, units, done & 7, scratch);
            (void)keep;
            ++done;
        }
        const double rate = static_cast<double>(done) / secondsFromNanos(at - begin);
        ::_exit(::write(results[1], &rate, sizeof rate) == sizeof rate ? 0 : 1);
    }
    ::close(gate[0]);
    ::close(gate[1]);
    double all = 0;
    for (int i = 0; i < processes; ++i) {
        double rate = 0;
        if (::read(results[0], &rate, sizeof rate) != sizeof rate)
            die("read");
        all += rate;
    }
    while (::wait(nullptr) > 0) { }
    return all;
}

/// Copies a payload and reads the copy, both in memory that is already there.
double copyAndRead(double seconds, std::size_t bytes)
{
    const auto from = std::make_unique<std::byte[]>(bytes);
    const auto to = std::make_unique<std::byte[]>(bytes);
    TaskRecipe::fillOutput(1, { from.get(), bytes });
    std::memcpy(to.get(), from.get(), bytes);
    const Nanos begin = now();
    const Nanos end = begin + static_cast<Nanos>(seconds * 1e9);
    std::uint64_t done = 0;
    Nanos at = begin;
    for (; at < end; at = now()) {
        std::memcpy(to.get(), from.get(), bytes);
        volatile const std::uint64_t keep = TaskRecipe::bytesDigest({ to.get(), bytes });
        (void)keep;
        ++done;
    }
    return static_cast<double>(done) / secondsFromNanos(at - begin);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view what = argc > 2 ? argv[1] : "";
    const double seconds = argc > 2 ? std::atof(argv[2]) : 0;
    const auto number = [&](int i) { return argc > i ? std::atoll(argv[i]) : -1; };
    double rate = 0;
    if (what == "ping-pong")
        rate = pingPong(seconds, static_cast<int>(number(3)), static_cast<int>(number(4)));
    else if (what == "compute" && argc > 4)
        rate = compute(seconds, static_cast<std::uint64_t>(number(3)), static_cast<int>(number(4)));
    else if (what == "copy" && argc > 3)
        rate = copyAndRead(seconds, static_cast<std::size_t>(number(3)));
    else
        return std::fputs(
                   "rawpeer ping-pong SECONDS [CORE CORE] | compute SECONDS UNITS PROCESSES | copy SECONDS BYTES\n",
                   stderr)
                < 0
            ? 1
            : 2;
    std::printf("%.6g\n", rate);
    return 0;
}
