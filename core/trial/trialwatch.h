// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/scheduler.h"
#include "measure/machine.h"
#include "measure/resources.h"
#include "plan/trialplan.h"
#include "trial/flightsampler.h"

namespace ilv {

/// CPU of the host's talking thread, seconds; -1: unknown.
struct TalkingCpu {
    double all = -1;
    double live = -1; ///< of it: making and writing live events
};

/// What a host observes beside the tasks themselves: how fast the machine is before and after the load, what else it
/// did meanwhile, how many tasks were in flight, and what all this cost (science §6, §9, §18). The calls come in this
/// order, from the main thread; only look() comes from the reporter's.
class TrialWatch {
public:
    TrialWatch(const TrialPlan& plan, const Scheduler& scheduler, std::uint64_t arrivalSeed);

    void before(); ///< nothing runs yet: canary, cores, cost of recording (about 40 ms)
    void loadBegins(const TalkingCpu& talking); ///< what the talking thread has used so far
    void look(Nanos at); ///< at one instant of the load
    void loadEnds(const TalkingCpu& talking);
    void after(); ///< nothing runs any more: canary

    /// Once nothing runs and look() is not called any more.
    void fill(TrialResult& result) const;

private:
    const Scheduler& m_scheduler;
    FlightSampler m_flight;
    ResourceSampler m_tree; // looks only at both ends
    MachineReading m_machineBefore, m_machineAfter;
    ResourceUse m_useBefore, m_useAfter;
    MachineUse m_machine;
    ObserverCost m_cost;
    TalkingCpu m_talkingBefore;
};

} // namespace ilv
