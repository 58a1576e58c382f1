// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runresult.h"

#include <map>
#include <optional>
#include <string>

namespace ilv::ui {

/// What a trial takes beside its load, its warm-up and the tasks in flight at its end, where nothing has been measured
/// yet: starting the host, the noise check before and after, saying goodbye. Measured on two cores at 3 GHz.
inline constexpr double kAroundTrialS = 0.08;

/// How fast an earlier run went: what is needed to say how long the next one takes.
struct RunPace {
    struct OfModel {
        double tasksPerS = 0; ///< planned tasks per second of its trials; 0: not known
    };
    std::string experiment = {}; ///< the name of the one whose tasks `models` knows: another's say nothing of its own
    std::map<std::string, OfModel> models = {}; ///< by label
    double aroundTrialS = kAroundTrialS; ///< seconds, >= 0
};

/// `other` is what is kept of earlier runs where this one does not tell it: it was cut short, or `paused`, which its
/// wall time holds too.
[[nodiscard]] RunPace paceOf(const RunResult& run, const RunPace& other = {}, bool paused = false);

/// Seconds the whole run should take, on so many cores. A load that ends by time says so itself; one of a number of
/// tasks is known once each of its models has been measured. Absent otherwise. Of the experiment that `pace` was taken
/// of, in full, it is what that run took.
[[nodiscard]] std::optional<double> expectedSeconds(
    const Experiment& experiment, const RunPace& pace, const std::map<std::string, double>& unitsPerMs, int cores);

} // namespace ilv::ui
