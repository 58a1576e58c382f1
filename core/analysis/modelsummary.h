// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/intervals.h"
#include "analysis/trialquality.h"
#include "run/runresult.h"

#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// A median over rounds with its 95 % interval; `low`/`high` absent where the rounds are too few for one (< 6).
struct Estimate {
    double median = 0;
    std::optional<double> low, high;
    int n = 0; ///< rounds
};

/// A percentile over all tasks of all rounds; absent where samples are too few to name it at all (reliability §2.7:
/// p95 < 20, p99 < 100, p99.9 < 1,000).
struct Percentiles {
    std::optional<double> p50Ms, p90Ms, p95Ms, p99Ms, p999Ms;
    double maxMs = 0, meanMs = 0;
    std::uint64_t n = 0;
};

enum class ModelStatus : std::uint8_t { Measured, Partial, Failed, NotRun };
[[nodiscard]] std::string_view name(ModelStatus status);

enum class GoalState : std::uint8_t { Held, Missed, Insufficient };
struct GoalResult {
    std::string goal; ///< "p95_ms", "throughput_per_s", …
    double limit = 0;
    std::optional<double> measured;
    GoalState state = GoalState::Insufficient;
    std::string sentence; ///< "p95 181 ms, 31 ms over the goal of 150 ms"
};

/// One model entry over all its trials: the row of the results table. Counts are of all trials; figures of the completed
/// ones, or of what there is where none was completed (Partial: half a run is shown and never judged).
struct ModelSummary {
    std::string label;
    Model model = Model::Sequential;
    Runtime runtime = Runtime::Native;
    ModelStatus status = ModelStatus::NotRun;
    std::optional<Error> error; ///< why it failed
    Settings settings; ///< effective
    int inFlight = 1;
    Counts counts; ///< summed over trials, without warm-up
    std::uint64_t attempts = 0;
    /// Ok tasks per second, per round. Where rounds are of a fixed time the interval is at least one task wide to either
    /// side: rounds that all counted the same number are known to that number only.
    Estimate throughput;
    double countStep = 0; ///< that one task, tasks/s; 0: rounds are of a fixed number of tasks
    std::vector<double> roundThroughput; ///< in round order, paired between models by round
    std::vector<int> rounds; ///< the round of each of those
    Percentiles latency; ///< response time
    Percentiles service;
    HistogramData response, serviceHistogram; ///< merged over rounds
    CategorySums perTask {}; ///< mean ns per ok task; sums to the mean response
    CategorySums laneTime {}; ///< lanes' time, summed over executing lanes and trials; sums to laneWindow
    Nanos laneWindow = 0;
    double overhead = 0; ///< share of an ok task's response that is neither I/O wait, compute nor waiting for its turn; 0 … 1
    double unexplained = 0; ///< share of lane time, or of a task's response where that is more; 0 … 1
    double cpuShare = 0; ///< CPU seconds of the tree while the load ran / (cores × that time)
    ResourceUse resources; ///< CPU summed over trials, memory the highest
    /// Tasks of this one for each of the measured sequential entry's, and its 95 % interval: the middle of the rounds'
    /// own ratios from six common rounds on (science §8), else of the medians, without an interval.
    std::optional<double> speedup;
    std::optional<stats::Interval> speedupInterval;
    std::vector<std::uint32_t> okBins; ///< median over rounds of the bins, complete ones only (ok per 100 ms)
    bool roundsInARow = false; ///< rounds are shorter than a second: `okBins` has them one after another instead
    Nanos startUp = 0; ///< median
    std::uint64_t spawned = 0, crashes = 0, restarts = 0;
    std::vector<Nanos> recovery;
    HistogramData loopLag;
    std::vector<std::string> disturbed;
    std::uint64_t identityViolations = 0; ///< tasks whose times do not add up
    std::uint64_t identityChecked = 0; ///< tasks that were looked at for it, warm-up too
    std::uint64_t laneViolations = 0; ///< steps of lanes' clocks that do not add up
    std::vector<TrialQuality> quality; ///< of the trials the figures are of, by round; empty while the run goes on
    stats::Badge badge = stats::Badge::A; ///< of those together
    bool badgeKnown = false; ///< there was something to judge it by
    double disturbance = 0; ///< median of theirs
    ResourceUse hostUse, workerUse, serviceUse; ///< by role; summed and highest, as `resources`
    std::uint64_t bytesOut = 0, bytesIn = 0; ///< to and from worker processes
    std::vector<Nanos> workerStartUp; ///< of each worker that came up
    Nanos longestBlock = 0; ///< of the event loop
    int longestBlockStage = -1; ///< the stage that ran then; -1: none, or unknown
    std::uint64_t outcomesLeftOut = 0;
    std::vector<GoalResult> goals;

    /// Of all rounds that could be judged the least steady; none: they were too short.
    [[nodiscard]] const TrialQuality* leastSteady() const;
    /// Every round of an open load kept up with it; none: the load was closed.
    [[nodiscard]] std::optional<bool> sustained() const;
};

/// What others are measured by: the native sequential entry, unless something cut it short; null: there is none.
[[nodiscard]] const ModelSummary* sequentialBase(const std::vector<ModelSummary>& models);

/// A percentile's 95 % interval by order statistics, ms (science §5.1); none: too few values for one.
[[nodiscard]] std::optional<stats::Interval> percentileInterval(const HistogramData& data, double p);

/// Live or final, the same computation: from trials to rows, in experiment order.
[[nodiscard]] std::vector<ModelSummary> summarise(const RunResult& run);
[[nodiscard]] std::vector<ModelSummary> summarise(const Experiment& experiment, const LivePicture& picture, int cores);

} // namespace ilv
