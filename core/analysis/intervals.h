// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace ilv::stats {

/// Two-sided confidence intervals (science §5). `alpha` is what may be missed: 0.05 for 95 %.

struct Interval {
    double low = 0, high = 0;
};

/// Ranks, from 1, of the order statistics that enclose the p-quantile of n independent values: distribution-free and
/// exact (binomial). A side that n is too small for is absent.
struct OrderRanks {
    std::optional<std::uint64_t> lower, upper;
    double coverage = 0; ///< at least 1 - alpha where both sides exist
};
[[nodiscard]] OrderRanks orderRanks(std::uint64_t n, double p, double alpha = 0.05);

/// Fewest values for which both sides exist: 6 for the median, 72 for p95, 368 for p99 (alpha 0.05).
[[nodiscard]] std::uint64_t minimumSamples(double p, double alpha = 0.05);

/// The interval by order statistics; absent where either side does not exist. Any order.
[[nodiscard]] std::optional<Interval> quantileInterval(std::span<const double> values, double p, double alpha = 0.05);

/// Student's t interval of the mean; absent for fewer than two values.
[[nodiscard]] std::optional<Interval> meanInterval(std::span<const double> values, double alpha = 0.05);
/// Quantile of Student's t: tQuantile(0.975, 5) = 2.5706. `df` > 0.
[[nodiscard]] double tQuantile(double p, double df);

/// Wilson's interval for k events in n tries; [0, 1] when n is 0.
[[nodiscard]] Interval wilson(std::uint64_t events, std::uint64_t n, double alpha = 0.05);
/// One-sided upper bound of a rate after n tries without an event: 1 - alpha^(1/n), about 3/n.
[[nodiscard]] double zeroEventsBound(std::uint64_t n, double alpha = 0.05);

} // namespace ilv::stats
