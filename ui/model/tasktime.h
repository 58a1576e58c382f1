// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <map>
#include <optional>
#include <string>

namespace ilv::ui {

/// Where a stage keeps its mean wait in ms; null for stages that have none.
[[nodiscard]] const double* waitOf(const Stage& stage);
/// Mean waiting of one task in ms: that of its stages which say so.
[[nodiscard]] double taskIoMs(const Experiment& experiment);
/// Mean CPU time of one task in ms; absent where a kernel is given in units and nobody has calibrated it, or where a
/// stage runs a program or function of its own.
[[nodiscard]] std::optional<double> taskCpuMs(
    const Experiment& experiment, const std::map<std::string, double>& unitsPerMs);

} // namespace ilv::ui
