// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <optional>
#include <string_view>
#include <vector>

namespace ilv {

/// What the machine as a whole has done since it was started, as the kernel counts it (science §6). Differences of two
/// readings say what a stretch of time was like. -1: the kernel does not tell.
struct MachineReading {
    Nanos at = 0;
    double busyS = -1; ///< CPU seconds of all cores, everybody's, in steps of 10 ms; stolen time is not in it
    double stealS = -1; ///< CPU seconds that the hypervisor gave to other machines
    double pressureS = -1; ///< time in which some task waited for a CPU
    double loadAverage = -1; ///< one minute
    double mhzLow = -1, mhzHigh = -1; ///< slowest and fastest core at this moment; -1: no frequencies are told
};
[[nodiscard]] MachineReading readMachine();

/// CPU time and run-queue delay of the calling thread so far, ns. `delay` -1: the kernel does not tell.
struct ThreadUse {
    Nanos cpu = 0;
    Nanos delay = -1;
};
[[nodiscard]] ThreadUse readThreadUse(); ///< about 10 µs: for the ends of a lane, not for each task

/// How far the clock that counts suspended time has run ahead of the one that does not, ns. It grows only while the
/// machine is suspended (science §0.1).
[[nodiscard]] Nanos suspendedTime();

namespace procfs {
/// First line of /proc/stat: seconds of all cores. Absent: not that text.
struct CpuTimes {
    double busyS = 0, stealS = 0;
};
[[nodiscard]] std::optional<CpuTimes> parseCpuTimes(std::string_view text);
/// "some … total=µs" of /proc/pressure/cpu, seconds; -1: not there.
[[nodiscard]] double parsePressure(std::string_view text);
} // namespace procfs

} // namespace ilv
