// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rangecharts.h"

#include "analysis/goals.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace ilv::ui {
namespace {

constexpr std::size_t kMostPoints = 60, kTasksPerPoint = 4;
constexpr std::uint64_t kNoTask = UINT64_MAX;

/// One task on the lanes of its group.
struct Stay {
    Nanos begin = 0, end = 0;
    bool failed = false;
};

/// The tasks of a group that ended well inside [begin, end).
std::vector<Stay> endedIn(const TimelineGroup& group, Nanos begin, Nanos end)
{
    std::unordered_map<std::uint64_t, Stay> tasks;
    std::vector<Stay> nameless; // slices that say of no task stand for one each
    for (std::size_t lane = 0; lane < group.lanes.size(); ++lane) {
        if (static_cast<int>(lane) == group.loopLane)
            continue;
        for (const Slice& slice : group.lanes[lane].slices) {
            if (slice.task == kNoTask) {
                if (slice.phase == Phase::Work)
                    nameless.push_back({ slice.begin, slice.end, slice.failed });
                continue;
            }
            const auto [at, fresh] = tasks.try_emplace(slice.task, Stay{ slice.begin, slice.end, slice.failed });
            if (fresh)
                continue;
            Stay& stay = at->second;
            stay.begin = std::min(stay.begin, slice.begin);
            if (slice.end > stay.end) {
                stay.end = slice.end;
                stay.failed = slice.failed;
            }
        }
    }
    std::vector<Stay> ended;
    const auto take = [&](const Stay& stay) {
        if (!stay.failed && stay.end > begin && stay.end <= end)
            ended.push_back(stay);
    };
    for (const auto& [task, stay] : tasks)
        take(stay);
    std::for_each(nameless.begin(), nameless.end(), take);
    return ended;
}

/// Until when all of its lanes were recorded. One that did nothing so far has told nothing: it holds nobody up.
Nanos knownOf(const TimelineGroup& group)
{
    Nanos known = INT64_MAX;
    for (const TimelineLane& lane : group.lanes)
        if (!lane.slices.empty())
            known = std::min(known, lane.known);
    return known;
}

/// Where all that tasks do is wait on the loop, no lane shows them: nothing is known of their rate in a stretch.
bool showsTasks(const TimelineGroup& group)
{
    const auto ofTask
        = [](const Slice& slice) { return slice.task != kNoTask || slice.phase == Phase::Work || slice.failed; };
    return std::any_of(group.lanes.begin(), group.lanes.end(),
        [&](const TimelineLane& lane) { return std::any_of(lane.slices.begin(), lane.slices.end(), ofTask); });
}

std::vector<RatePoint> pointsOf(const std::vector<Stay>& ended, Nanos begin, Nanos end)
{
    if (ended.empty())
        return {};
    std::vector<std::size_t> bins(std::clamp<std::size_t>(ended.size() / kTasksPerPoint, 1, kMostPoints));
    const double width = static_cast<double>(end - begin) / static_cast<double>(bins.size());
    for (const Stay& stay : ended)
        ++bins[std::min(bins.size() - 1, static_cast<std::size_t>(static_cast<double>(stay.end - begin - 1) / width))];
    std::vector<RatePoint> points;
    for (std::size_t i = 0; i < bins.size(); ++i)
        points.push_back({ (static_cast<double>(begin) + width * static_cast<double>(i + 1)) / 1e9,
            static_cast<double>(bins[i]) / (width / 1e9) });
    return points;
}

LatencyRow latencyOf(const SeriesName& name, const std::vector<Stay>& ended)
{
    LatencyRow row;
    row.name = name;
    std::vector<Nanos> lengths;
    for (const Stay& stay : ended)
        lengths.push_back(stay.end - stay.begin);
    std::sort(lengths.begin(), lengths.end());
    const auto percentile = [&](double p, std::uint64_t least) -> std::optional<double> {
        if (lengths.size() < std::max<std::uint64_t>(1, least))
            return std::nullopt;
        return static_cast<double>(lengths[nearestRank(p, lengths.size()) - 1]);
    };
    row.p50Ns = percentile(0.5, 1);
    row.p90Ns = percentile(0.9, leastTasks(0.9));
    row.p99Ns = percentile(0.99, leastTasks(0.99));
    row.p999Ns = percentile(0.999, leastTasks(0.999));
    return row;
}

TimeSplitRow splitOf(const TimelineGroup& group, Nanos begin, Nanos end, std::size_t tasks)
{
    TimeSplitRow row{ group.name, SeriesState::Final, {} };
    if (tasks == 0)
        return row;
    for (const TimelineLane& lane : group.lanes) {
        for (const Slice& slice : lane.slices) {
            const Nanos inside = std::min(slice.end, end) - std::max(slice.begin, begin);
            if (inside > 0)
                row.ns[static_cast<std::size_t>(slice.phase)]
                    += static_cast<double>(inside) / static_cast<double>(tasks);
        }
    }
    return row;
}

} // namespace

ChartInputs chartDataInRange(const TimelineData& timeline, Nanos begin, Nanos end, const QString& scope)
{
    ChartInputs inputs;
    inputs.throughput.scope = inputs.latency.scope = inputs.timeSplit.scope = scope;
    inputs.throughput.fromS = inputs.throughput.warmUpS = static_cast<double>(begin) / 1e9;
    inputs.throughput.spanS = static_cast<double>(end) / 1e9;
    if (end <= begin)
        return inputs;
    for (const TimelineGroup& group : timeline.groups) {
        const Nanos until = std::min(end, knownOf(group));
        if (until <= begin || !showsTasks(group))
            continue;
        const std::vector<Stay> ended = endedIn(group, begin, until);
        ThroughputSeries series;
        series.name = group.name;
        series.points = pointsOf(ended, begin, until);
        series.rate = static_cast<double>(ended.size()) / (static_cast<double>(until - begin) / 1e9);
        inputs.throughput.series.push_back(std::move(series));
        inputs.latency.rows.push_back(latencyOf(group.name, ended));
        inputs.timeSplit.rows.push_back(splitOf(group, begin, until, ended.size()));
    }
    return inputs;
}

} // namespace ilv::ui
