// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/crashguard.h"

#include <sys/eventfd.h>

#include <csignal>
#include <ctime>

namespace ilv {
namespace {

// A signal handler is told nothing but the signal: these two are all it needs to know.
int wakeOnCrash = -1;
const std::atomic<bool>* flushedOnCrash = nullptr;
std::atomic_flag crashing = ATOMIC_FLAG_INIT;

void flushAndDie(int signal)
{
    const timespec millisecond{ 0, 1'000'000 };
    while (crashing.test_and_set()) // another thread is at it, and ends this one with all others
        nanosleep(&millisecond, nullptr);
    eventfd_write(wakeOnCrash, kCrashed);
    for (int i = 0; i < 1000 && !flushedOnCrash->load(); ++i)
        nanosleep(&millisecond, nullptr);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

} // namespace

void guardAgainstCrashes(int wakeEvent, const std::atomic<bool>& flushed)
{
    wakeOnCrash = wakeEvent;
    flushedOnCrash = &flushed;
    for (const int signal : { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT })
        std::signal(signal, &flushAndDie);
}

} // namespace ilv
