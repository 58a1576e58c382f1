// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runpace.h"

#include "model/tasktime.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

/// Seconds a model needs for n tasks that are there at once.
double serveSeconds(const Experiment& experiment, const ModelEntry& entry, double n,
    const std::map<std::string, double>& unitsPerMs, int cores)
{
    const double io = taskIoMs(experiment) / 1000, cpu = taskCpuMs(experiment, unitsPerMs).value_or(0) / 1000;
    const double workers = effectiveSettings(experiment, entry, cores).workers, wide = std::min<double>(workers, cores);
    switch (entry.model) {
    case Model::Sequential:
        return n * (io + cpu);
    case Model::Async:
        return std::min(n, 1.0) * io + n * cpu;
    case Model::Threads:
    case Model::Processes:
        return std::max(std::ceil(n / workers) * (io + cpu), n * cpu / wide);
    case Model::ProcessPerTask:
        return std::min(n, 1.0) * io + n * cpu / cores;
    case Model::Hybrid:
        return std::min(n, 1.0) * io + n * cpu / wide;
    }
    return 0;
}

/// One trial without what is around it; absent where nobody knows.
std::optional<double> trialSeconds(const Experiment& experiment, const ModelEntry& entry, const RunPace& pace,
    const std::map<std::string, double>& unitsPerMs, int cores)
{
    const Load& load = experiment.load;
    const double warmUp
        = serveSeconds(experiment, entry, static_cast<double>(experiment.warmupTasks), unitsPerMs, cores);
    if (load.mode == LoadMode::Closed && load.tasks > 0) {
        const auto known = pace.models.find(entry.label);
        if (pace.experiment != experiment.name || known == pace.models.end() || known->second.tasksPerS <= 0)
            return std::nullopt;
        return warmUp + static_cast<double>(load.tasks) / known->second.tasksPerS;
    }
    if (load.mode == LoadMode::Open)
        return warmUp + load.durationS;
    // What its clients asked for before the end is served too, for as long again, at least a second.
    const double tail = serveSeconds(experiment, entry, effectiveInFlight(experiment, entry), unitsPerMs, cores);
    return warmUp + load.durationS + std::min(tail, std::max(load.durationS, 1.0));
}

} // namespace

RunPace paceOf(const RunResult& run, const RunPace& other, bool paused)
{
    struct Sum {
        double tasks = 0, seconds = 0;
    };
    std::map<std::string, Sum> sums;
    for (const TrialResult& trial : run.trials) {
        if (trial.status != TrialStatus::Completed || trial.seconds() <= 0)
            continue;
        Sum& sum = sums[trial.label];
        sum.tasks += static_cast<double>(trial.counts.planned);
        sum.seconds += trial.seconds();
    }
    RunPace pace = other;
    if (pace.experiment != run.experiment.name)
        pace.models.clear();
    pace.experiment = run.experiment.name;
    for (const auto& [label, sum] : sums)
        pace.models[label].tasksPerS = sum.tasks / sum.seconds;

    const bool whole = !paused && run.status == RunStatus::Completed && !run.trials.empty()
        && std::all_of(run.trials.begin(), run.trials.end(),
            [](const TrialResult& trial) { return trial.status == TrialStatus::Completed; });
    RunPace bare = pace;
    bare.aroundTrialS = 0;
    const auto loads = expectedSeconds(run.experiment, bare, run.unitsPerMs, std::max(1, run.environment.cores));
    if (whole && loads) // else the wall time holds something else, or less
        pace.aroundTrialS = std::max(0.0, run.wallS - *loads) / static_cast<double>(run.trials.size());
    return pace;
}

std::optional<double> expectedSeconds(
    const Experiment& experiment, const RunPace& pace, const std::map<std::string, double>& unitsPerMs, int cores)
{
    double sum = 0;
    for (const ModelEntry& entry : experiment.models) {
        const auto trial = trialSeconds(experiment, entry, pace, unitsPerMs, cores);
        if (!trial)
            return std::nullopt;
        sum += (*trial + pace.aroundTrialS) * experiment.repeats;
    }
    return sum;
}

} // namespace ilv::ui
