// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialhost.h"

// Faults planted by hand while the trial runs.

namespace ilv {

std::optional<Error> TrialHost::refusal(std::string_view lane, HandFault fault, int& place) const
{
    if (m_scheduler.gauge().windowBegin.load() == 0 || m_finishedAt.load() != 0)
        return error(Code::FaultRefused, "Nothing is being measured in this trial at the moment.",
            "Drop the fault while its tasks run.");
    const auto found = faultLane(m_plan, lane, fault);
    if (!found)
        return found.error();
    place = *found;
    if (m_faults.waitsFor(place))
        return error(Code::FaultRefused, "A fault waits there already for the lane's next task.");
    return std::nullopt;
}

/// On the reporter's thread. The answer goes out first: the task that the fault strikes may end this process.
void TrialHost::plantFault(std::string_view lane, std::string_view fault)
{
    const auto kind = fromName<HandFault>(fault).value_or(HandFault::None);
    int place = 0;
    const FaultEvent answer{ now(), std::string(lane), std::string(fault), refusal(lane, kind, place) };
    m_reporter.write(answer);
    if (answer.refused)
        return;
    m_faultLanes.push_back(answer.lane);
    m_faults.put(place, kind, answer.at);
}

void TrialHost::addFaults(TrialResult& result) const
{
    bool struck = false;
    for (const auto& one : m_faults.planted()) {
        result.faults.push_back({ one.asked, one.struck, one.task, m_faultLanes[result.faults.size()], one.fault });
        struck = struck || one.struck != 0;
    }
    if (struck)
        result.disturbed.emplace_back(name(Code::FaultPlanted));
}

} // namespace ilv
