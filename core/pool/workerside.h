// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/sharedpage.h"
#include "pool/workerloop.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ilv {

/// The descriptors a worker is born with, by their numbers; the parent names them in one argument.
struct WorkerDescriptors {
    int in = -1; ///< frames from the parent
    int out = -1; ///< frames to it; may be the same as `in` (a socket)
    int page = -1;
    int inputArena = -1; ///< -1: none; all payloads then travel inline
    int outputArena = -1;

    [[nodiscard]] std::string argument() const; ///< "--worker=5:6:7:8:9"
    [[nodiscard]] static std::optional<WorkerDescriptors> fromArgument(std::string_view argument);
};

inline constexpr std::string_view kZygoteArgument = "--zygote="; ///< followed by the number of a socket

inline constexpr int kExitUsage = 2;
inline constexpr int kExitCannotWork = 3; ///< the set-up failed: no use in starting another
inline constexpr int kExitProtocol = 4; ///< the parent broke the protocol

/// A whole worker life on these descriptors. Returns the exit code.
[[nodiscard]] int runWorker(WorkerDescriptors descriptors, const WorkerFactory& factory);

/// Serves fork requests on `socket` until its other end is closed. Returns an exit code; in a forked child, that of
/// the worker it became.
[[nodiscard]] int runZygote(int socket, const WorkerFactory& factory);

/// The lane's stopwatch, kept in the shared page: always in exactly one state, so that the sums telescope.
class LaneClock {
public:
    void begin(SharedPage& page, Nanos at)
    {
        m_page = &page;
        m_since = at;
        m_page->stateSince.store(at, std::memory_order_relaxed);
    }
    /// Ends the present state at `at` and begins `next`.
    void enter(LaneState next, Nanos at)
    {
        add(m_state, at - m_since);
        m_since = at;
        m_page->stateSince.store(at, std::memory_order_relaxed);
        if (next != m_state) {
            m_state = next;
            m_page->state.store(next, std::memory_order_relaxed);
        }
    }
    /// Of the time since `m_since`, now counted up to `at`, `ns` were spent in another state.
    void add(LaneState state, Nanos ns)
    {
        auto& sum = m_page->sums[static_cast<std::size_t>(state)];
        sum.store(sum.load(std::memory_order_relaxed) + ns, std::memory_order_relaxed);
    }
    void transfer(LaneState from, LaneState to, Nanos ns)
    {
        add(from, -ns);
        add(to, ns);
    }

private:
    SharedPage* m_page = nullptr;
    Nanos m_since = 0;
    LaneState m_state = LaneState::StartUp;
};

} // namespace ilv
