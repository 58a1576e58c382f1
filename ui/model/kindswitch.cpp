// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kindswitch.h"

#include <algorithm>

namespace ilv::ui {

namespace {

bool isCompute(const Stage& stage)
{
    return !isIo(stage) && !std::holds_alternative<FaultStage>(stage);
}

bool has(const Workload& workload, bool (*takes)(const Stage&))
{
    return std::any_of(workload.stages.begin(), workload.stages.end(), takes);
}

} // namespace

WorkloadKind kindOf(const Workload& workload)
{
    const bool io = has(workload, isIo), cpu = has(workload, isCompute);
    return io && cpu ? WorkloadKind::Mixed : cpu ? WorkloadKind::Cpu : WorkloadKind::Io;
}

void KindSwitch::park(Takes takes, std::vector<Stage>& stages)
{
    for (std::size_t i = stages.size(); i-- > 0;) {
        if (!takes(stages[i]))
            continue;
        m_parked.push_back({ i, std::move(stages[i]) });
        stages.erase(stages.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

bool KindSwitch::unpark(Takes takes, std::vector<Stage>& stages)
{
    bool found = false;
    for (std::size_t i = m_parked.size(); i-- > 0;) { // the last one parked stood first
        if (!takes(m_parked[i].stage))
            continue;
        const auto at = std::min(m_parked[i].index, stages.size());
        stages.insert(stages.begin() + static_cast<std::ptrdiff_t>(at), std::move(m_parked[i].stage));
        m_parked.erase(m_parked.begin() + static_cast<std::ptrdiff_t>(i));
        found = true;
    }
    return found;
}

void KindSwitch::apply(WorkloadKind wanted, Experiment& experiment)
{
    auto& workload = experiment.workload;
    if (wanted == kindOf(workload) && !workload.stages.empty())
        return;
    if (wanted != WorkloadKind::Cpu && !has(workload, isIo) && !unpark(isIo, workload.stages))
        workload.stages.insert(workload.stages.begin(), WaitStage{ .ms = 2, .spread = Spread::Constant });
    if (wanted != WorkloadKind::Io && !has(workload, isCompute) && !unpark(isCompute, workload.stages))
        workload.stages.push_back(ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 });
    if (wanted == WorkloadKind::Cpu)
        park(isIo, workload.stages);
    if (wanted == WorkloadKind::Io)
        park(isCompute, workload.stages);
    parkWhatBelongsToStages(experiment);
}

/// A golden output belongs to the compute stages, a sweep over a stage to the list as the file had it.
void KindSwitch::parkWhatBelongsToStages(Experiment& experiment)
{
    const bool computes = has(experiment.workload, isCompute);
    if (computes == experiment.workload.golden.empty())
        std::swap(m_golden, experiment.workload.golden);
    const bool overStage = experiment.sweep && experiment.sweep->parameter.rfind("workload.stages", 0) == 0;
    if ((!m_parked.empty() && overStage) || (m_parked.empty() && m_sweep && !experiment.sweep))
        m_sweep.swap(experiment.sweep);
}

} // namespace ilv::ui
