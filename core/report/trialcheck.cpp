// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/trialcheck.h"

#include "base/codes.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ilv::report {
namespace {

constexpr Nanos kLatest = 4'000'000'000'000'000'000; ///< a moment: differences still fit
constexpr Nanos kLongest = 90'000'000'000'000'000; ///< a sum of times: a hundred of them still fit
constexpr std::uint64_t kMost = 1'000'000'000'000; ///< tasks, attempts, …

Error conflict(const std::string& message)
{
    return error(Code::FileConflict, message);
}

Status checkHistogram(const HistogramData& h, const std::string& what)
{
    std::uint64_t sum = 0;
    std::int64_t last = -1;
    for (const auto& [bucket, count] : h.buckets) {
        if (bucket >= hdr::kCounters || std::int64_t{ bucket } <= last || count > kMost)
            return error(Code::FileRange, "The " + what + " histogram has a bucket that cannot be.");
        last = bucket;
        sum += count;
    }
    if (sum != h.count)
        return conflict("The " + what + " histogram says " + std::to_string(h.count) + " values and holds "
            + std::to_string(sum) + '.');
    if (h.min < 0 || h.max < h.min || !std::isfinite(h.sum) || h.sum < 0)
        return error(Code::FileRange, "The " + what + " histogram has bounds that cannot be.");
    return {};
}

bool inOrder(Nanos begin, Nanos end)
{
    return begin >= 0 && begin <= end && end <= kLatest;
}

bool bounded(const CategorySums& sums)
{
    return std::all_of(sums.begin(), sums.end(), [](Nanos n) { return n >= -kLongest && n <= kLongest; });
}

bool bounded(const std::vector<Nanos>& times)
{
    return std::all_of(times.begin(), times.end(), [](Nanos n) { return n >= 0 && n <= kLongest; });
}

bool countsInRange(const TrialResult& t)
{
    const auto fine = [](std::uint64_t n) { return n <= kMost; };
    const std::uint64_t others[]{ t.counts.planned, t.attempts, t.okInWindow, t.spawned, t.crashes,
        t.restarts, t.identityViolations };
    return std::all_of(t.counts.by.begin(), t.counts.by.end(), fine)
        && std::all_of(std::begin(others), std::end(others), fine);
}

} // namespace

Status checkTrial(const TrialResult& t)
{
    if (!countsInRange(t) || t.workers < 0 || t.workers > 1'000'000)
        return error(Code::FileRange, "The trial has a count that cannot be.");
    if (!t.counts.addsUp())
        return conflict("The outcomes add up to " + std::to_string(t.counts.total()) + ", but "
            + std::to_string(t.counts.planned) + " tasks were planned.");
    for (const auto& [histogram, what] :
        { std::pair{ &t.response, "response" }, { &t.service, "service" }, { &t.loopLag, "loop lag" },
             { &t.slip, "slip" } }) {
        if (Status sound = checkHistogram(*histogram, what); !sound)
            return sound;
    }
    const auto laneFine = [](const LaneSummary& lane) { return inOrder(lane.begin, lane.end) && bounded(lane.states); };
    const auto faultFine = [](const PlantedByHand& fault) {
        return inOrder(0, fault.asked) && inOrder(0, fault.struck) && fault.task <= kMost;
    };
    if (!std::all_of(t.faults.begin(), t.faults.end(), faultFine))
        return error(Code::FileRange, "The trial has a planted fault that cannot be.");
    if (!inOrder(t.windowBegin, t.windowEnd) || !bounded(t.spent) || !bounded(t.recovery) || !bounded(t.workerStartUp)
        || t.startUp < 0 || t.startUp > kLongest || !std::all_of(t.lanes.begin(), t.lanes.end(), laneFine)
        || !std::all_of(t.spans.begin(), t.spans.end(), [](const Span& s) { return s.begin <= s.end; }))
        return error(Code::FileRange, "The trial has a time that cannot be.");
    return {};
}

} // namespace ilv::report
