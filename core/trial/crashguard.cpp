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

void flushAndDie(int signal)
{
    std::signal(signal, SIG_DFL);
    eventfd_write(wakeOnCrash, kCrashed);
    const timespec millisecond { 0, 1'000'000 };
    for (int i = 0; i < 1000 && !flushedOnCrash->load(); ++i)
        nanosleep(&millisecond, nullptr);
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
