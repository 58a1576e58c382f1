// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ilv::stats {
namespace {

/// Ranks times two, so that the mean rank of ties stays a whole number.
struct Ranks {
    std::vector<int> doubled;
    double tieCubes = 0; ///< Σ(t³ - t) over groups of equal values
};

Ranks rank(const std::vector<double>& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    Ranks ranks{ std::vector<int>(values.size()), 0 };
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]])
            ++last;
        const auto ties = static_cast<double>(last - first + 1);
        ranks.tieCubes += ties * ties * ties - ties;
        for (std::size_t i = first; i <= last; ++i)
            ranks.doubled[order[i]] = static_cast<int>(first + last + 2);
        first = last + 1;
    }
    return ranks;
}

/// Two-sided p from the tails on either side of what was seen, each including it.
double twoSided(double atMost, double atLeast)
{
    return std::min(1.0, 2 * std::min(atMost, atLeast));
}

double normalTwoSided(double distance, double deviation)
{
    if (deviation <= 0)
        return 1;
    const double z = std::max(0.0, std::abs(distance) - 0.5) / deviation; // continuity
    return std::min(1.0, std::erfc(z / std::sqrt(2.0)));
}

double tails(const std::vector<double>& ways, std::size_t seen)
{
    const double all = std::accumulate(ways.begin(), ways.end(), 0.0);
    const auto at = ways.begin() + static_cast<std::ptrdiff_t>(seen);
    return twoSided(std::accumulate(ways.begin(), at + 1, 0.0) / all, std::accumulate(at, ways.end(), 0.0) / all);
}

/// Every assignment of signs is equally likely: count those that give each sum.
double exactSignedRank(const std::vector<int>& doubled, int plus)
{
    const auto most = static_cast<std::size_t>(std::accumulate(doubled.begin(), doubled.end(), 0));
    std::vector<double> ways(most + 1);
    ways[0] = 1;
    for (const int weight : doubled) {
        for (std::size_t sum = most; sum >= static_cast<std::size_t>(weight); --sum)
            ways[sum] += ways[sum - static_cast<std::size_t>(weight)];
    }
    return tails(ways, static_cast<std::size_t>(plus));
}

/// Every choice of which m of the figures are a's is equally likely.
double exactRankSum(const std::vector<int>& doubled, std::size_t m, int seen)
{
    const auto most = static_cast<std::size_t>(std::accumulate(doubled.begin(), doubled.end(), 0));
    std::vector<std::vector<double>> ways(m + 1, std::vector<double>(most + 1));
    ways[0][0] = 1;
    for (const int weight : doubled) {
        const auto w = static_cast<std::size_t>(weight);
        for (std::size_t chosen = m; chosen >= 1; --chosen) {
            for (std::size_t sum = most; sum >= w; --sum)
                ways[chosen][sum] += ways[chosen - 1][sum - w];
        }
    }
    return tails(ways[m], static_cast<std::size_t>(seen));
}

} // namespace

SignedRank signedRank(std::span<const double> differences)
{
    std::vector<double> sizes;
    std::vector<bool> positive;
    for (const double difference : differences) {
        if (difference == 0)
            continue;
        sizes.push_back(std::abs(difference));
        positive.push_back(difference > 0);
    }
    SignedRank result;
    result.n = sizes.size();
    if (sizes.empty())
        return result;
    const Ranks ranks = rank(sizes);
    int plus = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        plus += positive[i] ? ranks.doubled[i] : 0;
    result.plus = plus / 2.0;
    result.exact = result.n <= 20;
    if (result.exact) {
        result.p = exactSignedRank(ranks.doubled, plus);
        return result;
    }
    const auto n = static_cast<double>(result.n);
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.tieCubes / 48;
    result.p = normalTwoSided(result.plus - n * (n + 1) / 4, std::sqrt(variance));
    return result;
}

RankSum rankSum(std::span<const double> a, std::span<const double> b)
{
    RankSum result;
    if (a.empty() || b.empty())
        return result;
    std::vector<double> all(a.begin(), a.end());
    all.insert(all.end(), b.begin(), b.end());
    const Ranks ranks = rank(all);
    const int sumA
        = std::accumulate(ranks.doubled.begin(), ranks.doubled.begin() + static_cast<std::ptrdiff_t>(a.size()), 0);
    const auto m = static_cast<double>(a.size());
    const auto n = static_cast<double>(b.size());
    result.u = sumA / 2.0 - m * (m + 1) / 2;
    result.a12 = result.u / (m * n);
    result.cliffsDelta = 2 * result.a12 - 1;
    result.exact = all.size() <= 40;
    if (result.exact) {
        result.p = exactRankSum(ranks.doubled, a.size(), sumA);
        return result;
    }
    const double total = m + n;
    const double variance = m * n / 12 * ((total + 1) - ranks.tieCubes / (total * (total - 1)));
    result.p = normalTwoSided(result.u - m * n / 2, std::sqrt(variance));
    return result;
}

} // namespace ilv::stats
