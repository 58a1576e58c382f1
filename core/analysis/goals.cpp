// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/goals.h"

#include "analysis/intervals.h"
#include "base/format.h"

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

std::string millis(double ms)
{
    return formatDuration(ms * 1e6);
}

std::string tasks(std::uint64_t n)
{
    return formatCount(static_cast<std::int64_t>(n)) + (n == 1 ? " task" : " tasks");
}

GoalResult percentile(
    double p, std::string goal, const std::string& word, double limit, std::optional<double> measured, std::uint64_t n)
{
    GoalResult result{ std::move(goal), limit, measured, GoalState::Insufficient, {} };
    if (!measured) {
        result.sentence = word + " needs at least " + tasks(leastTasks(p)) + ", " + tasks(n) + " measured ("
            + formatCount(static_cast<std::int64_t>(stats::minimumSamples(p))) + " for an interval)";
        return result;
    }
    result.state = *measured <= limit ? GoalState::Held : GoalState::Missed;
    result.sentence = word + " " + millis(*measured)
        + (result.state == GoalState::Held ? ", within the goal of " + millis(limit)
                                           : ", " + millis(*measured - limit) + " over the goal of " + millis(limit));
    return result;
}

GoalResult errorRate(const ModelSummary& model, double limit)
{
    GoalResult result{ "error_rate", limit, std::nullopt, GoalState::Insufficient, "no task has ended" };
    const std::uint64_t n = model.counts.total();
    if (n == 0)
        return result;
    const std::uint64_t failed = n - model.counts.of(Outcome::Ok);
    result.measured = static_cast<double>(failed) / static_cast<double>(n);
    result.state = *result.measured <= limit ? GoalState::Held : GoalState::Missed;
    result.sentence = formatPercent(*result.measured) + " of " + tasks(n) + " failed";
    if (result.state == GoalState::Missed)
        result.sentence += ", over the goal of " + formatPercent(limit);
    else if (failed == 0 && stats::zeroEventsBound(n) > limit)
        result.sentence += ", within the goal of " + formatPercent(limit) + " (so few tasks show no more than below "
            + formatPercent(stats::zeroEventsBound(n)) + ")";
    else
        result.sentence += ", within the goal of " + formatPercent(limit);
    return result;
}

GoalResult throughput(const ModelSummary& model, double limit)
{
    GoalResult result{ "throughput_per_s", limit, std::nullopt, GoalState::Insufficient, "no rate was measured" };
    if (model.throughput.n == 0)
        return result;
    const double rate = model.throughput.median;
    result.measured = rate;
    result.state = rate >= limit ? GoalState::Held : GoalState::Missed;
    result.sentence = formatRate(rate)
        + (result.state == GoalState::Held
                ? ", at least the goal of " + formatRate(limit)
                : ", " + formatPercent(1 - rate / limit) + " under the goal of " + formatRate(limit));
    const auto& [median, low, high, n] = model.throughput;
    if (low && high && *low < limit && limit <= *high)
        result.sentence += " (95% interval " + formatRate(*low) + " to " + formatRate(*high) + " spans it)";
    return result;
}

GoalResult correct(const ModelSummary& model)
{
    GoalResult result{ "correct", 0, std::nullopt, GoalState::Insufficient, "no task gave a result to check" };
    const std::uint64_t wrong = model.counts.of(Outcome::Wrong);
    const std::uint64_t checked = model.counts.of(Outcome::Ok) + wrong;
    if (checked == 0)
        return result;
    result.measured = static_cast<double>(wrong);
    result.state = wrong == 0 ? GoalState::Held : GoalState::Missed;
    result.sentence = wrong == 0
        ? "every result is right"
        : formatCount(static_cast<std::int64_t>(wrong)) + (wrong == 1 ? " wrong result of " : " wrong results of ")
            + formatCount(static_cast<std::int64_t>(checked));
    return result;
}

} // namespace

std::uint64_t leastTasks(double p)
{
    return static_cast<std::uint64_t>(std::ceil(1 / (1 - p) - 1e-9));
}

std::vector<GoalResult> judgeGoals(const ModelSummary& model, const Goals& goals)
{
    std::vector<GoalResult> results;
    const Percentiles& latency = model.latency;
    if (goals.p95Ms)
        results.push_back(percentile(0.95, "p95_ms", "p95", *goals.p95Ms, latency.p95Ms, latency.n));
    if (goals.p99Ms)
        results.push_back(percentile(0.99, "p99_ms", "p99", *goals.p99Ms, latency.p99Ms, latency.n));
    if (goals.errorRate)
        results.push_back(errorRate(model, *goals.errorRate));
    if (goals.throughputPerS)
        results.push_back(throughput(model, *goals.throughputPerS));
    if (goals.correct.value_or(false))
        results.push_back(correct(model));
    return results;
}

double missedBy(const GoalResult& goal)
{
    if (goal.state != GoalState::Missed || !goal.measured)
        return 0;
    const double distance = std::abs(*goal.measured - goal.limit);
    return goal.limit > 0 ? distance / goal.limit : 1 + distance;
}

} // namespace ilv
