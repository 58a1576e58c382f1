// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/comparison.h"

#include "analysis/percentiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ilv::stats {

std::optional<Ratio> pairedRatio(std::span<const double> a, std::span<const double> b, double alpha)
{
    std::vector<double> logs;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (!(a[i] > 0) || !(b[i] > 0))
            return std::nullopt;
        logs.push_back(std::log(a[i] / b[i]));
    }
    if (logs.empty())
        return std::nullopt;
    Ratio ratio;
    ratio.n = logs.size();
    ratio.estimate = std::exp(*mean(logs));
    ratio.logDeviation = deviation(logs).value_or(0);
    if (const auto interval = meanInterval(logs, alpha))
        ratio.interval = Interval{ std::exp(interval->low), std::exp(interval->high) };
    return ratio;
}

std::optional<double> shift(std::span<const double> a, std::span<const double> b)
{
    std::vector<double> differences;
    differences.reserve(a.size() * b.size());
    for (const double x : a) {
        for (const double y : b)
            differences.push_back(x - y);
    }
    return median(differences);
}

std::vector<double> holm(std::span<const double> ps)
{
    std::vector<std::size_t> order(ps.size());
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return ps[i] < ps[j]; });
    std::vector<double> adjusted(ps.size());
    double highest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        highest = std::max(highest, std::min(1.0, static_cast<double>(order.size() - i) * ps[order[i]]));
        adjusted[order[i]] = highest;
    }
    return adjusted;
}

std::string_view name(Practical practical)
{
    switch (practical) {
    case Practical::Higher:
        return "higher";
    case Practical::Lower:
        return "lower";
    case Practical::Equal:
        return "practically equal";
    case Practical::Inconclusive:
        break;
    }
    return "inconclusive";
}

Practical practicalVerdict(const Interval& ratio, double margin)
{
    const double high = 1 + margin;
    const double low = 1 / high;
    if (ratio.low > high)
        return Practical::Higher;
    if (ratio.high < low)
        return Practical::Lower;
    return ratio.low >= low && ratio.high <= high ? Practical::Equal : Practical::Inconclusive;
}

int roundsWanted(const Interval& ratio, int rounds, double margin)
{
    if (!(ratio.low > 0))
        return 0;
    const double half = std::log(ratio.high / ratio.low) / 2;
    const double share = half / std::log(1 + margin);
    return static_cast<int>(std::max(0.0, std::ceil(rounds * share * share - rounds)));
}

} // namespace ilv::stats
