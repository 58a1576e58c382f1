// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ilv {

/// One epoll set and one timer heap on one thread. It can run by itself (run) or nested in another event loop, which
/// watches fd() for reading and calls poll(0) (design: behind a single QSocketNotifier). No Qt here.
/// Nothing below allocates once the vectors have grown to the number of descriptors and timers in use. One thread uses
/// a loop; what the kernel refuses (no descriptor left for the set itself) is thrown as std::system_error.
class IoLoop {
public:
    /// Somebody who watches one descriptor. Owned by the caller; must be removed before it dies.
    class Watcher {
    public:
        virtual void ready(std::uint32_t epollEvents) = 0;

    protected:
        ~Watcher() = default;
    };

    /// An intrusive timer. Owned by the caller; cancelled by its destructor. Fires once, never early.
    class Timer {
    public:
        Timer() = default;
        virtual ~Timer();
        Timer(const Timer&) = delete;
        Timer& operator=(const Timer&) = delete;
        [[nodiscard]] bool armed() const { return m_slot != kNone; }
        [[nodiscard]] Nanos due() const { return m_due; }

    protected:
        virtual void fire() = 0;

    private:
        friend class IoLoop;
        static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
        IoLoop* m_loop = nullptr;
        Nanos m_due = 0;
        std::size_t m_slot = kNone;
    };

    IoLoop();
    ~IoLoop();
    IoLoop(const IoLoop&) = delete;
    IoLoop& operator=(const IoLoop&) = delete;

    /// Readable when a descriptor is ready or a timer is due (a timerfd in the set follows the heap's top).
    [[nodiscard]] int fd() const;

    void add(int fd, std::uint32_t epollEvents, Watcher& watcher);
    void modify(int fd, std::uint32_t epollEvents, Watcher& watcher);
    void remove(int fd, Watcher& watcher); ///< safe from inside ready(): a removed watcher hears nothing more

    /// Again: moves it. Timers of one time fire in the order they were armed; one armed by a timer fires in a later
    /// turn. With more than 64 timers, wake-ups are coalesced by up to 50 µs.
    void arm(Timer& timer, Nanos due);
    void cancel(Timer& timer);

    /// Handles what is ready, waiting at most `timeout` ns for it (0: do not wait, -1: for ever). Returns how many
    /// descriptors and timers were served. Drains due timers after descriptors (reliability §2.4, gap rule).
    /// Called from inside a callback it does nothing.
    int poll(Nanos timeout);
    void run(); ///< poll(-1) until stop()
    void stop();

    /// The clock as read once when the current batch of events came back: a stamp for all of them.
    [[nodiscard]] Nanos batchTime() const;
    /// How long it has been between turns in all: from the end of one poll() to the batch of the next, waiting here or
    /// in the loop this one is nested in. For the loop lane's ledger.
    [[nodiscard]] Nanos waited() const;
    /// When the turn before this one ended; 0: there was none. What came due since then was seen by batchTime().
    [[nodiscard]] Nanos idleSince() const;

    /// Called at the end of every poll() that served something (flush of batched writes), until removed by its token.
    /// Neither adds nor removes hooks itself.
    std::size_t addTurnHook(std::function<void()> hook);
    void removeTurnHook(std::size_t token);

private:
    class TimerHeap;
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
