// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/tasktime.h"

namespace ilv::ui {

const double* waitOf(const Stage& stage)
{
    if (const auto* wait = std::get_if<WaitStage>(&stage))
        return &wait->ms;
    if (const auto* request = std::get_if<RequestStage>(&stage); request && request->url.empty())
        return &request->latencyMs;
    return nullptr;
}

double taskIoMs(const Experiment& experiment)
{
    double sum = 0;
    for (const Stage& stage : experiment.workload.stages)
        if (const double* ms = waitOf(stage))
            sum += *ms;
    return sum;
}

std::optional<double> taskCpuMs(const Experiment& experiment, const std::map<std::string, double>& unitsPerMs)
{
    double sum = 0;
    for (const Stage& stage : experiment.workload.stages) {
        if (std::holds_alternative<CommandStage>(stage) || std::holds_alternative<CallStage>(stage))
            return std::nullopt;
        const auto* compute = std::get_if<ComputeStage>(&stage);
        if (!compute)
            continue;
        if (compute->units == 0) {
            sum += compute->cpuMs;
            continue;
        }
        const auto known = unitsPerMs.find(std::string(name(compute->kernel)));
        if (known == unitsPerMs.end() || known->second <= 0)
            return std::nullopt;
        sum += static_cast<double>(compute->units) / known->second;
    }
    return sum;
}

} // namespace ilv::ui
