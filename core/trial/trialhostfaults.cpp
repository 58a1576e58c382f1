// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialhost.h"

// Faults planted by hand while the trial runs.

namespace ilv {

/// The lane's place in the box; FAULT_REFUSED.
Result<int> TrialHost::placeFor(std::string_view lane, HandFault fault) const
{
    if (m_scheduler.gauge().windowBegin.load() == 0 || m_finishedAt.load() != 0)
        return error(Code::FaultRefused, "Nothing is being measured in this trial at the moment.",
            "Drop the fault while its tasks run.");
    auto place = faultLane(m_plan, lane, fault);
    if (place && m_faults.waitsFor(*place))
        return error(Code::FaultRefused, "A fault waits there already for the lane's next task.");
    return place;
}

/// On the reporter's thread. The answer goes out first: the task that the fault strikes may end this process.
void TrialHost::plantFault(std::string_view lane, std::string_view fault)
{
    const auto kind = fromName<HandFault>(fault).value_or(HandFault::None);
    const auto place = placeFor(lane, kind);
    const FaultEvent answer{ now(), std::string(lane), std::string(fault),
        place ? std::nullopt : std::optional(place.error()) };
    m_reporter.write(answer);
    if (!place)
        return;
    m_faultLanes.push_back(answer.lane);
    m_faults.put(*place, kind, answer.at);
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
