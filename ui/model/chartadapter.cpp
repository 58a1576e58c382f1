// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/chartadapter.h"

#include "analysis/modelsummary.h"
#include "model/modelnames.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kBinS = 0.1;
constexpr double kTasksPerPoint = 20;
constexpr double kMostWarmUp = 0.25, kShortestWarmUp = kBinS / 2;
constexpr std::size_t kMostPoints = 1200, kFewestPoints = 5;

/// The rows in the fixed model order, each with its name.
struct Entry {
    const ModelSummary* summary = nullptr;
    const LiveModel* live = nullptr;
    SeriesName name;
};

std::vector<Entry> entriesOf(const std::vector<ModelSummary>& models, const LivePicture* live)
{
    std::vector<Entry> entries;
    for (const ModelSummary& summary : models) {
        Entry entry;
        entry.summary = &summary;
        entry.name = { entryName(summary.model, summary.label), entryShortName(summary.model, summary.label),
            summary.model, 0 };
        if (live) {
            const auto at = std::find_if(live->models.begin(), live->models.end(),
                [&](const LiveModel& model) { return model.label == summary.label; });
            entry.live = at == live->models.end() ? nullptr : &*at;
        }
        entries.push_back(entry);
    }
    std::stable_sort(entries.begin(), entries.end(),
        [](const Entry& a, const Entry& b) { return a.summary->model < b.summary->model; });
    std::array<int, kModels.size()> seen{};
    for (Entry& entry : entries)
        entry.name.variant = seen[static_cast<std::size_t>(entry.summary->model)]++;
    return entries;
}

SeriesState finalState(ModelStatus status)
{
    switch (status) {
    case ModelStatus::Measured:
        return SeriesState::Final;
    case ModelStatus::Partial:
        return SeriesState::Stopped;
    case ModelStatus::Failed:
        return SeriesState::Failed;
    case ModelStatus::NotRun:
        break;
    }
    return SeriesState::NotRun;
}

SeriesState stateOf(const Entry& entry)
{
    if (!entry.live)
        return finalState(entry.summary->status);
    switch (entry.live->state) {
    case LiveModel::State::Queued:
        return entry.live->roundsDone > 0 ? SeriesState::Final : SeriesState::Queued;
    case LiveModel::State::Running:
        return SeriesState::Live;
    case LiveModel::State::Done:
        return SeriesState::Final;
    case LiveModel::State::Failed:
        return SeriesState::Failed;
    case LiveModel::State::Skipped:
        break;
    }
    return SeriesState::NotRun;
}

/// A model that was done before the first 100 ms were over has no bin: one point at its length says its rate.
std::vector<RatePoint> shortRun(const ModelSummary& summary)
{
    const double rate = summary.throughput.median;
    const auto ok = summary.counts.of(Outcome::Ok);
    if (!(rate > 0) || ok == 0)
        return {};
    return { { static_cast<double>(ok) / rate / std::max(1, summary.throughput.n), rate } };
}

ThroughputSeries throughputOf(const Entry& entry, SeriesState state)
{
    ThroughputSeries series;
    series.name = entry.name;
    series.state = state;
    const ModelSummary& summary = *entry.summary;
    if (state == SeriesState::Live && entry.live->current && !entry.live->current->okBins.empty()) {
        const TrialResult& trial = *entry.live->current;
        std::vector<std::uint32_t> bins = trial.okBins;
        bins.pop_back(); // it may still be filling
        if (trial.windowEnd > trial.windowBegin) // the drain is no part of the line
            bins.resize(std::min(
                bins.size(), static_cast<std::size_t>((trial.windowEnd - trial.windowBegin) / (100 * kMilli))));
        if (summary.roundsInARow)
            bins.insert(bins.begin(), summary.okBins.begin(), summary.okBins.end());
        series.points = ratePoints(bins);
        return series;
    }
    series.points = ratePoints(summary.okBins);
    if (series.points.empty())
        series.points = shortRun(summary);
    if (summary.throughput.median > 0)
        series.rate = summary.throughput.median;
    series.low = summary.throughput.low;
    series.high = summary.throughput.high;
    series.rounds = summary.throughput.n;
    if (state == SeriesState::Stopped)
        series.stoppedAtS = static_cast<double>(summary.okBins.size()) * kBinS;
    return series;
}

/// Puts the warm-up before the lines: up to a quarter of what was measured, so that it stays the smaller part.
void addWarmUp(ThroughputData& data, const std::vector<const WarmUpData*>& warmUps)
{
    double longest = 0, span = 0;
    for (std::size_t i = 0; i < warmUps.size(); ++i) {
        const auto& points = data.series[i].points;
        if (!warmUps[i] || points.empty())
            continue;
        longest = std::max(longest, static_cast<double>(warmUps[i]->length) / 1e9);
        span = std::max(span, points.back().seconds);
    }
    data.fromS = -std::min(longest, kMostWarmUp * span);
    for (std::size_t i = 0; i < warmUps.size(); ++i) {
        auto& points = data.series[i].points;
        if (!warmUps[i] || points.empty() || warmUps[i]->bins.empty())
            continue;
        const double length = static_cast<double>(warmUps[i]->length) / 1e9;
        const auto& bins = warmUps[i]->bins;
        const double width = length / static_cast<double>(bins.size());
        // A rate over a few milliseconds is a spike that says nothing: as long as half a bin of the rest, or none.
        const auto pool = static_cast<std::size_t>(std::ceil(kShortestWarmUp / width));
        std::vector<RatePoint> before;
        for (std::size_t end = bins.size(); end >= pool; end -= pool) { // from the window backwards
            double tasks = 0;
            for (std::size_t bin = end - pool; bin < end; ++bin)
                tasks += bins[bin];
            const double at = -width * static_cast<double>(bins.size() - end);
            if (at < data.fromS)
                break;
            before.push_back({ at, tasks / (width * static_cast<double>(pool)) });
        }
        std::reverse(before.begin(), before.end());
        points.insert(points.begin(), before.begin(), before.end());
    }
}

std::optional<double> nanos(const std::optional<double>& ms)
{
    return ms ? std::optional<double>(*ms * 1e6) : std::nullopt;
}

TimeSplitRow splitOf(const Entry& entry, SeriesState state)
{
    TimeSplitRow row{ entry.name, state, {} };
    for (std::size_t category = 0; category < kCategoryCount; ++category) {
        if (const auto phase = phaseOf(static_cast<Category>(category)))
            row.ns[static_cast<std::size_t>(*phase)] += static_cast<double>(entry.summary->perTask[category]);
    }
    return row;
}

} // namespace

std::vector<RatePoint> ratePoints(const std::vector<std::uint32_t>& bins)
{
    double total = 0;
    for (const std::uint32_t bin : bins)
        total += bin;
    if (total == 0)
        return {};
    const std::size_t n = bins.size();
    std::size_t pool = 1;
    for (const std::size_t wider : { 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000 }) {
        const bool thin = total / static_cast<double>(n) * static_cast<double>(pool) < kTasksPerPoint;
        const bool tooMany = n / pool > kMostPoints;
        if (!tooMany && (!thin || n / wider < kFewestPoints))
            break;
        pool = wider;
    }
    std::vector<RatePoint> points;
    points.reserve(n / pool);
    for (std::size_t first = 0; first + pool <= n; first += pool) {
        double sum = 0;
        for (std::size_t i = first; i < first + pool; ++i)
            sum += bins[i];
        const double width = static_cast<double>(pool) * kBinS;
        points.push_back({ static_cast<double>(first + pool) * kBinS, sum / width });
    }
    return points;
}

std::vector<std::shared_ptr<const TrialResult>> trialsOf(const std::shared_ptr<const RunResult>& run)
{
    std::vector<std::shared_ptr<const TrialResult>> trials;
    for (const TrialResult& trial : run->trials)
        trials.emplace_back(run, &trial);
    return trials;
}

void addRounds(const RunResult& run, const std::vector<ModelSummary>& models, ThroughputData& data)
{
    const auto entries = entriesOf(models, nullptr);
    for (std::size_t i = 0; i < data.series.size() && i < entries.size(); ++i) {
        if (data.series[i].state != SeriesState::Stopped)
            continue;
        data.series[i].roundsAsked = run.experiment.repeats;
        data.series[i].roundsDone
            = static_cast<int>(std::count_if(run.trials.begin(), run.trials.end(), [&](const TrialResult& trial) {
                  return trial.label == entries[i].summary->label && trial.status == TrialStatus::Completed;
              }));
    }
}

ChartInputs chartDataFromSummaries(const std::vector<ModelSummary>& models, const LivePicture* live,
    const std::vector<std::shared_ptr<const TrialResult>>& trials)
{
    ChartInputs inputs;
    std::vector<const WarmUpData*> warmUps;
    for (const Entry& entry : entriesOf(models, live)) {
        const SeriesState state = stateOf(entry);
        inputs.throughput.series.push_back(throughputOf(entry, state));
        if (state != SeriesState::Failed && state != SeriesState::NotRun) // which have no line
            inputs.throughput.roundsInARow |= entry.summary->roundsInARow;
        const Percentiles& p = entry.summary->latency;
        LatencyRow row{ entry.name, state, nanos(p.p50Ms), nanos(p.p90Ms), nanos(p.p99Ms), nanos(p.p999Ms),
            nanos(p.p95Ms) };
        warmUps.push_back(nullptr);
        for (const auto& trial : trials) {
            if (trial->label != entry.summary->label)
                continue;
            if (!row.heat && trial->heat.width > 0)
                row.heat = std::shared_ptr<const HeatData>(trial, &trial->heat);
            if (!warmUps.back() && trial->warmUp.length > 0)
                warmUps.back() = &trial->warmUp;
        }
        inputs.latency.rows.push_back(std::move(row));
        inputs.timeSplit.rows.push_back(splitOf(entry, state));
    }
    addWarmUp(inputs.throughput, warmUps);
    return inputs;
}

} // namespace ilv::ui
