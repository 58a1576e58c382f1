// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/vocabulary.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace ilv {

/// What can be planted by hand in one task of a trial that runs: an experiment's planted failures, and what the fault
/// palette of the window has besides.
enum class HandFault : std::uint8_t {
    None,
    Crash,
    Exit,
    Throw,
    Hang,
    IgnoreTerm,
    Wrong,
    Malformed, ///< bytes of no protocol on stdout and stderr
    Leak,
    Flood,
    Freeze,
    Slow, ///< waits 20 ms more
    BlockLoop, ///< computes 50 ms in one piece
    PermissionDenied, ///< opens a file that nobody may read
    MissingArtifact, ///< opens a file that is not there
};
[[nodiscard]] std::string_view name(HandFault); ///< "crash", "block-loop"; empty for None
template <> std::optional<HandFault> fromName<HandFault>(std::string_view);

/// The faults planted by hand in a trial that runs: one thread puts them in, each for one lane, and the lane takes its
/// own when it starts its next task. Looking costs one relaxed load while nothing waits.
///
/// Lanes are counted among those that run tasks: 0 is the main thread or the event loop, n + 1 the n-th thread or
/// worker.
class FaultBox {
public:
    static constexpr int kLanes = 513;

    struct Planted {
        Nanos asked = 0; ///< when it was put in
        Nanos struck = 0; ///< when a task took it; 0: none has
        std::uint64_t task = 0; ///< which
        int lane = 0;
        HandFault fault = HandFault::None;
    };

    /// False, and nothing is changed: there is no such lane, or it has one waiting already.
    bool put(int lane, HandFault fault, Nanos at);
    /// What waits for this lane, for the task it starts now; None: nothing. Any thread.
    [[nodiscard]] HandFault take(int lane, std::uint64_t task)
    {
        return m_waiting.load(std::memory_order_relaxed) == 0 ? HandFault::None : takeOne(lane, task);
    }
    [[nodiscard]] bool waitsFor(int lane) const; ///< something does
    [[nodiscard]] std::vector<Planted> planted() const; ///< all of them, in the order they were put in; any thread

private:
    [[nodiscard]] HandFault takeOne(int lane, std::uint64_t task);

    std::atomic<int> m_waiting{ 0 };
    mutable std::mutex m_mutex;
    std::array<HandFault, kLanes> m_lanes{}; // of m_mutex
    std::vector<Planted> m_planted; // of m_mutex
};

} // namespace ilv
