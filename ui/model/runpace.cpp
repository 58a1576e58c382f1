// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runpace.h"

#include <algorithm>

namespace ilv::ui {

RunPace paceOf(const RunResult& run)
{
    struct Sum {
        double tasks = 0, seconds = 0;
    };
    std::map<std::string, Sum> sums;
    double windows = 0;
    int trials = 0;
    for (const TrialResult& trial : run.trials) {
        if (trial.status != TrialStatus::Completed || trial.seconds() <= 0)
            continue;
        Sum& sum = sums[trial.label];
        sum.tasks += static_cast<double>(trial.counts.planned);
        sum.seconds += trial.seconds();
        windows += trial.seconds();
        ++trials;
    }
    RunPace pace;
    for (const auto& [label, sum] : sums)
        pace.models[label].tasksPerS = sum.tasks / sum.seconds;
    if (trials > 0 && trials == static_cast<int>(run.trials.size())) // else the wall time holds what was cut short
        pace.aroundTrialS = std::max(0.0, run.wallS - windows) / trials;
    return pace;
}

std::optional<double> expectedSeconds(const Experiment& experiment, const RunPace& pace)
{
    double sum = 0;
    for (const ModelEntry& entry : experiment.models) {
        double trial = experiment.load.durationS;
        if (experiment.load.mode == LoadMode::Closed && experiment.load.tasks > 0) {
            const auto known = pace.models.find(entry.label);
            if (known == pace.models.end() || known->second.tasksPerS <= 0)
                return std::nullopt;
            trial = static_cast<double>(experiment.load.tasks) / known->second.tasksPerS;
        }
        sum += (trial + pace.aroundTrialS) * experiment.repeats;
    }
    return sum;
}

} // namespace ilv::ui
