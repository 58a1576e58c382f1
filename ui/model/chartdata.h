// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/vocabulary.h"
#include "model/theme.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <optional>
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
};

struct ThroughputData {
    std::vector<ThroughputSeries> series; ///< fixed model order
    double warmUpS = 0; ///< shaded from 0 to here, ignored for the y range; 0: none
    double spanS = 0; ///< the x axis at least up to here (a live run's planned length); 0: by the points
};

/// A percentile that has too few samples is absent and not drawn.
struct LatencyRow {
    SeriesName name;
    SeriesState state = SeriesState::Final;
    std::optional<double> p50Ns, p90Ns, p99Ns, p999Ns;
};
struct LatencyData {
    std::vector<LatencyRow> rows;
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
};
struct TimeSplitData {
    std::vector<TimeSplitRow> rows;
};

/// A stretch of a lane, ns from the trial's first span.
struct Slice {
    Nanos begin = 0, end = 0;
    Phase phase = Phase::Work;
    bool failed = false; ///< drawn whatever the zoom
};
struct TimelineLane {
    QString name; ///< "t0", "loop"
    std::vector<Slice> slices; ///< by rising begin; do not overlap
};
struct TimelineGroup {
    SeriesName name;
    QString lanesNoun; ///< "threads", "processes", "slots": for "4 of 64 threads"
    QString note; ///< after the count: "64 in flight"; may be empty
    int totalLanes = 0; ///< of the trial; at least lanes.size()
    std::vector<TimelineLane> lanes;
};
struct TimelineData {
    std::vector<TimelineGroup> groups;
    Nanos viewEnd = 0; ///< the chart opens with [0, viewEnd]; 0: everything
};

/// "Show as table" and "Copy data".
struct TableData {
    QStringList header;
    std::vector<QStringList> rows;
    [[nodiscard]] QString asTsv() const; ///< header and rows, tab separated, a line each
};

} // namespace ilv::ui
