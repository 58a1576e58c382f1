// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/faultbox.h"
#include "base/stage.h"
#include "workload/task.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace ilv {

inline constexpr Nanos kHandFaultDelay = 20 * kMilli; ///< of HandFault::Slow

[[nodiscard]] bool faultApplies(const FaultStage& fault, std::uint64_t index);

/// Planted failures of one lane: what user code can do wrong, done on purpose.
class Faults {
public:
    /// Does what is asked to the process that calls it, which need not survive. Attempts count from 1. `throw` throws;
    /// `wrong` gives another digest than the right one; hang and ignore-term return never, freeze when continued.
    [[nodiscard]] StageResult run(
        const FaultStage& fault, std::uint64_t index, std::uint32_t attempt, std::string& message);
    /// The same for a fault planted by hand. Slow sleeps, so a lane that must not block does it itself.
    [[nodiscard]] StageResult run(HandFault fault, std::uint64_t index, std::string& message);

private:
    std::vector<std::unique_ptr<std::byte[]>> m_leaked; ///< held until the lane ends, as a leak is
};

} // namespace ilv
