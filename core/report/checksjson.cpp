// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/intervals.h"
#include "analysis/omission.h"
#include "analysis/percentiles.h"
#include "base/stage.h"
#include "report/jsonparts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace ilv::report {
namespace {

constexpr std::pair<const char*, double> kNamed[]{ { "p50", 0.5 }, { "p90", 0.9 }, { "p95", 0.95 }, { "p99", 0.99 },
    { "p999", 0.999 } };

/// The interval of a percentile by order statistics, or why there is none (science §5.1).
json::Out intervalsJson(const HistogramData& data)
{
    auto out = json::Out::object();
    for (const auto& [key, p] : kNamed) {
        const auto interval = percentileInterval(data, p);
        if (!interval) {
            out[key] = nullptr;
            addReason(out,
                std::string(key) + ": too few: n=" + std::to_string(data.count) + ", needs "
                    + std::to_string(stats::minimumSamples(p)));
            continue;
        }
        out[key] = json::Out::array({ number(interval->low), number(interval->high) });
    }
    return out;
}

/// What coordinated omission would have hidden, by HdrHistogram's repair: a teaching overlay of a closed load, whose
/// clients wait for each answer. An open load counts from the intended start and needs none (science §2).
json::Out omissionJson(const RunResult& run, const ModelSummary& model)
{
    if (run.experiment.load.mode == LoadMode::Open || model.response.count == 0 || !(model.throughput.median > 0))
        return nullptr;
    const auto interval = static_cast<std::int64_t>(1e9 * model.inFlight / model.throughput.median);
    const auto repaired = stats::correctedForOmission(model.response, interval);
    json::Out out{ { "interval", static_cast<double>(interval) / 1e6 } };
    for (const auto& [key, p] : kNamed)
        out[key] = number(repaired.percentile(p) / 1e6);
    out["n"] = repaired.count;
    return out;
}

json::Out roleJson(const ResourceUse& use)
{
    const auto count = [](std::int64_t n) { return n < 0 ? json::Out(nullptr) : json::Out(n); };
    return { { "cpu_s", { { "user", measured(use.userS) }, { "system", measured(use.systemS) } } },
        { "voluntary_switches", count(use.voluntarySwitches) },
        { "involuntary_switches", count(use.involuntarySwitches) }, { "peak_rss_mb", measured(use.peakRssMb) },
        { "peak_pss_mb", measured(use.peakPssMb) }, { "run_delay_s", measured(use.runDelayS) },
        { "major_faults", count(use.majorFaults) } };
}

json::Out resourcesJson(const ModelSummary& model)
{
    const auto role = [](const ResourceUse& use) { return use.peakRssMb < 0 ? json::Out(nullptr) : roleJson(use); };
    std::vector<double> starts;
    for (const Nanos each : model.workerStartUp)
        starts.push_back(static_cast<double>(each) / 1e6);
    std::sort(starts.begin(), starts.end());
    return { { "host", role(model.hostUse) }, { "workers", role(model.workerUse) },
        { "service", role(model.serviceUse) },
        { "worker_start_up_ms",
            { { "p50", number(stats::nearestRankOf(starts, 0.5)) },
                { "max", starts.empty() ? json::Out(nullptr) : number(starts.back()) }, { "n", starts.size() } } },
        { "bytes_out", model.bytesOut }, { "bytes_in", model.bytesIn } };
}

/// "compute", …: the kind of the stage that blocked the loop longest.
json::Out blockingStage(const RunResult& run, const ModelSummary& model)
{
    const auto& stages = run.experiment.workload.stages;
    const auto place = static_cast<std::size_t>(std::max(0, model.longestBlockStage));
    if (model.longestBlockStage < 0 || place >= stages.size())
        return nullptr;
    return std::string(kindName(stages[place]));
}

json::Out noiseJson(const ModelSummary& model)
{
    json::Out out{ { "badge", model.badgeKnown ? json::Out(std::string(1, letter(model.badge))) : json::Out(nullptr) },
        { "disturbance", number(model.disturbance) } };
    if (!model.badgeKnown)
        addReason(out, "nothing could be read of the machine");
    auto rounds = json::Out::array();
    for (const auto& trial : model.quality) {
        auto readings = json::Out::object();
        for (const auto& reading : trial.readings)
            readings[std::string(stats::name(reading.signal))]
                = { { "value", number(reading.value) }, { "badge", std::string(1, letter(stats::badge(reading))) } };
        rounds.push_back({ { "round", trial.round }, { "badge", std::string(1, letter(trial.badge)) },
            { "readings", std::move(readings) } });
    }
    out["rounds"] = std::move(rounds);
    return out;
}

json::Out checksJson(const ModelSummary& model)
{
    auto steady = json::Out::array(), little = json::Out::array(), open = json::Out::array(),
         observer = json::Out::array();
    for (const auto& trial : model.quality) {
        json::Out s{ { "round", trial.round },
            { "class", trial.steady.known ? json::Out(stats::name(trial.steady.steadiness)) : json::Out(nullptr) },
            { "cut_s", number(trial.steady.cutS) }, { "drift", number(trial.steady.drift) },
            { "points", trial.steady.points } };
        if (!trial.steady.known)
            addReason(s, trial.steady.reason);
        steady.push_back(std::move(s));
        if (const auto& l = trial.little; l.known)
            little.push_back({ { "round", trial.round }, { "exact", l.exact }, { "gap_ns", l.gap },
                { "holds", l.sampled ? json::Out(l.holds) : json::Out(nullptr) }, { "sampled", number(l.seen) },
                { "expected", number(l.expected) }, { "tolerance", number(l.tolerance) } });
        if (const auto& o = trial.open; o.known)
            open.push_back(
                { { "round", trial.round }, { "sustained", o.sustained }, { "offered_per_s", number(o.offeredPerS) },
                    { "achieved_per_s", number(o.achievedPerS) }, { "trend", number(o.trend) },
                    { "slip_p99_ms", measured(o.slipP99Ms) }, { "generator_late", o.slipTooLarge } });
        observer.push_back({ { "round", trial.round }, { "recording", measured(trial.recordShare) },
            { "watching", measured(trial.watchShare) }, { "live_events", measured(trial.liveShare) } });
    }
    return { { "identity",
                 { { "tasks_checked", model.identityChecked }, { "violations", model.identityViolations },
                     { "lane_violations", model.laneViolations } } },
        { "steady", std::move(steady) }, { "little", std::move(little) }, { "open_load", std::move(open) },
        { "observer_share", std::move(observer) } };
}

} // namespace

void addChecks(json::Out& out, const RunResult& run, const ModelSummary& model)
{
    out["latency_interval_ms"] = intervalsJson(model.response);
    out["service_interval_ms"] = intervalsJson(model.serviceHistogram);
    out["omission_overlay_ms"] = omissionJson(run, model);
    out["resources"] = resourcesJson(model);
    out["noise"] = noiseJson(model);
    out["checks"] = checksJson(model);
    out["longest_block"] = { { "ms", static_cast<double>(model.longestBlock) / 1e6 },
        { "stage", model.longestBlockStage >= 0 ? json::Out(model.longestBlockStage) : json::Out(nullptr) },
        { "kind", blockingStage(run, model) } };
}

} // namespace ilv::report
