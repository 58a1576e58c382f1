// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/evidence.h"

#include "analysis/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ilv {
namespace {

struct Pairs {
    std::vector<double> a, b;
};

Pairs commonRounds(const ModelSummary& a, const ModelSummary& b)
{
    Pairs pairs;
    for (std::size_t i = 0; i < a.rounds.size(); ++i) {
        const auto other = std::find(b.rounds.begin(), b.rounds.end(), a.rounds[i]);
        if (other == b.rounds.end())
            continue;
        pairs.a.push_back(a.roundThroughput[i]);
        pairs.b.push_back(b.roundThroughput[static_cast<std::size_t>(other - b.rounds.begin())]);
    }
    return pairs;
}

/// Every figure of one lies above every figure of the other.
bool disjoint(const std::vector<double>& a, const std::vector<double>& b)
{
    if (a.empty() || b.empty())
        return false;
    const auto [lowA, highA] = std::minmax_element(a.begin(), a.end());
    const auto [lowB, highB] = std::minmax_element(b.begin(), b.end());
    return *lowA > *highB || *highA < *lowB;
}

bool apart(double ratio, double times)
{
    return ratio > times || ratio < 1 / times;
}

bool excludesOne(const stats::Interval& interval)
{
    return interval.low > 1 || interval.high < 1;
}

/// The ratio with each rate a task a round more or less; its high end is infinite where `b` counts but one.
stats::Interval byOneTask(const ModelSummary& a, const ModelSummary& b, double ratio)
{
    const double stepA = a.countStep / a.throughput.median, stepB = b.countStep / b.throughput.median;
    return { ratio * std::max(0.0, 1 - stepA) / (1 + stepB),
        stepB < 1 ? ratio * (1 + stepA) / (1 - stepB) : std::numeric_limits<double>::infinity() };
}

} // namespace

Contrast contrast(const ModelSummary& a, const ModelSummary& b)
{
    Contrast result;
    result.rounds = std::min(a.throughput.n, b.throughput.n);
    if (!(b.throughput.median > 0) || !(a.throughput.median > 0)) {
        result.ratio = b.throughput.median > 0 ? 0 : 1;
        return result;
    }
    result.ratio = a.throughput.median / b.throughput.median;
    const Pairs pairs = commonRounds(a, b);
    const auto paired = stats::pairedRatio(pairs.a, pairs.b);
    if (paired && paired->interval && paired->n >= static_cast<std::size_t>(kRoundsForInterval)) {
        result.ratio = paired->estimate;
        result.rounds = static_cast<int>(paired->n);
        const stats::Interval counted = byOneTask(a, b, result.ratio);
        const stats::Interval wide{ std::min(paired->interval->low, counted.low),
            std::max(paired->interval->high, counted.high) };
        if (std::isfinite(wide.high))
            result.interval = wide;
        result.separate = excludesOne(wide);
        result.coarse = !result.separate && excludesOne(*paired->interval);
        if (!result.separate && !result.coarse)
            result.moreRounds = stats::roundsWanted(*paired->interval, result.rounds);
        return result;
    }
    const bool differ = result.rounds >= 2
        ? disjoint(a.roundThroughput, b.roundThroughput) && apart(result.ratio, 1.1)
        : apart(result.ratio, 1.5);
    result.separate = differ && excludesOne(byOneTask(a, b, result.ratio));
    result.coarse = differ && !result.separate;
    if (!differ)
        result.moreRounds = std::max(0, kRoundsForInterval - result.rounds);
    return result;
}

bool clearlyFaster(const ModelSummary& a, const ModelSummary& b, double times)
{
    const Contrast between = contrast(a, b);
    if (!between.separate || between.ratio <= times)
        return false;
    return !a.throughput.low || !b.throughput.high || *a.throughput.low > *b.throughput.high;
}

} // namespace ilv
