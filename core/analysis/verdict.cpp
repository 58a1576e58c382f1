// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verdict.h"

#include "analysis/bench.h"
#include "analysis/evidence.h"
#include "analysis/goals.h"
#include "analysis/verdictwords.h"
#include "base/codes.h"
#include "base/format.h"

#include <algorithm>
#include <utility>

namespace ilv {
namespace {

constexpr double kPracticallyEqual = 1.1; // within 10 % the simpler one is as good
constexpr double kWorthNaming = 1.5; // what a less simple model must gain to be named beside the choice

using Rows = std::vector<const ModelSummary*>;

Verdict without(VerdictOutcome outcome, std::string headline, std::string sentence, std::vector<std::string> reasons)
{
    Verdict verdict;
    verdict.outcome = outcome;
    verdict.headline = std::move(headline);
    verdict.sentence = std::move(sentence);
    verdict.reasons = std::move(reasons);
    return verdict;
}

Verdict notEnough(std::string sentence, std::vector<std::string> reasons)
{
    return without(VerdictOutcome::Insufficient, "Not enough evidence", std::move(sentence), std::move(reasons));
}

Verdict notJudged(const RunResult& run)
{
    const bool cancelled = run.status == RunStatus::Cancelled;
    std::vector<std::string> reasons;
    if (run.error && !run.error->message.empty())
        reasons.push_back(run.error->message);
    if (run.error && !run.error->hint.empty())
        reasons.push_back(run.error->hint);
    return without(VerdictOutcome::None, cancelled ? "Run cancelled" : "Run aborted",
        cancelled ? "What was measured before is kept and not judged."
                  : "What was measured before it ended is not judged.",
        std::move(reasons));
}

bool holdsAll(const ModelSummary& model)
{
    return std::all_of(
        model.goals.begin(), model.goals.end(), [](const GoalResult& goal) { return goal.state == GoalState::Held; });
}

bool missesOne(const ModelSummary& model)
{
    return std::any_of(
        model.goals.begin(), model.goals.end(), [](const GoalResult& goal) { return goal.state == GoalState::Missed; });
}

const ModelSummary* fastest(const Rows& rows)
{
    const auto best = std::max_element(rows.begin(), rows.end(),
        [](const ModelSummary* a, const ModelSummary* b) { return a->throughput.median < b->throughput.median; });
    return best == rows.end() ? nullptr : *best;
}

/// The fastest of those less simple than the choice that beat it clearly.
const ModelSummary* worthNaming(const ModelSummary& chosen, const Rows& pool)
{
    Rows faster;
    const auto at = std::find(pool.begin(), pool.end(), &chosen);
    std::copy_if(at, pool.end(), std::back_inserter(faster),
        [&](const ModelSummary* other) { return clearlyFaster(*other, chosen, kWorthNaming); });
    return fastest(faster);
}

class Recommendation {
public:
    Recommendation(const Bench& bench, const Rows& pool, const ModelSummary& chosen)
        : m_all(bench.models())
        , m_pool(pool)
        , m_chosen(chosen)
        , m_alternative(worthNaming(chosen, pool))
    {
    }

    /// "38 times the tasks of sequential, 14% more than the hybrid (95% interval 11% to 16%)."
    [[nodiscard]] std::string evidence() const
    {
        const ModelSummary* const sequential = sequentialBase(m_all);
        const ModelSummary* const base = sequential != &m_chosen ? sequential : nullptr;
        Rows others;
        std::copy_if(m_pool.begin(), m_pool.end(), std::back_inserter(others),
            [&](const ModelSummary* other) { return other != &m_chosen && other != base && other != m_alternative; });
        std::vector<std::string> parts;
        if (base)
            parts.push_back(beside(*base, true));
        if (const ModelSummary* rival = fastest(others))
            parts.push_back(beside(*rival, parts.empty()));
        if (parts.empty())
            return words::rate(m_chosen.throughput) + (m_all.size() == 1 ? "; no other model was measured." : ".");
        return words::capitalised(words::claims(parts)) + ".";
    }
    /// " The hybrid does 2.4 times as many as it (…), at the price of …."; empty when there is none.
    [[nodiscard]] std::string alternative() const
    {
        if (!m_alternative)
            return {};
        const std::string price = words::price(*m_alternative, m_chosen);
        return " " + words::capitalised(words::noun(*m_alternative, m_all)) + " does "
            + words::versus(contrast(*m_alternative, m_chosen), "it", false)
            + (price.empty() ? ", and is less simple." : ", at the price of " + price + ".");
    }

private:
    [[nodiscard]] std::string beside(const ModelSummary& other, bool nameTasks) const
    {
        return words::versus(contrast(m_chosen, other), words::noun(other, m_all), nameTasks);
    }

    const std::vector<ModelSummary>& m_all;
    const Rows& m_pool;
    const ModelSummary& m_chosen;
    const ModelSummary* m_alternative;
};

Verdict recommend(const Bench& bench, const Rows& pool, const ModelSummary& chosen, const std::string& because,
    std::vector<std::string> reasons)
{
    const Recommendation words(bench, pool, chosen);
    Verdict verdict;
    verdict.outcome = VerdictOutcome::Pass;
    verdict.label = chosen.label;
    verdict.model = chosen.model;
    verdict.headline = words::headline(chosen, bench.models());
    verdict.sentence = words.evidence() + because + words.alternative();
    verdict.reasons = std::move(reasons);
    const auto doubts = bench.doubts(pool);
    verdict.reasons.insert(verdict.reasons.end(), doubts.begin(), doubts.end());
    return verdict;
}

/// Every goal sentence of a model that is not held, with its name.
void addGoalsNotHeld(const Bench& bench, const ModelSummary& model, std::vector<std::string>& reasons)
{
    for (const GoalResult& goal : model.goals) {
        if (goal.state != GoalState::Held)
            reasons.push_back(words::capitalised(words::noun(model, bench.models())) + ": " + goal.sentence + ".");
    }
}

/// The model whose worst miss is the smallest; of equals the one that misses least in all.
const ModelSummary* closest(const Rows& rows)
{
    const auto misses = [](const ModelSummary* model) {
        std::pair<double, double> worstAndAll;
        for (const GoalResult& goal : model->goals) {
            worstAndAll.first = std::max(worstAndAll.first, missedBy(goal));
            worstAndAll.second += missedBy(goal);
        }
        return worstAndAll;
    };
    const auto best = std::min_element(
        rows.begin(), rows.end(), [&](const ModelSummary* a, const ModelSummary* b) { return misses(a) < misses(b); });
    return best == rows.end() ? nullptr : *best;
}

Verdict noneHolds(const Bench& bench, const Rows& kept, std::vector<std::string> reasons)
{
    const ModelSummary& model = *closest(kept);
    const GoalResult& goal = *std::max_element(model.goals.begin(), model.goals.end(),
        [](const GoalResult& a, const GoalResult& b) { return missedBy(a) < missedBy(b); });
    std::string sentence = "Closest is " + words::noun(model, bench.models()) + ": " + goal.sentence + ".";
    const bool tooSlow = goal.goal != "error_rate" && goal.goal != "correct"; // where time goes explains nothing else
    if (const std::string limit = words::bottleneck(model); tooSlow && !limit.empty())
        sentence += " " + words::capitalised(limit) + ".";
    return without(VerdictOutcome::Fail, "No model meets the goals", std::move(sentence), std::move(reasons));
}

Verdict byGoals(const Bench& bench)
{
    const Rows& kept = bench.kept();
    Rows holders, undecided;
    std::vector<std::string> reasons = bench.dropped();
    const ModelSummary* drowned = nullptr; // the simplest that missed a goal by less than the noise
    for (const ModelSummary* model : kept) {
        if (holdsAll(*model))
            holders.push_back(model);
        else if (!missesOne(*model))
            undecided.push_back(model);
        else if (Bench::missedByNoise(*model) && !drowned)
            drowned = model;
        addGoalsNotHeld(bench, *model, reasons);
    }
    if (drowned && (holders.empty() || simplicity(*drowned) < simplicity(*holders.front())))
        return notEnough("The noise is larger than the effect: " + words::noun(*drowned, bench.models())
                + " misses a goal by less than the machine was off by (badge C, " + Bench::noiseWords(*drowned)
                + "). Run again in a quieter moment.",
            std::move(reasons));
    if (!holders.empty()) {
        const ModelSummary& chosen = *holders.front();
        const std::string who = words::capitalised(words::noun(chosen, bench.models()));
        for (const GoalResult& goal : chosen.goals)
            reasons.push_back(who + " holds its goal: " + goal.sentence + ".");
        const bool only = holders.size() == 1 && kept.size() > 1;
        const std::string because = kept.size() == 1 ? " It holds every goal."
            : only                                   ? " The only model that holds every goal."
                                                     : " The simplest model that holds every goal.";
        return recommend(bench, holders, chosen, because, std::move(reasons));
    }
    if (undecided.empty())
        return noneHolds(bench, kept, std::move(reasons));
    const ModelSummary& first = *undecided.front();
    const auto missing = std::find_if(first.goals.begin(), first.goals.end(),
        [](const GoalResult& goal) { return goal.state == GoalState::Insufficient; });
    return notEnough(words::capitalised(missing->sentence) + ". Run more tasks, or longer.", std::move(reasons));
}

/// Why the choice may be the noise's: rounds too few for an interval, and a difference that badge C leaves room for.
/// Empty: it may not.
std::string drownedIn(const Bench& bench, const ModelSummary& chosen, const ModelSummary& best)
{
    for (const ModelSummary* other : bench.kept()) {
        const double factor = std::max(Bench::allowance(*other), Bench::allowance(chosen));
        const Contrast between = contrast(best, *other);
        if (other == &chosen || factor <= 1 || between.interval || between.ratio <= kPracticallyEqual
            || between.ratio > factor)
            continue;
        return "The noise is larger than the effect: the machine was off by up to " + formatPercent(factor - 1)
            + " (badge C, " + Bench::noiseWords(Bench::allowance(*other) > 1 ? *other : chosen) + "), and "
            + words::noun(*other, bench.models()) + " is no further behind. Run "
            + words::rounds(kRoundsForInterval) + " or more, in a quieter moment.";
    }
    return {};
}

Verdict byThroughput(const Bench& bench)
{
    const Rows& kept = bench.kept();
    const ModelSummary& best = *fastest(kept);
    std::vector<std::string> reasons = bench.dropped();
    for (const ModelSummary* model : kept) {
        const Contrast lead = contrast(best, *model);
        const bool asGood = model == &best || lead.ratio <= kPracticallyEqual || !lead.separate;
        const std::string name = words::noun(*model, bench.models());
        if (!asGood) {
            reasons.push_back(words::capitalised(name) + " falls short: "
                + words::versus(contrast(*model, best), words::noun(best, bench.models()), true) + ".");
            continue;
        }
        if (model != &best && lead.ratio > kWorthNaming) {
            const std::string does = words::noun(best, bench.models()) + " does " + formatSignificant(lead.ratio, 2)
                + " times what " + name + " does, and ";
            const std::string rounds = words::rounds(std::max(1, lead.moreRounds));
            return notEnough(lead.coarse
                    ? "A round counts too few tasks: " + does + "one task more or less would turn it. Longer rounds would tell."
                    : "The rounds differ more among themselves than the models do: " + does
                        + "that may be chance. About " + rounds + " more would tell.",
                std::move(reasons));
        }
        const bool equal = model != &best;
        if (const std::string drowned = drownedIn(bench, *model, best); !drowned.empty())
            return notEnough(drowned, std::move(reasons));
        return recommend(bench, kept, *model, equal ? " The simplest model that is practically as fast as any." : "",
            std::move(reasons));
    }
    return notEnough("No model was measured.", std::move(reasons)); // not reached: the best is as good as itself
}

} // namespace

std::string_view name(VerdictOutcome outcome)
{
    switch (outcome) {
    case VerdictOutcome::Pass:
        return "pass";
    case VerdictOutcome::Fail:
        return "fail";
    case VerdictOutcome::Insufficient:
        return "insufficient";
    case VerdictOutcome::None:
        break;
    }
    return "none";
}

namespace {

Verdict judgeMeasured(const RunResult& run, const std::vector<ModelSummary>& models)
{
    if (run.status != RunStatus::Completed)
        return notJudged(run);
    const Bench bench(run, models);
    if (bench.kept().empty()) {
        const bool wrong = std::any_of(models.begin(), models.end(),
            [](const ModelSummary& model) { return model.counts.of(Outcome::Wrong) > 0; });
        if (wrong)
            return without(
                VerdictOutcome::Fail, "No model meets the goals", "No model gave only right results.", bench.dropped());
        return notEnough("No model has a task that came to a right end.", bench.dropped());
    }
    if (std::vector<std::string> open = bench.withheld(); !open.empty()) {
        std::string sentence = open.front();
        const auto dropped = bench.dropped();
        open.insert(open.end(), dropped.begin(), dropped.end());
        return notEnough(std::move(sentence), std::move(open));
    }
    return bench.hasGoals() ? byGoals(bench) : byThroughput(bench);
}

/// Figures of a run in which somebody planted a fault by hand are never to be taken for a clean run's.
void tellOfFaults(const RunResult& run, Verdict& verdict)
{
    std::vector<std::string> where;
    for (const TrialResult& trial : run.trials) {
        const auto& codes = trial.disturbed;
        const std::string label = "“" + trial.label + "”";
        if (std::find(codes.begin(), codes.end(), name(Code::FaultPlanted)) != codes.end()
            && std::find(where.begin(), where.end(), label) == where.end())
            where.push_back(label);
        for (const PlantedByHand& fault : trial.faults) {
            verdict.reasons.push_back("Planted by hand in " + label + ", round " + formatCount(trial.round + 1) + ": "
                + std::string(name(fault.fault)) + " on " + fault.lane
                + (fault.struck != 0 ? ", which task " + formatCount(static_cast<std::int64_t>(fault.task)) + " met "
                              + formatDuration(static_cast<double>(fault.struck - trial.windowBegin)) + " into it."
                                     : ", which no task is known to have met."));
        }
    }
    if (!where.empty())
        verdict.sentence += (verdict.sentence.empty() ? "" : " ") + std::string("A fault was planted by hand in ")
            + words::joined(where) + ": this was no clean run.";
}

/// A model that failed is not judged, and who reads only the sentence shall know that it was meant to be.
void tellOfFailures(const std::vector<ModelSummary>& models, Verdict& verdict)
{
    std::vector<std::string> failed;
    for (const ModelSummary& model : models) {
        if (model.status == ModelStatus::Failed)
            failed.push_back(words::noun(model, models));
    }
    if (!failed.empty() && verdict.outcome == VerdictOutcome::Pass)
        verdict.sentence += " Judged without " + words::joined(failed) + ", which failed.";
}

} // namespace

Verdict judge(const RunResult& run, const std::vector<ModelSummary>& models)
{
    Verdict verdict = judgeMeasured(run, models);
    tellOfFailures(models, verdict);
    tellOfFaults(run, verdict);
    return verdict;
}

} // namespace ilv
