// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experiment.h"

#include <algorithm>

namespace ilv {
namespace {

/// The Python spelling of a start method that was given for all models. Exec means "a fresh program", which is spawn.
StartMethod forPython(StartMethod start)
{
    switch (start) {
    case StartMethod::Exec:
        return StartMethod::PythonSpawn;
    case StartMethod::ForkServer:
        return StartMethod::PythonForkServer;
    default:
        return start;
    }
}

} // namespace

Settings effectiveSettings(const Experiment& experiment, const ModelEntry& entry, int cores)
{
    Settings s = experiment.settings;
    s.workers = entry.workers.value_or(s.workers);
    s.chunk = entry.chunk.value_or(s.chunk);
    s.transport = entry.transport.value_or(s.transport);
    s.start = entry.start.value_or(s.start);
    s.offload = entry.offload.value_or(s.offload);
    s.lock = entry.lock.value_or(s.lock);
    if (entry.model == Model::Sequential || entry.model == Model::Async)
        s.workers = 1;
    else if (s.workers <= 0)
        s.workers = std::max(1, cores);
    if (entry.model == Model::ProcessPerTask)
        s.chunk = 1;
    if (entry.runtime == Runtime::Python)
        s.start = forPython(s.start);
    return s;
}

int effectiveInFlight(const Experiment& experiment, const ModelEntry& entry)
{
    return std::max(1, entry.inFlight.value_or(experiment.load.inFlight));
}

std::int64_t plannedTasks(const Experiment& experiment)
{
    const auto runs = static_cast<std::int64_t>(experiment.models.size()) * experiment.repeats;
    double each = static_cast<double>(experiment.load.tasks);
    if (const auto& sweep = experiment.sweep) {
        if (sweep->parameter == "load.tasks") {
            each = 0;
            for (const double tasks : sweep->values)
                each += tasks;
        } else {
            each *= static_cast<double>(sweep->values.size());
        }
    }
    if (each <= 0)
        return -1;
    return static_cast<std::int64_t>(each) * runs;
}

std::vector<std::string> defaultLabels(const std::vector<ModelEntry>& models)
{
    std::vector<std::string> labels(models.size());
    std::vector<std::string> taken;
    for (const ModelEntry& entry : models) {
        if (!entry.label.empty())
            taken.push_back(entry.label);
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        labels[i] = models[i].label;
        for (int n = 1; labels[i].empty(); ++n) {
            std::string label(name(models[i].model));
            if (n > 1)
                label += " " + std::to_string(n);
            if (std::find(taken.begin(), taken.end(), label) != taken.end())
                continue;
            taken.push_back(label);
            labels[i] = std::move(label);
        }
    }
    return labels;
}

} // namespace ilv
