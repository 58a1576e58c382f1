// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace ilv {

/// What /proc/PID/stat says of a process.
struct ProcessStat {
    bool isDead = false; ///< over or about to be: dying, or not yet reaped
    std::int64_t startTicks = 0; ///< clock ticks from the machine's start to its own
};
/// Absent: there is none with that number.
[[nodiscard]] std::optional<ProcessStat> processStat(std::int64_t pid);

} // namespace ilv
