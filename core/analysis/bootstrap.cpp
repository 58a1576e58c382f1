// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bootstrap.h"

#include "analysis/percentiles.h"
#include "base/rng.h"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace ilv::stats {
namespace {

using Normal = boost::math::normal_distribution<double>;

/// Skewness of the figure's dependence on single rounds, by leaving each out once.
double acceleration(std::size_t rounds, const OfRounds& figure)
{
    std::vector<double> without;
    for (std::size_t left = 0; left < rounds; ++left) {
        std::vector<std::size_t> others;
        for (std::size_t i = 0; i < rounds; ++i) {
            if (i != left)
                others.push_back(i);
        }
        without.push_back(figure(others));
    }
    const double middle = *mean(without);
    double cubes = 0, squares = 0;
    for (const double value : without) {
        cubes += std::pow(middle - value, 3);
        squares += std::pow(middle - value, 2);
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// The share of resamples below which the bias-corrected end of the interval lies.
double correctedShare(double share, double bias, double a)
{
    const double z = bias + boost::math::quantile(Normal(), share);
    return boost::math::cdf(Normal(), bias + z / (1 - a * z));
}

} // namespace

std::optional<Interval> bootstrap(
    std::size_t rounds, const OfRounds& figure, std::uint64_t seed, int resamples, double alpha)
{
    if (rounds < 2 || resamples < 1)
        return std::nullopt;
    std::vector<double> figures;
    std::vector<std::size_t> drawn(rounds);
    std::uint64_t k = 0;
    for (int i = 0; i < resamples; ++i) {
        for (std::size_t& round : drawn)
            round = std::min(rounds - 1, static_cast<std::size_t>(unit(draw(seed, k++)) * static_cast<double>(rounds)));
        figures.push_back(figure(drawn));
    }
    std::sort(figures.begin(), figures.end());
    double low = alpha / 2, high = 1 - alpha / 2;
    if (rounds >= 20) {
        std::iota(drawn.begin(), drawn.end(), std::size_t{ 0 });
        const double seen = figure(drawn);
        const auto below = std::lower_bound(figures.begin(), figures.end(), seen) - figures.begin();
        const auto upTo = std::upper_bound(figures.begin(), figures.end(), seen) - figures.begin();
        const double share
            = static_cast<double>(below + upTo) / 2 / resamples; // ties half, as discrete figures have many
        if (share > 0 && share < 1) {
            const double bias = boost::math::quantile(Normal(), share);
            const double a = acceleration(rounds, figure);
            low = correctedShare(low, bias, a);
            high = correctedShare(high, bias, a);
        }
    }
    return Interval{ *nearestRankOf(figures, low), *nearestRankOf(figures, high) };
}

std::map<double, std::uint64_t> allResamples(
    std::span<const double> values, const std::function<double(std::span<const double>)>& figure)
{
    std::map<double, std::uint64_t> counts;
    const std::size_t n = values.size();
    if (n == 0 || n > 6)
        return counts;
    std::vector<std::size_t> digits(n, 0);
    std::vector<double> resample(n);
    while (true) {
        for (std::size_t i = 0; i < n; ++i)
            resample[i] = values[digits[i]];
        ++counts[figure(resample)];
        std::size_t place = 0;
        while (place < n && ++digits[place] == n)
            digits[place++] = 0;
        if (place == n)
            return counts;
    }
}

} // namespace ilv::stats
