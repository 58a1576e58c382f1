// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/modelsummary.h"

#include "analysis/evidence.h"
#include "analysis/goals.h"
#include "analysis/intervals.h"
#include "analysis/percentiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace ilv {
namespace {

using Trials = std::vector<const TrialResult*>;

Nanos sum(const CategorySums& sums)
{
    return std::accumulate(sums.begin(), sums.end(), Nanos{ 0 });
}

void add(CategorySums& to, const CategorySums& from)
{
    for (std::size_t i = 0; i < kCategoryCount; ++i)
        to[i] += from[i];
}

double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

Percentiles percentilesOf(const HistogramData& data)
{
    Percentiles all;
    all.n = data.count;
    all.maxMs = static_cast<double>(data.max) / 1e6;
    all.meanMs = data.mean() / 1e6;
    const auto named = [&](double p) {
        return data.count >= leastTasks(p) ? std::optional(data.percentile(p) / 1e6) : std::nullopt;
    };
    if (data.count > 0)
        all.p50Ms = data.percentile(0.5) / 1e6;
    all.p90Ms = named(0.9);
    all.p95Ms = named(0.95);
    all.p99Ms = named(0.99);
    all.p999Ms = named(0.999);
    return all;
}

Estimate estimateOf(std::span<const double> rounds)
{
    Estimate estimate{ stats::median(rounds).value_or(0), {}, {}, static_cast<int>(rounds.size()) };
    if (const auto interval = stats::quantileInterval(rounds, 0.5)) {
        estimate.low = interval->low;
        estimate.high = interval->high;
    }
    return estimate;
}

/// What one task more in a round is, tasks/s, where rounds are of a fixed time and counts are what differs.
double countStep(const Trials& trials, const Load& load)
{
    std::vector<double> steps;
    for (const TrialResult* trial : trials) {
        if (load.durationS > 0 && trial->seconds() > 0)
            steps.push_back(1 / trial->seconds());
    }
    return stats::median(steps).value_or(0);
}

/// Rounds that all counted the same number are known to that number, not exactly: a task may have ended just beyond
/// either end of the window.
void widenToStep(Estimate& rate, double step)
{
    if (rate.low && rate.high) {
        rate.low = std::max(0.0, std::min(*rate.low, rate.median - step));
        rate.high = std::max(*rate.high, rate.median + step);
    }
}

/// Lanes on which stages run: pool threads or workers where there are any (with the loop that does hybrid's I/O), else
/// the loop, else the one thread.
bool executes(const LaneSummary& lane, Model model)
{
    switch (model) {
    case Model::Sequential:
        return lane.kind == LaneKind::Main;
    case Model::Async:
        return lane.kind == LaneKind::Loop;
    case Model::Threads:
        return lane.kind == LaneKind::Thread;
    case Model::Processes:
    case Model::ProcessPerTask:
        return lane.kind == LaneKind::Worker;
    case Model::Hybrid:
        break;
    }
    return lane.kind != LaneKind::Main;
}

/// How long a trial's process tree was at work, as its lanes tell; at least the window.
Nanos laneSpan(const TrialResult& trial)
{
    Nanos begin = trial.windowBegin, end = trial.windowEnd;
    for (const LaneSummary& lane : trial.lanes) {
        if (lane.end <= lane.begin)
            continue;
        begin = end > begin ? std::min(begin, lane.begin) : lane.begin;
        end = std::max(end, lane.end);
    }
    return end - begin;
}

/// The bins over time. Long rounds: the median over them, bin by bin, as far as at least half of them have the whole
/// bin. Rounds of under a second, which show nothing by themselves: one after another.
void addBins(ModelSummary& model, const Trials& trials)
{
    constexpr Nanos kBin = 100 * kMilli;
    std::vector<std::size_t> complete;
    for (const TrialResult* trial : trials)
        complete.push_back(static_cast<std::size_t>(std::max<Nanos>(0, trial->windowEnd - trial->windowBegin) / kBin));
    model.roundsInARow = !complete.empty() && *std::max_element(complete.begin(), complete.end()) < 10;
    if (model.roundsInARow) {
        for (std::size_t i = 0; i < trials.size(); ++i) {
            auto bins = trials[i]->okBins;
            bins.resize(complete[i]);
            model.okBins.insert(model.okBins.end(), bins.begin(), bins.end());
        }
        return;
    }
    std::vector<double> counts;
    for (std::size_t bin = 0;; ++bin) {
        counts.clear();
        for (std::size_t i = 0; i < trials.size(); ++i) {
            const auto& bins = trials[i]->okBins;
            if (bin < complete[i])
                counts.push_back(bin < bins.size() ? bins[bin] : 0);
        }
        if (counts.empty() || 2 * counts.size() < trials.size())
            return;
        model.okBins.push_back(static_cast<std::uint32_t>(std::lround(*stats::median(counts))));
    }
}

void addResources(ResourceUse& total, const ResourceUse& trial)
{
    const auto plus = [](auto& to, auto from) {
        if (from >= 0)
            to = std::max(to, decltype(from){ 0 }) + from;
    };
    total.userS += trial.userS;
    total.systemS += trial.systemS;
    total.peakRssMb = std::max(total.peakRssMb, trial.peakRssMb);
    plus(total.voluntarySwitches, trial.voluntarySwitches);
    plus(total.involuntarySwitches, trial.involuntarySwitches);
    plus(total.runDelayS, trial.runDelayS);
    plus(total.majorFaults, trial.majorFaults);
    total.peakPssMb = std::max(total.peakPssMb, trial.peakPssMb);
}

/// A trial that was cancelled before any task was meant to start has measured nothing of a load by time.
ModelStatus statusOf(std::uint64_t planned, std::size_t completed, int repeats, const std::optional<Error>& error)
{
    if (completed >= static_cast<std::size_t>(std::max(1, repeats)) && !error)
        return ModelStatus::Measured;
    if (completed > 0)
        return ModelStatus::Partial;
    if (error)
        return ModelStatus::Failed;
    return planned == 0 ? ModelStatus::NotRun : ModelStatus::Partial;
}

/// What is counted over all trials, whether they came to their end or not.
void addEveryTrial(ModelSummary& model, const Trials& trials)
{
    for (const TrialResult* trial : trials) {
        model.counts.planned += trial->counts.planned;
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            model.counts.by[i] += trial->counts.by[i];
        model.attempts += trial->attempts;
        model.spawned += trial->spawned;
        model.crashes += trial->crashes;
        model.restarts += trial->restarts;
        model.identityViolations += trial->identityViolations;
        model.identityChecked += trial->recorded;
        for (const LaneSummary& lane : trial->lanes)
            model.laneViolations += lane.violations;
        model.outcomesLeftOut += trial->outcomesLeftOut;
        model.bytesOut += trial->bytesOut;
        model.bytesIn += trial->bytesIn;
        model.workerStartUp.insert(model.workerStartUp.end(), trial->workerStartUp.begin(), trial->workerStartUp.end());
        if (trial->longestBlock > model.longestBlock) {
            model.longestBlock = trial->longestBlock;
            model.longestBlockStage = trial->longestBlockStage;
        }
        model.recovery.insert(model.recovery.end(), trial->recovery.begin(), trial->recovery.end());
        for (const std::string& code : trial->disturbed) {
            if (std::find(model.disturbed.begin(), model.disturbed.end(), code) == model.disturbed.end())
                model.disturbed.push_back(code);
        }
        if (trial->error && !model.error)
            model.error = trial->error;
    }
}

/// Where the time went: of a task and of the lanes.
void addLedgers(ModelSummary& model, const Trials& trials)
{
    CategorySums spent{};
    std::uint64_t ok = 0;
    for (const TrialResult* trial : trials) {
        add(spent, trial->spent);
        ok += trial->counts.of(Outcome::Ok);
        for (const LaneSummary& lane : trial->lanes) {
            if (!executes(lane, model.model))
                continue;
            add(model.laneTime, lane.states);
            model.laneWindow += lane.end - lane.begin;
        }
    }
    for (std::size_t i = 0; i < kCategoryCount && ok > 0; ++i)
        model.perTask[i] = std::llround(static_cast<double>(spent[i]) / static_cast<double>(ok));
    const auto whole = static_cast<double>(sum(spent));
    // Waiting for one's turn, in a queue or on a busy loop, is congestion: it is shown, and is not the model's
    // overhead.
    const Nanos work = spent[slot(Category::IoWait)] + spent[slot(Category::Compute)] + spent[slot(Category::QueueWait)]
        + spent[slot(Category::LoopBlocked)];
    model.overhead = share(whole - static_cast<double>(work), whole);
    constexpr std::size_t open = slot(Category::Unexplained);
    model.unexplained
        = std::max(share(static_cast<double>(model.laneTime[open]), static_cast<double>(model.laneWindow)),
            share(static_cast<double>(spent[open]), whole));
}

void addQuality(ModelSummary& model, const Trials& trials, const Load& load, int cores, Nanos canary)
{
    std::vector<double> disturbances;
    for (const TrialResult* trial : trials) {
        model.quality.push_back(qualityOf(*trial, load, cores, canary));
        model.badgeKnown |= model.quality.back().judged;
        disturbances.push_back(model.quality.back().disturbance);
    }
    model.badge = badgeOf(model.quality);
    model.disturbance = stats::median(disturbances).value_or(0);
}

/// CPU of the load alone where the host looked at both its ends. Else of the whole host for the time its lanes lived,
/// which is too much where a trial is short and its preparation is not.
double cpuShareOf(const Trials& trials, int cores)
{
    double used = 0, seconds = 0, usedInAll = 0, lived = 0;
    for (const TrialResult* trial : trials) {
        if (trial->machine.seconds > 0 && trial->machine.ownS >= 0) {
            used += trial->machine.ownS;
            seconds += trial->machine.seconds;
        }
        usedInAll += trial->resources.userS + trial->resources.systemS;
        lived += secondsFromNanos(laneSpan(*trial));
    }
    return seconds > 0 ? share(used, cores * seconds) : share(usedInAll, cores * lived);
}

void addFigures(ModelSummary& model, Trials trials, const Load& load, int cores, std::optional<Nanos> canary)
{
    std::stable_sort(
        trials.begin(), trials.end(), [](const TrialResult* a, const TrialResult* b) { return a->round < b->round; });
    std::vector<double> startUps;
    for (const TrialResult* trial : trials) {
        model.response.merge(trial->response);
        model.serviceHistogram.merge(trial->service);
        model.loopLag.merge(trial->loopLag);
        addResources(model.resources, trial->resources);
        addResources(model.hostUse, trial->hostUse);
        addResources(model.workerUse, trial->workerUse);
        addResources(model.serviceUse, trial->serviceUse);
        startUps.push_back(static_cast<double>(trial->startUp));
        if (trial->windowEnd > trial->windowBegin) {
            model.roundThroughput.push_back(trial->throughput());
            model.rounds.push_back(trial->round);
        }
    }
    model.throughput = estimateOf(model.roundThroughput);
    model.countStep = countStep(trials, load);
    widenToStep(model.throughput, model.countStep);
    model.latency = percentilesOf(model.response);
    model.service = percentilesOf(model.serviceHistogram);
    model.startUp = std::llround(stats::median(startUps).value_or(0));
    model.cpuShare = cpuShareOf(trials, cores);
    addBins(model, trials);
    addLedgers(model, trials);
    if (canary)
        addQuality(model, trials, load, cores, *canary);
}

ModelSummary summariseOne(const Experiment& experiment, const ModelEntry& entry, const Trials& trials,
    const std::optional<Error>& error, int cores, std::optional<Nanos> canary)
{
    ModelSummary model;
    model.label = entry.label;
    model.model = entry.model;
    model.runtime = entry.runtime;
    model.settings = effectiveSettings(experiment, entry, cores);
    model.inFlight = effectiveInFlight(experiment, entry);
    model.error = error;
    addEveryTrial(model, trials);

    Trials completed;
    std::copy_if(trials.begin(), trials.end(), std::back_inserter(completed),
        [](const TrialResult* trial) { return trial->status == TrialStatus::Completed; });
    model.status = statusOf(model.counts.planned, completed.size(), experiment.repeats, model.error);
    // Half a trial is shown where there is no whole one.
    addFigures(model, completed.empty() ? trials : completed, experiment.load, cores, canary);
    return model;
}

/// What needs the other rows: speed-up against the measured native sequential entry. And the goals.
void finish(std::vector<ModelSummary>& models, const Goals& goals)
{
    const ModelSummary* base = sequentialBase(models);
    for (ModelSummary& model : models) {
        if (base && model.throughput.n > 0) {
            const Contrast beside = contrast(model, *base);
            model.speedup = beside.ratio;
            model.speedupInterval = beside.interval;
        }
        model.goals = judgeGoals(model, goals);
    }
}

} // namespace

std::string_view name(ModelStatus status)
{
    switch (status) {
    case ModelStatus::Measured:
        return "measured";
    case ModelStatus::Partial:
        return "partial";
    case ModelStatus::Failed:
        return "failed";
    case ModelStatus::NotRun:
        break;
    }
    return "not_run";
}

const ModelSummary* sequentialBase(const std::vector<ModelSummary>& models)
{
    const auto base = std::find_if(models.begin(), models.end(), [](const ModelSummary& model) {
        return model.model == Model::Sequential && model.runtime == Runtime::Native && model.throughput.median > 0
            && !model.error;
    });
    return base == models.end() ? nullptr : &*base;
}

std::optional<stats::Interval> percentileInterval(const HistogramData& data, double p)
{
    const auto ranks = stats::orderRanks(data.count, p);
    if (!ranks.lower || !ranks.upper)
        return std::nullopt;
    const auto at = [&data](std::uint64_t rank) {
        return data.percentile(static_cast<double>(rank) / static_cast<double>(data.count)) / 1e6;
    };
    return stats::Interval{ at(*ranks.lower), at(*ranks.upper) };
}

const TrialQuality* ModelSummary::leastSteady() const
{
    const TrialQuality* found = nullptr;
    for (const TrialQuality& trial : quality) {
        if (trial.steady.known && (!found || trial.steady.steadiness > found->steady.steadiness))
            found = &trial;
    }
    return found;
}

std::optional<bool> ModelSummary::sustained() const
{
    std::optional<bool> all;
    for (const TrialQuality& trial : quality) {
        if (trial.open.known)
            all = all.value_or(true) && trial.open.sustained;
    }
    return all;
}

std::vector<ModelSummary> summarise(const RunResult& run)
{
    std::vector<ModelSummary> models;
    const Nanos canary = bestCanary(run.trials);
    for (const ModelEntry& entry : run.experiment.models) {
        Trials trials;
        for (const TrialResult& trial : run.trials) {
            if (trial.label == entry.label)
                trials.push_back(&trial);
        }
        models.push_back(summariseOne(run.experiment, entry, trials, std::nullopt, run.environment.cores, canary));
    }
    finish(models, run.experiment.goals);
    return models;
}

std::vector<ModelSummary> summarise(const Experiment& experiment, const LivePicture& picture, int cores)
{
    std::vector<ModelSummary> models;
    for (const ModelEntry& entry : experiment.models) {
        const auto live = std::find_if(picture.models.begin(), picture.models.end(),
            [&](const LiveModel& model) { return model.label == entry.label; });
        Trials trials;
        TrialResult current; // of a trial that runs, `status` means nothing: it counts as not completed
        std::optional<Error> error;
        if (live != picture.models.end()) {
            for (const auto& trial : live->trials)
                trials.push_back(trial.get());
            if (live->current) {
                current = *live->current;
                current.status = TrialStatus::Cancelled;
                trials.push_back(&current);
            }
            error = live->error;
        }
        models.push_back(summariseOne(experiment, entry, trials, error, cores, std::nullopt)); // judged when it is over
    }
    finish(models, experiment.goals);
    return models;
}

} // namespace ilv
