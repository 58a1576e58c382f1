// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/category.h"
#include "model/chartdata.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ilv {
struct LivePicture;
struct ModelSummary;
struct RunResult;
struct TrialResult;
} // namespace ilv

namespace ilv::ui {

struct ChartInputs {
    ThroughputData throughput;
    LatencyData latency;
    TimeSplitData timeSplit;
};

/// From rows to pictures; a pure function. Rows are put into the fixed model order, entries of one model keep theirs
/// (and get variant 0, 1, …). With a live picture, entries that run, wait or failed are shown as such.
/// Phases: Spawn = start-up; Serialize; Transport; Queue wait = queue wait + loop blocked + retry;
/// Work = I/O wait + compute + run-queue delay. Bins of too few tasks are pooled, so that a slow model is a line and
/// not a comb; a model faster than one bin is one point. `trials` (any; the first of each model that has them counts)
/// give the line of the warm-up, at times below zero, and latency over time; they are kept alive by what is returned.
[[nodiscard]] ChartInputs chartDataFromSummaries(const std::vector<ModelSummary>& models,
    const LivePicture* live = nullptr, const std::vector<std::shared_ptr<const TrialResult>>& trials = {});
/// How far each stopped model of the run got, in rounds.
void addRounds(const RunResult& run, const std::vector<ModelSummary>& models, ThroughputData& data);
/// The trials of a run, sharing its life.
[[nodiscard]] std::vector<std::shared_ptr<const TrialResult>> trialsOf(const std::shared_ptr<const RunResult>& run);

/// Tasks done per 100 ms as a line: bins of few tasks are pooled until a typical one holds 20, and long series until
/// at most 1,200 points are left.
[[nodiscard]] std::vector<RatePoint> ratePoints(const std::vector<std::uint32_t>& okPer100Ms);

/// Spans of the first trial of each model that has any, or of one in which a fault was planted by hand; times from that
/// trial's first span. Spans of waiting for I/O on an event loop are left out: many tasks wait on it at once, and it
/// works meanwhile.
[[nodiscard]] TimelineData timelineFromRun(const RunResult& run, const std::vector<ModelSummary>& models);
[[nodiscard]] TimelineData timelineFromTrials(
    const std::vector<const TrialResult*>& trials, const std::vector<ModelSummary>& models);

/// The lanes of one trial that carry tasks, then the one that hands over to them; the main one only where no other has
/// anything to show. Each is known until its sample was full, or the trial's end.
void fillLanes(TimelineGroup& group, const TrialResult& trial, Model model);
/// How long the chart shows when it opens: about ten tasks of the middle model, and some work of each where the start-up
/// is not endless; 0: there is nothing.
[[nodiscard]] Nanos openingView(const TimelineData& data);

[[nodiscard]] QString lanesNoun(Model model, int lanes); ///< "threads", "process": what a model's lanes are
[[nodiscard]] QString taskText(std::uint64_t index); ///< "Task 1,234", "Warm-up task 12"

} // namespace ilv::ui
