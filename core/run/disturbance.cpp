// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/disturbance.h"

#include "base/codes.h"

#include <algorithm>

namespace ilv {

std::string disturbanceWords(std::string_view code)
{
    switch (codeFromName(code)) {
    case Code::RunLoadHigh:
        return "other programs used the CPU";
    case Code::RunClockJump:
        return "the machine was suspended or the clock jumped";
    case Code::PoolDegraded:
    case Code::PoolUnstable:
        return "workers crashed and were replaced";
    case Code::LoopBlocked:
        return "the event loop was blocked";
    case Code::RunInsufficientSamples:
        return "there were too few samples";
    case Code::FaultPlanted:
        return "a fault was planted by hand";
    case Code::WorkerCrashed:
        return "a worker crashed";
    case Code::HostCrashed:
        return "the host crashed after its last word";
    case Code::RunCancelled:
        return "the run was stopped";
    case Code::WorkerMemoryLimit:
        return "a worker outgrew its memory limit";
    case Code::ThreadsStuck:
        return "threads hung in their tasks";
    case Code::RetryBudgetExhausted:
        return "the budget for retries ran out";
    default:
        return std::string(code);
    }
}

std::string disturbanceWords(const std::vector<std::string>& codes)
{
    std::vector<std::string> told; // two codes may have the same words
    std::string all;
    for (const std::string& code : codes) {
        const std::string words = disturbanceWords(code);
        if (std::find(told.begin(), told.end(), words) != told.end())
            continue;
        all += (all.empty() ? "" : ", ") + words;
        told.push_back(words);
    }
    return all;
}

} // namespace ilv
