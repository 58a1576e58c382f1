// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/intervals.h"

#include "analysis/percentiles.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace ilv::stats {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

/// Smallest k with P(X <= k) >= q. Starts at the normal approximation and steps: no rounding policy to trust.
std::int64_t smallestReaching(const Binomial& binomial, double q)
{
    const auto n = static_cast<std::int64_t>(binomial.trials());
    const double middle = boost::math::mean(binomial);
    const double spread = boost::math::standard_deviation(binomial);
    const double guess = middle + spread * boost::math::quantile(boost::math::normal_distribution<double>(), q);
    const auto reaches = [&](std::int64_t k) { return boost::math::cdf(binomial, static_cast<double>(k)) >= q; };
    std::int64_t k = std::clamp(static_cast<std::int64_t>(guess), std::int64_t{ 0 }, n);
    while (k < n && !reaches(k))
        ++k;
    while (k > 0 && reaches(k - 1))
        --k;
    return k;
}

} // namespace

OrderRanks orderRanks(std::uint64_t n, double p, double alpha)
{
    if (n == 0 || p <= 0 || p >= 1)
        return {};
    const Binomial binomial(static_cast<double>(n), p);
    const std::int64_t lower = smallestReaching(binomial, alpha / 2);
    const std::int64_t upper = smallestReaching(binomial, 1 - alpha / 2) + 1;
    OrderRanks ranks;
    double below = 0, upTo = 1;
    if (lower >= 1) {
        ranks.lower = static_cast<std::uint64_t>(lower);
        below = boost::math::cdf(binomial, static_cast<double>(lower - 1));
    }
    if (upper <= static_cast<std::int64_t>(n)) {
        ranks.upper = static_cast<std::uint64_t>(upper);
        upTo = boost::math::cdf(binomial, static_cast<double>(upper - 1));
    }
    ranks.coverage = upTo - below;
    return ranks;
}

std::uint64_t minimumSamples(double p, double alpha)
{
    const double farther = std::max(p, 1 - p);
    if (farther >= 1)
        return UINT64_MAX;
    return static_cast<std::uint64_t>(std::ceil(std::log(alpha / 2) / std::log(farther)));
}

std::optional<Interval> quantileInterval(std::span<const double> values, double p, double alpha)
{
    const OrderRanks ranks = orderRanks(values.size(), p, alpha);
    if (!ranks.lower || !ranks.upper)
        return std::nullopt;
    const std::vector<double> ascending = sorted(values);
    return Interval{ ascending[*ranks.lower - 1], ascending[*ranks.upper - 1] };
}

std::optional<Interval> meanInterval(std::span<const double> values, double alpha)
{
    const std::optional<double> spread = deviation(values);
    if (!spread)
        return std::nullopt;
    const auto n = static_cast<double>(values.size());
    const double half = tQuantile(1 - alpha / 2, n - 1) * *spread / std::sqrt(n);
    const double middle = *mean(values);
    return Interval{ middle - half, middle + half };
}

double tQuantile(double p, double df)
{
    return boost::math::quantile(boost::math::students_t_distribution<double>(df), p);
}

Interval wilson(std::uint64_t events, std::uint64_t n, double alpha)
{
    if (n == 0)
        return { 0, 1 };
    const double z = boost::math::quantile(boost::math::normal_distribution<double>(), 1 - alpha / 2);
    const auto tries = static_cast<double>(n);
    const double share = static_cast<double>(events) / tries;
    const double scale = 1 + z * z / tries;
    const double middle = (share + z * z / (2 * tries)) / scale;
    const double half = z * std::sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries)) / scale;
    // At the ends the algebra gives exactly 0 and 1; rounding must not say otherwise.
    return { events == 0 ? 0 : std::max(0.0, middle - half), events == n ? 1 : std::min(1.0, middle + half) };
}

double zeroEventsBound(std::uint64_t n, double alpha)
{
    return n == 0 ? 1 : 1 - std::pow(alpha, 1 / static_cast<double>(n));
}

} // namespace ilv::stats
