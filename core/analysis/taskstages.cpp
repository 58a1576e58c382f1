// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/taskstages.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace ilv::stats {
namespace {
constexpr std::string_view kNames[]{ "schedule_slip", "queue_wait", "serialize", "send", "transport_out", "deserialize",
    "execute", "serialize_result", "send_result", "transport_back", "deserialize_result", "loop_delivery" };
static_assert(std::size(kNames) == kStageCount);
} // namespace

std::string_view stageName(std::size_t stage)
{
    return stage < kStageCount ? kNames[stage] : std::string_view{};
}

Stages stagesOf(const Stamps& stamps)
{
    Stages stages{};
    for (std::size_t i = 0; i < kStageCount; ++i)
        stages[i] = stamps[i + 1] - stamps[i];
    return stages;
}

int backwardStages(const Stages& stages)
{
    return static_cast<int>(std::count_if(stages.begin(), stages.end(), [](Nanos ns) { return ns < 0; }));
}

bool closes(const Stages& stages, const Stamps& stamps)
{
    return backwardStages(stages) == 0
        && std::accumulate(stages.begin(), stages.end(), Nanos{ 0 }) == stamps.back() - stamps.front();
}

Stages total(std::span<const Stages> tasks)
{
    Stages sums{};
    for (const Stages& stages : tasks) {
        for (std::size_t i = 0; i < kStageCount; ++i)
            sums[i] += stages[i];
    }
    return sums;
}

double poolEfficiency(Nanos executed, Nanos lanesWindow, Nanos startUp)
{
    const Nanos window = lanesWindow - startUp;
    return window > 0 ? static_cast<double>(executed) / static_cast<double>(window) : 0;
}

} // namespace ilv::stats
