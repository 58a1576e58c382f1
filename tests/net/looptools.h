// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <functional>
#include <poll.h>
#include <sys/eventfd.h>

namespace ilv {

class TestTimer final : public IoLoop::Timer {
public:
    std::function<void()> then;

private:
    void fire() override { then(); }
};

class TestWatcher final : public IoLoop::Watcher {
public:
    std::function<void(std::uint32_t)> then;
    void ready(std::uint32_t events) override { then(events); }
};

/// An eventfd that is readable from the start.
inline int openReadable()
{
    return ::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
}

inline bool readable(int fd, int ms)
{
    pollfd item{ .fd = fd, .events = POLLIN, .revents = 0 };
    return ::poll(&item, 1, ms) == 1;
}

inline void pollUntil(IoLoop& loop, const std::function<bool()>& done)
{
    const Nanos limit = now() + 10 * kSecond;
    while (!done() && now() < limit)
        loop.poll(kSecond);
}

} // namespace ilv
