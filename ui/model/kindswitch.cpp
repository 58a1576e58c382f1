// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kindswitch.h"

#include "model/faultpalette.h"
#include "model/kindpresets.h"

#include <algorithm>

namespace ilv::ui {

namespace {

bool isOwn(const Stage& stage)
{
    return std::holds_alternative<CommandStage>(stage) || std::holds_alternative<CallStage>(stage);
}

bool isCompute(const Stage& stage)
{
    return !isIo(stage) && !std::holds_alternative<FaultStage>(stage);
}

/// Stages of that sort that are work of the task.
bool has(const Experiment& experiment, bool (*takes)(const Stage&))
{
    for (std::size_t i = 0; i < experiment.workload.stages.size(); ++i)
        if (takes(experiment.workload.stages[i]) && !isPlanted(experiment, i))
            return true;
    return false;
}

} // namespace

WorkloadKind kindOf(const Experiment& experiment)
{
    if (has(experiment, isOwn))
        return WorkloadKind::Own;
    const bool io = has(experiment, isIo), cpu = has(experiment, isCompute);
    return io && cpu ? WorkloadKind::Mixed : cpu ? WorkloadKind::Cpu : WorkloadKind::Io;
}

void KindSwitch::park(Takes takes, Experiment& experiment)
{
    for (std::size_t i = experiment.workload.stages.size(); i-- > 0;)
        if (takes(experiment.workload.stages[i]) && !isPlanted(experiment, i))
            m_parked.push_back({ i, takeStage(experiment, i) });
}

bool KindSwitch::unpark(Takes takes, Experiment& experiment)
{
    bool found = false;
    for (std::size_t i = m_parked.size(); i-- > 0;) { // the last one parked stood first
        if (!takes(m_parked[i].stage.stage))
            continue;
        putStage(
            experiment, std::min(m_parked[i].index, experiment.workload.stages.size()), std::move(m_parked[i].stage));
        m_parked.erase(m_parked.begin() + static_cast<std::ptrdiff_t>(i));
        found = true;
    }
    return found;
}

void KindSwitch::apply(WorkloadKind wanted, Experiment& experiment)
{
    if (wanted == WorkloadKind::Own || kindOf(experiment) == WorkloadKind::Own)
        return;
    const bool hasWork = has(experiment, isIo) || has(experiment, isCompute);
    if (wanted == kindOf(experiment) && hasWork)
        return;
    if (wanted != WorkloadKind::Cpu && !has(experiment, isIo) && !unpark(isIo, experiment))
        putStage(experiment, 0, { presetStage(wanted, true, WaitStage{ .ms = 10 }), {} });
    if (wanted != WorkloadKind::Io && !has(experiment, isCompute) && !unpark(isCompute, experiment)) {
        std::size_t after = experiment.workload.stages.size(); // work stands before what is planted
        while (after > 0 && isPlanted(experiment, after - 1))
            --after;
        putStage(experiment, after,
            { presetStage(wanted, false, ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 1 }), {} });
    }
    if (wanted == WorkloadKind::Cpu)
        park(isIo, experiment);
    if (wanted == WorkloadKind::Io)
        park(isCompute, experiment);
    parkWhatBelongsToStages(experiment);
    followPreset(wanted, experiment);
}

/// A golden output belongs to the compute stages, a sweep over a stage to the list as the file had it.
void KindSwitch::parkWhatBelongsToStages(Experiment& experiment)
{
    const bool computes = has(experiment, isCompute);
    if (computes == experiment.workload.golden.empty())
        std::swap(m_golden, experiment.workload.golden);
    const bool overStage = experiment.sweep && experiment.sweep->parameter.rfind("workload.stages", 0) == 0;
    if ((!m_parked.empty() && overStage) || (m_parked.empty() && m_sweep && !experiment.sweep))
        m_sweep.swap(experiment.sweep);
}

} // namespace ilv::ui
