// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/evidence.h"

#include "analysis/comparison.h"

#include <algorithm>
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
        const double step = a.countStep / a.throughput.median + b.countStep / b.throughput.median;
        result.interval = { std::min(paired->interval->low, result.ratio * (1 - step)),
            std::max(paired->interval->high, result.ratio * (1 + step)) };
        result.separate = result.interval->low > 1 || result.interval->high < 1;
        if (!result.separate)
            result.moreRounds = stats::roundsWanted(*result.interval, result.rounds);
        return result;
    }
    result.separate = result.rounds >= 2 ? disjoint(a.roundThroughput, b.roundThroughput) && apart(result.ratio, 1.1)
                                         : apart(result.ratio, 1.5);
    if (!result.separate)
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
