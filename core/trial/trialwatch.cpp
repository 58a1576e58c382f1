// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialwatch.h"

#include "trial/canary.h"
#include "trial/recordcost.h"

#include <unistd.h>

#include <algorithm>

namespace ilv {

TrialWatch::TrialWatch(const TrialPlan& plan, const Scheduler& scheduler, std::uint64_t arrivalSeed)
    : m_scheduler(scheduler)
    , m_flight(plan.load, arrivalSeed, plan.warmupTasks)
    , m_tree(getpid())
{
}

void TrialWatch::before()
{
    m_machine.canaryBefore = runCanary();
    m_machine.effectiveCores = measureEffectiveCores(2);
    m_cost.stampNs = measureRecordCost();
}

void TrialWatch::loadBegins(const TalkingCpu& talking)
{
    m_talkingBefore = talking;
    m_tree.sample();
    m_useBefore = m_tree.use();
    m_machineBefore = readMachine();
}

void TrialWatch::look(Nanos at)
{
    const auto& gauge = m_scheduler.gauge();
    FlightSampler::Gauges seen;
    // What is finished before what was handed out: the one never exceeds the other then.
    seen.finished = gauge.finished.load(std::memory_order_relaxed);
    seen.handed = gauge.handed.load(std::memory_order_relaxed);
    seen.queued = gauge.queued.load(std::memory_order_relaxed);
    seen.begun = gauge.begun.load(std::memory_order_relaxed);
    seen.windowBegin = gauge.windowBegin.load(std::memory_order_relaxed);
    seen.windowEnd = gauge.windowEnd.load(std::memory_order_relaxed);
    m_flight.sample(at, seen);
}

void TrialWatch::loadEnds(const TalkingCpu& talking)
{
    m_machineAfter = readMachine();
    m_tree.sample();
    m_useAfter = m_tree.use();
    const auto since = [](double later, double earlier) { return later >= 0 && earlier >= 0 ? later - earlier : -1; };
    m_cost.watchCpuS = since(talking.all, m_talkingBefore.all);
    m_cost.liveCpuS = since(talking.live, m_talkingBefore.live);
}

void TrialWatch::after()
{
    m_machine.canaryAfter = runCanary();
}

void TrialWatch::fill(TrialResult& result) const
{
    result.flight = m_flight.record();
    result.observer = m_cost;
    result.machine = m_machine;
    if (m_machineBefore.at == 0 || m_machineAfter.at == 0)
        return; // no load was ever begun, or none came to its end
    auto& machine = result.machine;
    const auto& [before, after] = std::pair{ m_machineBefore, m_machineAfter };
    const auto less = [](double later, double earlier) {
        return later >= 0 && earlier >= 0 ? std::max(0.0, later - earlier) : -1.0;
    };
    machine.seconds = secondsFromNanos(after.at - before.at);
    machine.busyS = less(after.busyS, before.busyS);
    machine.stealS = less(after.stealS, before.stealS);
    machine.pressureS = less(after.pressureS, before.pressureS);
    machine.loadAverage = before.loadAverage;
    if (before.mhzLow > 0 && after.mhzLow > 0) {
        machine.mhzLow = std::min(before.mhzLow, after.mhzLow);
        machine.mhzHigh = std::max(before.mhzHigh, after.mhzHigh);
    }
    const ResourceUse own = difference(m_useAfter, m_useBefore);
    machine.ownS = own.userS + own.systemS;
    machine.involuntarySwitches = own.involuntarySwitches;
    machine.majorFaults = own.majorFaults;
    machine.runDelayS = own.runDelayS;
}

} // namespace ilv
