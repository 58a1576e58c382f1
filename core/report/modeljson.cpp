// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/goals.h"
#include "analysis/percentiles.h"
#include "base/format.h"
#include "report/jsonparts.h"
#include "trial/events.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ilv::report {
namespace {

struct Named {
    const char* key;
    double p;
    std::optional<double> Percentiles::*field;
};
constexpr Named kNamed[]{ { "p50", 0.5, &Percentiles::p50Ms }, { "p90", 0.9, &Percentiles::p90Ms },
    { "p95", 0.95, &Percentiles::p95Ms }, { "p99", 0.99, &Percentiles::p99Ms },
    { "p999", 0.999, &Percentiles::p999Ms } };

json::Out percentilesJson(const Percentiles& all, const std::string& whyNone)
{
    auto out = json::Out::object();
    for (const auto& [key, p, field] : kNamed)
        out[key] = number(all.*field);
    out["mean"] = all.n > 0 ? number(all.meanMs) : json::Out(nullptr);
    out["max"] = all.n > 0 ? number(all.maxMs) : json::Out(nullptr);
    out["n"] = all.n;
    if (all.n == 0) {
        addReason(out, whyNone);
        return out;
    }
    for (const auto& [key, p, field] : kNamed) {
        if (!(all.*field))
            addReason(out,
                std::string(key) + " needs " + formatCount(static_cast<std::int64_t>(leastTasks(p)))
                    + " values, there are " + formatCount(static_cast<std::int64_t>(all.n)));
    }
    return out;
}

/// The same rules for a histogram that has no percentiles worked out yet.
Percentiles percentilesOf(const HistogramData& data)
{
    Percentiles all;
    all.n = data.count;
    all.maxMs = static_cast<double>(data.max) / 1e6;
    all.meanMs = data.mean() / 1e6;
    for (const auto& [key, p, field] : kNamed) {
        if (data.count > 0 && (p == 0.5 || data.count >= leastTasks(p)))
            all.*field = data.percentile(p) / 1e6;
    }
    return all;
}

json::Out throughputJson(const Estimate& rate)
{
    json::Out out{ { "median", rate.n > 0 ? number(rate.median) : json::Out(nullptr) }, { "low", number(rate.low) },
        { "high", number(rate.high) }, { "rounds", rate.n } };
    if (rate.n == 0)
        addReason(out, "no round was measured");
    else if (!rate.low || !rate.high)
        addReason(out, "a 95 % interval needs 6 rounds, there are " + std::to_string(rate.n));
    return out;
}

json::Out intervalJson(const std::optional<stats::Interval>& interval)
{
    return interval ? json::Out::array({ number(interval->low), number(interval->high) }) : json::Out(nullptr);
}

/// Every category, also those at nought, so that they can be added up.
json::Out secondsJson(const CategorySums& sums)
{
    auto out = json::Out::object();
    for (std::size_t i = 0; i < kCategoryCount; ++i)
        out[std::string(name(static_cast<Category>(i)))] = secondsFromNanos(sums[i]);
    return out;
}

json::Out recoveryJson(const std::vector<Nanos>& recovery)
{
    std::vector<double> ms;
    for (const Nanos each : recovery)
        ms.push_back(static_cast<double>(each) / 1e6);
    std::sort(ms.begin(), ms.end());
    json::Out out{ { "p95", number(stats::nearestRankOf(ms, 0.95)) },
        { "max", ms.empty() ? json::Out(nullptr) : number(ms.back()) }, { "n", ms.size() } };
    if (ms.empty())
        addReason(out, "no worker had to be replaced");
    return out;
}

json::Out poolJson(const RunResult& run, const ModelSummary& model)
{
    int workers = 0;
    for (const auto& trial : run.trials) {
        if (trial.label == model.label)
            workers = std::max(workers, trial.workers);
    }
    return { { "workers", workers }, { "spawned", model.spawned }, { "crashes", model.crashes },
        { "restarts", model.restarts }, { "recovery_ms", recoveryJson(model.recovery) } };
}

json::Out goalsJson(const std::vector<GoalResult>& goals)
{
    constexpr const char* states[]{ "held", "missed", "insufficient" };
    auto out = json::Out::array();
    for (const auto& goal : goals) {
        json::Out one{ { "goal", goal.goal }, { "limit", number(goal.limit) }, { "measured", number(goal.measured) },
            { "state", states[static_cast<std::size_t>(goal.state)] }, { "sentence", goal.sentence } };
        if (!goal.measured)
            addReason(one, goal.sentence);
        out.push_back(std::move(one));
    }
    return out;
}

/// All trials of the model; the timeline's spans of one of them, because one is what a timeline shows.
json::Out trialsJson(const RunResult& run, const std::string& label)
{
    auto out = json::Out::array();
    bool shown = false;
    for (const auto& trial : run.trials) {
        if (trial.label != label)
            continue;
        const bool withSpans = !shown && !trial.spans.empty();
        shown = shown || withSpans;
        out.push_back(toJson(trial, withSpans));
    }
    scrub(out);
    return out;
}

} // namespace

json::Out modelJson(const RunResult& run, const ModelSummary& model)
{
    json::Out out{ { "label", model.label }, { "model", name(model.model) }, { "runtime", name(model.runtime) },
        { "status", name(model.status) }, { "error", errorJson(model.error) }, { "counts", toJson(model.counts) },
        { "attempts", model.attempts }, { "throughput_per_s", throughputJson(model.throughput) },
        { "latency_ms", percentilesJson(model.latency, "no task was measured") },
        { "service_ms", percentilesJson(model.service, "no task was measured") },
        { "ledger_s", secondsJson(model.laneTime) }, { "ledger_window_s", secondsFromNanos(model.laneWindow) },
        { "per_task_s", secondsJson(model.perTask) },
        { "cpu_s", { { "user", measured(model.resources.userS) }, { "system", measured(model.resources.systemS) } } },
        { "peak_rss_mb", measured(model.resources.peakRssMb) }, { "pool", poolJson(run, model) },
        { "loop_lag_ms",
            percentilesJson(percentilesOf(model.loopLag), "this model has no event loop, or nothing ran") },
        { "start_up_ms", static_cast<double>(model.startUp) / 1e6 }, { "speedup", number(model.speedup) },
        { "speedup_interval", intervalJson(model.speedupInterval) },
        { "overhead", number(model.overhead) }, { "unexplained", number(model.unexplained) },
        { "outcomes_left_out", model.outcomesLeftOut }, { "disturbed", model.disturbed }, { "goals", goalsJson(model.goals) } };
    if (out["peak_rss_mb"].is_null())
        addReason(out, "peak_rss_mb: the kernel did not tell");
    if (!model.speedup)
        addReason(out, "speedup: there is no measured sequential entry to compare with");
    else if (!model.speedupInterval)
        addReason(out, "speedup_interval: needs 6 rounds that both have");
    addChecks(out, run, model);
    out["trials"] = trialsJson(run, model.label);
    return out;
}

} // namespace ilv::report
