// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runresult.h"

#include <map>
#include <optional>
#include <string>

namespace ilv::ui {

/// How fast an earlier run went: what is needed to say how long the next one takes.
struct RunPace {
    struct OfModel {
        double tasksPerS = 0; ///< planned tasks per second of its trials; 0: not known
    };
    std::map<std::string, OfModel> models = {}; ///< by label
    double aroundTrialS = 0; ///< of the wall time, what a trial takes beside its load: host, pool, warm-up, drain
};

[[nodiscard]] RunPace paceOf(const RunResult& run);

/// Seconds the whole run should take. A load that ends by time says so itself; one of a number of tasks is known once
/// each of its models has been measured. Absent otherwise.
[[nodiscard]] std::optional<double> expectedSeconds(const Experiment& experiment, const RunPace& pace);

} // namespace ilv::ui
