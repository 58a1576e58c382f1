// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <optional>
#include <string>

namespace ilv {

/// The machine and the build, as kept with every result. Unknown is empty or absent, never guessed.
struct Environment {
    std::string cpuModel;
    int cores = 1; ///< usable by this process (affinity)
    std::string hypervisor; ///< "KVM"; empty: none seen
    std::string governor; ///< empty: not exposed
    double memoryMb = 0;
    std::string kernel; ///< "Linux 6.18.0"
    std::string distribution; ///< "Debian GNU/Linux 12 (bookworm)"
    std::string qtVersion, compiler, buildType, version, commit;
    std::string startedAtUtc; ///< ISO 8601, the only wall-clock time in a result
    std::optional<double> loadAverage; ///< one minute, at the start
    std::optional<double> stealPercent; ///< since boot
    /// How many cores' worth of one kernel all cores do at once (science §6); known once a run has probed.
    std::optional<double> effectiveCores;
};

/// RUN_LOAD_HIGH when other programs kept more than three quarters of the cores busy at the start.
[[nodiscard]] std::optional<Error> loadWarning(const Environment& environment);
[[nodiscard]] Environment captureEnvironment();

} // namespace ilv
