// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/percentiles.h"

#include "measure/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ilv::stats {

std::vector<double> sorted(std::span<const double> values)
{
    std::vector<double> ascending(values.begin(), values.end());
    std::sort(ascending.begin(), ascending.end());
    return ascending;
}

std::optional<double> nearestRankOf(std::span<const double> ascending, double p)
{
    if (ascending.empty())
        return std::nullopt;
    return ascending[nearestRank(p, ascending.size()) - 1];
}

std::optional<double> interpolated(std::span<const double> ascending, double p)
{
    if (ascending.empty())
        return std::nullopt;
    const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return ascending[below] + (place - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

std::optional<double> mean(std::span<const double> values)
{
    if (values.empty())
        return std::nullopt;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> median(std::span<const double> values)
{
    if (values.empty())
        return std::nullopt;
    const std::vector<double> ascending = sorted(values);
    const std::size_t half = ascending.size() / 2;
    return ascending.size() % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

std::optional<double> medianDeviation(std::span<const double> values)
{
    const std::optional<double> middle = median(values);
    if (!middle)
        return std::nullopt;
    std::vector<double> distances;
    distances.reserve(values.size());
    for (const double value : values)
        distances.push_back(std::abs(value - *middle));
    return median(distances);
}

std::optional<double> deviation(std::span<const double> values)
{
    if (values.size() < 2)
        return std::nullopt;
    const double middle = *mean(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - middle) * (value - middle);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantileError(double p, double n, double density)
{
    return std::sqrt(p * (1 - p) / n) / density;
}

} // namespace ilv::stats
