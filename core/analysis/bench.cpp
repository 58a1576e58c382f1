// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bench.h"

#include "analysis/efficiency.h"
#include "analysis/intervals.h"
#include "analysis/noise.h"
#include "analysis/verdictwords.h"
#include "base/format.h"
#include "run/disturbance.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <variant>

namespace ilv {
namespace {

constexpr double kUnexplainedLimit = 0.05;

std::string number(std::uint64_t n)
{
    return formatCount(static_cast<std::int64_t>(n));
}

/// Only compute (and planted faults): then no placement can gain more than the cores.
bool isComputeBound(const Workload& workload)
{
    bool computes = false;
    for (const Stage& stage : workload.stages) {
        const bool compute = std::holds_alternative<ComputeStage>(stage);
        if (!compute && !std::holds_alternative<FaultStage>(stage))
            return false;
        computes = computes || compute;
    }
    return computes;
}

double failedShare(const ModelSummary& model)
{
    const auto n = static_cast<double>(model.counts.total());
    return n > 0 ? 1 - static_cast<double>(model.counts.of(Outcome::Ok)) / n : 0;
}

} // namespace

int simplicity(const ModelSummary& model)
{
    const int python = model.runtime == Runtime::Python ? 1 : 0;
    const auto place = [&] {
        switch (model.model) {
        case Model::Sequential:
            return 0;
        case Model::Async:
            return 1;
        case Model::Threads:
            return 2;
        case Model::Processes:
            return 4;
        case Model::ProcessPerTask:
            return 6;
        case Model::Hybrid:
            break;
        }
        return model.settings.offload == Offload::Threads ? 3 : 5;
    };
    return 2 * place() + python;
}

Bench::Bench(const RunResult& run, const std::vector<ModelSummary>& models)
    : m_run(run)
    , m_models(models)
{
    for (const ModelSummary& model : models) {
        if (std::string why = whyDropped(model); why.empty())
            m_kept.push_back(&model);
        else
            m_dropped.push_back(std::move(why));
    }
    std::stable_sort(m_kept.begin(), m_kept.end(),
        [](const ModelSummary* a, const ModelSummary* b) { return simplicity(*a) < simplicity(*b); });
}

bool Bench::hasGoals() const
{
    return std::any_of(
        m_models.begin(), m_models.end(), [](const ModelSummary& model) { return !model.goals.empty(); });
}

std::string Bench::called(const ModelSummary& model) const
{
    return words::capitalised(words::noun(model, m_models));
}

std::string Bench::whyDropped(const ModelSummary& model) const
{
    const std::string because = model.error ? ": " + model.error->message : std::string(".");
    if (model.status == ModelStatus::NotRun)
        return called(model) + " was not run" + because;
    if (model.status == ModelStatus::Failed)
        return called(model) + " failed" + because;
    if (model.status == ModelStatus::Partial)
        return called(model) + " did not complete its rounds" + because;
    if (const std::uint64_t wrong = model.counts.of(Outcome::Wrong); wrong > 0)
        return called(model) + " gave " + number(wrong) + (wrong == 1 ? " wrong result" : " wrong results") + " of "
            + number(model.counts.total()) + " tasks.";
    if (model.counts.of(Outcome::Ok) == 0 || !(model.throughput.median > 0))
        return called(model) + " brought none of " + number(model.counts.total()) + " tasks to a right end.";
    return {};
}

std::vector<std::string> Bench::withheld() const
{
    std::vector<std::string> reasons;
    for (const ModelSummary* model : m_kept) {
        // A worker that was killed takes its account with it: then the gap has a name.
        if (model->unexplained > kUnexplainedLimit && model->crashes == 0)
            reasons.push_back(formatPercent(model->unexplained) + " of the time of " + words::noun(*model, m_models)
                + " is unexplained: its figures cannot be trusted. Run it again.");
        const auto tasks = static_cast<double>(model->counts.total());
        const auto violations = model->identityViolations + model->laneViolations;
        if (static_cast<double>(violations) > kUnexplainedLimit * tasks)
            reasons.push_back(number(violations) + " times of tasks and lanes of "
                + words::noun(*model, m_models) + " do not add up: a fault of the measurement.");
        if (std::any_of(model->quality.begin(), model->quality.end(), [](const auto& trial) { return trial.suspended; }))
            reasons.push_back("The machine was suspended while " + words::noun(*model, m_models)
                + " ran: its figures are worth nothing. Run it again.");
        const double cores = m_run.environment.cores;
        if (model->speedup && isComputeBound(m_run.experiment.workload)
            && stats::impossibleSpeedup(*model->speedup, cores))
            reasons.push_back(called(*model) + " seems " + formatSignificant(*model->speedup, 2)
                + " times as fast as sequential on " + formatCount(m_run.environment.cores)
                + (m_run.environment.cores == 1 ? " core" : " cores")
                + ", which cannot be: the sequential rounds were disturbed. Run again in a quieter moment.");
    }
    return reasons;
}

double Bench::allowance(const ModelSummary& model)
{
    constexpr double kMost = 3; // a machine so busy cannot be reckoned with at all: then this is as good as more
    return model.badgeKnown && model.badge == stats::Badge::C ? std::min(kMost, 1 + model.disturbance) : 1;
}

bool Bench::missedByNoise(const ModelSummary& model)
{
    const double factor = allowance(model);
    bool missed = false;
    for (const GoalResult& goal : model.goals) {
        if (goal.state != GoalState::Missed)
            continue;
        missed = true;
        const bool rate = goal.goal == "throughput_per_s";
        const bool time = goal.goal == "p95_ms" || goal.goal == "p99_ms";
        if (!goal.measured || (!rate && !time) || (rate && *goal.measured * factor < goal.limit)
            || (time && *goal.measured > goal.limit * factor))
            return false;
    }
    return missed;
}

std::string Bench::noiseWords(const ModelSummary& model)
{
    const stats::Reading* worst = nullptr;
    double excess = 0;
    for (const TrialQuality& trial : model.quality) {
        for (const stats::Reading& reading : trial.readings) {
            const double limit = stats::thresholds(reading.signal).warn;
            const double by = limit > 0 ? reading.value / limit : reading.value;
            if (stats::badge(reading) != stats::Badge::A && (!worst || by > excess)) {
                worst = &reading;
                excess = by;
            }
        }
    }
    if (!worst)
        return {};
    switch (worst->signal) {
    case stats::Signal::Steal:
        return formatPercent(worst->value) + " of the CPU time was taken by the hypervisor";
    case stats::Signal::ForeignCpu:
        return formatPercent(worst->value) + " of the CPU time went to other programs";
    case stats::Signal::Canary:
        return "the same small computation took up to " + formatPercent(std::expm1(worst->value)) + " longer";
    case stats::Signal::MissingCores:
        return formatPercent(worst->value) + " of the cores were missing";
    case stats::Signal::SlipMs:
        return "the load generator was late";
    default:
        return "the worst sign was " + std::string(stats::name(worst->signal));
    }
}

void Bench::addTrialDoubts(const ModelSummary& model, std::vector<std::string>& reasons) const
{
    if (model.badgeKnown && model.badge != stats::Badge::A) {
        if (const std::string why = noiseWords(model); !why.empty())
            reasons.push_back(std::string("The machine was not quiet while ") + words::noun(model, m_models)
                + " ran (badge " + letter(model.badge) + "): " + why + ".");
    }
    const auto any
        = [&](auto what) { return std::any_of(model.quality.begin(), model.quality.end(), what); };
    if (any([](const TrialQuality& trial) { return trial.open.known && !trial.open.sustained; }))
        reasons.push_back(called(model)
            + " did not sustain the offered load: its latency is not steady and grows with the length of the run.");
    if (any([](const TrialQuality& trial) { return trial.open.slipTooLarge; }))
        reasons.push_back("The load generator itself was late while " + words::noun(model, m_models) + " ran.");
    if (any([](const TrialQuality& trial) { return trial.little.known && !trial.little.exact; }))
        reasons.push_back("The records of " + words::noun(model, m_models)
            + " and its tasks in flight do not agree: a fault of the measurement.");
}

std::vector<std::string> Bench::doubts(const std::vector<const ModelSummary*>& pool) const
{
    std::vector<std::string> reasons;
    for (const ModelSummary* model : pool) {
        addTrialDoubts(*model, reasons);
        if (!model->disturbed.empty())
            reasons.push_back(called(*model) + " was disturbed: " + disturbanceWords(model->disturbed) + ".");
        if (const double failed = failedShare(*model); failed > 0)
            reasons.push_back(formatPercent(failed) + " of the tasks of " + words::noun(*model, m_models)
                + " did not end ok; its rate counts the others.");
        const double spread = stats::roundSpread(model->roundThroughput);
        if (stats::badge({ stats::Signal::RoundSpread, spread }) == stats::Badge::C)
            reasons.push_back("The rounds of " + words::noun(*model, m_models) + " differ by " + formatPercent(spread)
                + ": repeat in a quieter moment.");
        const Goals& goals = m_run.experiment.goals;
        for (const auto& [set, p, word] : { std::tuple{ goals.p95Ms.has_value(), 0.95, "p95" },
                 std::tuple{ goals.p99Ms.has_value(), 0.99, "p99" } }) {
            const std::uint64_t wanted = stats::minimumSamples(p);
            if (set && model->latency.n < wanted)
                reasons.push_back("The " + std::string(word) + " of " + words::noun(*model, m_models) + " rests on "
                    + number(model->latency.n) + " tasks; an interval needs " + number(wanted) + ".");
        }
    }
    const auto& cores = m_run.environment.effectiveCores;
    if (cores && *cores > 0) {
        const double missing = 1 - *cores / m_run.environment.cores;
        if (stats::badge({ stats::Signal::MissingCores, missing }) != stats::Badge::A)
            reasons.push_back("The machine gave " + formatSignificant(*cores, 2) + " of its "
                + formatCount(m_run.environment.cores) + " cores: others were using it.");
    }
    return reasons;
}

} // namespace ilv
