// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/executor.h"
#include "executor/poolwork.h"

#include <algorithm>
#include <charconv>

namespace ilv {
namespace {

Error refused(std::string message, std::string hint = {})
{
    return error(Code::FaultRefused, std::move(message), std::move(hint));
}

/// The 2 of "w2"; -1: it is none of `letter` with a number below `count`.
int numberOf(std::string_view lane, char letter, int count)
{
    int number = -1;
    if (lane.size() < 2 || lane[0] != letter)
        return -1;
    const auto [end, wrong] = std::from_chars(lane.data() + 1, lane.data() + lane.size(), number);
    return wrong == std::errc{} && end == lane.data() + lane.size() && number >= 0 && number < count ? number : -1;
}

Result<int> laneOf(const TrialPlan& plan, std::string_view lane)
{
    const auto& stages = plan.workload.stages;
    const bool hybrid = plan.model == Model::Hybrid;
    if ((plan.model == Model::Sequential && lane == "main")
        || ((plan.model == Model::Async || hybrid) && lane == "loop"))
        return 0;
    const int number = runsInThreads(plan) ? numberOf(lane, 't', plan.settings.workers)
        : runsInWorkers(plan)              ? numberOf(lane, 'w', poolWorkers(plan))
                                           : -1;
    if (number < 0)
        return refused(
            "No task runs on the lane \u201c" + std::string(lane) + "\u201d of \u201c" + plan.label + "\u201d.",
            "Drop the fault on a lane that runs tasks.");
    if (hybrid && std::all_of(stages.begin(), stages.end(), isIo))
        return refused("The event loop of \u201c" + plan.label + "\u201d keeps this workload to itself.",
            "Drop the fault on its loop.");
    return number + 1;
}

bool answersAreKnown(const TrialPlan& plan)
{
    return std::any_of(plan.expected.begin(), plan.expected.end(), [](std::uint64_t digest) { return digest != 0; });
}

} // namespace

Result<int> faultLane(const TrialPlan& plan, std::string_view lane, HandFault fault)
{
    auto place = laneOf(plan, lane);
    if (!place)
        return place;
    const bool ownProcess = lane[0] == 'w';
    if (fault == HandFault::None)
        return refused("There is no such fault.");
    if (fault == HandFault::Wrong && !answersAreKnown(plan))
        return refused("A wrong answer would not be noticed: nothing knows the right ones of this workload.");
    if ((fault == HandFault::Hang || fault == HandFault::IgnoreTerm) && plan.settings.timeoutMs <= 0
        && plan.retry.deadlineMs <= 0)
        return refused("Nothing would ever end a task that hangs: this run has no time-out.",
            "Set settings.timeout_ms and run again.");
    if (fault == HandFault::Freeze && !ownProcess)
        return refused("In this model a task that freezes stops the whole host, and the measurement with it.",
            "Drop it on a worker process.");
    return place;
}

} // namespace ilv
