// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/vocabulary.h"
#include "look/theme.h"
#include "measure/heat.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// What the charts draw: plain values, built by chartadapter.h from summaries, or by hand in tests.

/// Who a line or a row belongs to.
struct SeriesName {
    QString label; ///< "Thread pool": rows where there is room, tables, tooltips
    QString shortName; ///< "Threads": line ends, narrow rows
    Model model = Model::Sequential; ///< colour and marker
    int variant = 0; ///< nth entry of the same model: hollow marker and dashed line from 1 on
};

enum class SeriesState : std::uint8_t {
    Queued, ///< row says "queued"
    Live, ///< being measured: thicker line, pulse dot, dashed hairline
    Final,
    Stopped, ///< partial; kept and marked
    Failed, ///< row says "failed" in the error colour
    NotRun, ///< row says "not run": the run ended before it
};
[[nodiscard]] constexpr bool measured(SeriesState state)
{
    return state == SeriesState::Live || state == SeriesState::Final || state == SeriesState::Stopped;
}

/// The rows of a chart that have something to draw.
template <typename Row> [[nodiscard]] std::vector<const Row*> drawnOf(const std::vector<Row>& rows)
{
    std::vector<const Row*> drawn;
    for (const Row& row : rows) {
        if (row.drawn())
            drawn.push_back(&row);
    }
    return drawn;
}

/// The entry of that name, if it has something to draw; null otherwise.
template <typename Row> [[nodiscard]] const Row* drawnEntry(const std::vector<Row>& rows, const SeriesName& name)
{
    for (const Row& row : rows) {
        if (row.drawn() && row.name.model == name.model && row.name.label == name.label)
            return &row;
    }
    return nullptr;
}

/// A goal that a chart shows as a line and lets be dragged.
enum class GoalKind : std::uint8_t { Throughput, P95, P99 };
struct GoalLine {
    GoalKind kind = GoalKind::Throughput;
    double value = 0; ///< tasks per second, or ns
    friend bool operator==(const GoalLine&, const GoalLine&) = default;
};

struct RatePoint {
    double seconds = 0;
    double rate = 0; ///< tasks per second
};

struct ThroughputSeries {
    SeriesName name;
    SeriesState state = SeriesState::Final;
    std::vector<RatePoint> points; ///< rising time
    std::optional<double> rate; ///< the number at the line's end; absent: that of the last point
    double stoppedAtS = 0; ///< Stopped only
    std::optional<double> low, high; ///< 95 % interval of `rate`; absent: too few rounds
    int rounds = 0; ///< that `rate` is the median of
    int roundsDone = 0, roundsAsked = 0; ///< Stopped only: whole ones, of how many; 0 asked: not known
    [[nodiscard]] bool drawn() const { return measured(state) && !points.empty(); } ///< as a line
};

struct ThroughputData {
    std::vector<ThroughputSeries> series; ///< fixed model order
    double fromS = 0; ///< the x axis begins here (< 0: the warm-up, before the window)
    double warmUpS = 0; ///< shaded from `fromS` to here, ignored for the y range; no more than `fromS`: none
    bool roundsInARow = false; ///< short rounds, one after another
    QString scope = {}; ///< "12 ms to 15 ms": only a part of the run; empty: all of it
    std::shared_ptr<const ThroughputData> before = {}; ///< the previous run, as a ghost
    double spanS = 0; ///< the x axis at least up to here (a live run's planned length); 0: by the points
    [[nodiscard]] const ThroughputSeries* earlier(const SeriesName& name) const ///< in the previous run; null: none
    {
        return before ? drawnEntry(before->series, name) : nullptr;
    }
};

/// A percentile that has too few samples is absent and not drawn.
struct LatencyRow {
    SeriesName name;
    SeriesState state = SeriesState::Final;
    std::optional<double> p50Ns, p90Ns, p99Ns, p999Ns;
    std::optional<double> p95Ns = {}; ///< for the goal only
    std::shared_ptr<const HeatData> heat = {}; ///< over time, of one round; null: not recorded
    [[nodiscard]] bool drawn() const { return measured(state) && p50Ns && *p50Ns > 0; }
};
struct LatencyData {
    std::vector<LatencyRow> rows;
    QString scope = {}; ///< only a part of the run: then times on a lane, not from submit to result
    std::shared_ptr<const LatencyData> before = {}; ///< the previous run, as a ghost
    [[nodiscard]] const LatencyRow* earlier(const SeriesName& name) const ///< in the previous run; null: none
    {
        return before ? drawnEntry(before->rows, name) : nullptr;
    }
};

struct TimeSplitRow {
    SeriesName name;
    SeriesState state = SeriesState::Final;
    std::array<double, kPhaseCount> ns{}; ///< mean per task, by Phase
    [[nodiscard]] double total() const
    {
        double sum = 0;
        for (const double part : ns)
            sum += part;
        return sum;
    }
    [[nodiscard]] bool drawn() const { return measured(state) && total() > 0; }
};
struct TimeSplitData {
    std::vector<TimeSplitRow> rows;
    QString scope = {}; ///< only a part of the run: then of the lanes' time
    std::shared_ptr<const TimeSplitData> before = {}; ///< the previous run, as a ghost
    [[nodiscard]] const TimeSplitRow* earlier(const SeriesName& name) const ///< in the previous run; null: none
    {
        return before ? drawnEntry(before->rows, name) : nullptr;
    }
};

/// A stretch of a lane, ns from the trial's first span.
struct Slice {
    Nanos begin = 0, end = 0;
    Phase phase = Phase::Work;
    bool failed = false; ///< drawn whatever the zoom
    Outcome outcome = Outcome::Ok;
    std::uint16_t attempt = 1; ///< which one this is, from 1
    std::uint64_t task = UINT64_MAX; ///< its index; UINT64_MAX: of no task
};
/// A task's way from the loop to a worker and back; for the arrows.
struct TimelineFlow {
    Nanos sent = 0, begun = 0; ///< dispatched on the loop, taken up by the lane
    Nanos ended = 0, arrived = 0; ///< done on the lane, its result read on the loop
    std::uint64_t task = UINT64_MAX;
    int lane = 0; ///< index in the group's lanes
};
/// A fault that was planted on a lane by hand while tasks ran.
struct PlantedMark {
    Nanos at = -1; ///< when a task met it; -1: after what is drawn, or none has yet
    QString text;
};
struct TimelineLane {
    QString name; ///< "t0", "loop": the engine's own
    std::vector<Slice> slices; ///< by rising begin; do not overlap
    std::vector<PlantedMark> planted = {};
    Nanos known = INT64_MAX; ///< until then it was idle where no slice is; after it nothing was recorded
};
struct TimelineGroup {
    SeriesName name;
    std::string entry = {}; ///< its label in the experiment
    bool live = false; ///< its model is being measured: faults can be dropped on its lanes
    QString lanesNoun; ///< "threads", "processes", "slots": for "4 of 64 threads"
    QString note; ///< after the count: "64 in flight"; may be empty
    int totalLanes = 0; ///< that execute, of the trial; 0: as many as there are
    std::vector<TimelineLane> lanes;
    int loopLane = -1; ///< index of the lane that hands over to the others; -1: none
    std::vector<TimelineFlow> flows = {}; ///< by rising `sent`
    Nanos measuredFrom = 0; ///< when its window began: before it is warm-up
};
struct TimelineData {
    std::vector<TimelineGroup> groups;
    Nanos viewEnd = 0; ///< the chart opens with [0, viewEnd]; 0: everything
};

/// A lane of a model that is being measured: a fault can be dropped on it.
struct RunningLane {
    QString model; ///< "Thread pool"
    QString lane; ///< "t0"
};

/// "Show as table" and "Copy data".
struct TableData {
    QStringList header;
    std::vector<QStringList> rows;
    [[nodiscard]] QString asTsv() const; ///< header and rows, tab separated, a line each
};

} // namespace ilv::ui
