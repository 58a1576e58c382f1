// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/resultfile.h"

#include "analysis/pairings.h"
#include "experiment/experimentfile.h"
#include "report/jsonparts.h"

#include <nlohmann/json.hpp>

namespace ilv {
namespace {

json::Out verdictJson(const Verdict& verdict)
{
    return { { "outcome", name(verdict.outcome) },
        { "model", verdict.label.empty() ? json::Out(nullptr) : json::Out(verdict.label) },
        { "headline", verdict.headline }, { "sentence", verdict.sentence }, { "reasons", verdict.reasons } };
}

/// The canonical text is ours and valid; were it not, its text is kept instead of an object, and reading it back says
/// so.
json::Out experimentJson(const Experiment& experiment)
{
    const std::string text = writeExperiment(experiment);
    json::Out parsed = json::Out::parse(text, nullptr, false);
    return parsed.is_discarded() ? json::Out(text) : parsed;
}

} // namespace

std::string writeResult(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    auto rows = json::Out::array();
    for (const auto& model : models)
        rows.push_back(report::modelJson(run, model));
    auto units = json::Out::object();
    for (const auto& [kernel, rate] : run.unitsPerMs)
        units[kernel] = report::number(rate);
    auto pairs = json::Out::array();
    for (const auto& pair : pairings(models)) {
        const auto& c = pair.contrast;
        pairs.push_back({ { "a", pair.a }, { "b", pair.b }, { "ratio", report::number(c.ratio) },
            { "low", c.interval ? report::number(c.interval->low) : json::Out(nullptr) },
            { "high", c.interval ? report::number(c.interval->high) : json::Out(nullptr) }, { "rounds", c.rounds },
            { "practical", stats::name(pair.practical) }, { "p", report::number(pair.p) },
            { "more_rounds", c.moreRounds } });
        if (!c.interval)
            report::addReason(pairs.back(),
                c.rounds >= kRoundsForInterval ? "a round counts too few tasks for an interval"
                                               : "an interval needs " + std::to_string(kRoundsForInterval)
                        + " common rounds, there are " + std::to_string(c.rounds));
    }
    json::Out out{ { "schema", kResultSchema }, { "id", run.id }, { "status", name(run.status) },
        { "verdict", verdictJson(verdict) }, { "error", report::errorJson(run.error) },
        { "experiment", experimentJson(run.experiment) }, { "environment", report::environmentJson(run.environment) },
        { "units_per_ms", std::move(units) }, { "wall_s", report::number(run.wallS) },
        { "window_cpu_s", report::measured(run.windowCpuS) }, { "models", std::move(rows) },
        { "comparisons", std::move(pairs) } };
    if (out["window_cpu_s"].is_null())
        report::addReason(out, "window_cpu_s: the run had no window");
    return report::pretty(out);
}

} // namespace ilv
