// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"
#include "analysis/verdict.h"
#include "measure/histogram.h"

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

/// Hand-made runs: what a test does not set is plain and clean.
namespace runs {

using namespace ilv;

inline HistogramData latencies(const std::vector<double>& millis)
{
    Histogram histogram;
    for (const double ms : millis)
        histogram.add(nanosFromMs(ms));
    return histogram.snapshot();
}

/// `n` tasks of which `tailShare` take `tailMs` and the others `ms`.
inline HistogramData spread(int n, double ms, double tailMs, double tailShare = 0.02)
{
    std::vector<double> values(static_cast<std::size_t>(n), ms);
    const auto tail = static_cast<std::size_t>(std::lround(n * tailShare));
    for (std::size_t i = 0; i < tail; ++i)
        values[i] = tailMs;
    return latencies(values);
}

/// A trial of one second in which `ok` tasks ended well, on one lane that was always busy.
inline TrialResult trial(const std::string& label, int round, int ok, LaneKind lane = LaneKind::Main)
{
    TrialResult result;
    result.label = label;
    result.round = round;
    result.counts.planned = result.attempts = static_cast<std::uint64_t>(ok);
    result.counts.by[0] = result.okInWindow = static_cast<std::uint64_t>(ok);
    result.windowBegin = kSecond;
    result.windowEnd = 2 * kSecond;
    result.response = spread(ok, 5, 8);
    result.service = spread(ok, 1, 2);
    result.spent[slot(Category::Compute)] = ok * kMilli;
    result.spent[slot(Category::QueueWait)] = ok * 4 * kMilli;
    LaneSummary summary;
    summary.kind = lane;
    summary.begin = result.windowBegin;
    summary.end = result.windowEnd;
    summary.states[slot(Category::Compute)] = kSecond;
    result.lanes.push_back(summary);
    result.okBins.assign(10, static_cast<std::uint32_t>(ok / 10));
    result.startUp = kMilli;
    result.resources.userS = 0.5;
    result.resources.peakRssMb = 10;
    result.workers = 1;
    return result;
}

inline LaneKind laneOf(Model model)
{
    switch (model) {
    case Model::Sequential:
        return LaneKind::Main;
    case Model::Async:
        return LaneKind::Loop;
    case Model::Threads:
        return LaneKind::Thread;
    default:
        return LaneKind::Worker;
    }
}

/// A run that grows by one entry at a time.
class Builder {
public:
    Builder()
    {
        m_run.experiment.models.clear();
        m_run.experiment.workload.stages = { WaitStage{ 2 }, ComputeStage{ Kernel::Mix, 1000, 0 } };
        m_run.experiment.settings.workers = 2;
        m_run.environment.cores = 2;
    }
    /// One entry with a rate for each round; `change` may alter its trials.
    Builder& add(
        ModelEntry entry, const std::vector<int>& okPerRound,
        const std::function<void(TrialResult&)>& change = [](TrialResult&) {})
    {
        if (entry.label.empty())
            entry.label = std::string(name(entry.model));
        m_run.experiment.repeats = std::max(m_run.experiment.repeats, static_cast<int>(okPerRound.size()));
        for (std::size_t round = 0; round < okPerRound.size(); ++round) {
            TrialResult result = trial(entry.label, static_cast<int>(round), okPerRound[round], laneOf(entry.model));
            change(result);
            m_run.trials.push_back(std::move(result));
        }
        m_run.experiment.models.push_back(std::move(entry));
        return *this;
    }
    Builder& add(
        Model model, const std::vector<int>& okPerRound,
        const std::function<void(TrialResult&)>& change = [](TrialResult&) {})
    {
        ModelEntry entry;
        entry.model = model;
        return add(entry, okPerRound, change);
    }
    Builder& goals(const Goals& goals)
    {
        m_run.experiment.goals = goals;
        return *this;
    }
    [[nodiscard]] RunResult& run() { return m_run; }
    [[nodiscard]] Verdict verdict() const { return judge(m_run, summarise(m_run)); }

private:
    RunResult m_run;
};

/// `rounds` figures around `middle` that differ by a per mille or two, as a quiet machine's do.
inline std::vector<int> steady(int middle, int rounds = 6)
{
    std::vector<int> values;
    for (int i = 0; i < rounds; ++i)
        values.push_back(middle + middle * (i % 3 - 1) / 1000);
    return values;
}

} // namespace runs
