// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace ilv::stats {

/// Percentiles of plain numbers (science §3.2). Absent when there are no values. `p` is 0 … 1.

[[nodiscard]] std::vector<double> sorted(std::span<const double> values);

/// Nearest rank: always a value that was observed; what Interleave means by p95. `ascending` must be sorted.
[[nodiscard]] std::optional<double> nearestRankOf(std::span<const double> ascending, double p);
/// R's type 7, numpy's default; used only where "interpolated" is said.
[[nodiscard]] std::optional<double> interpolated(std::span<const double> ascending, double p);

[[nodiscard]] std::optional<double> mean(std::span<const double> values);
/// Middle value, or the mean of the two middle ones. Any order.
[[nodiscard]] std::optional<double> median(std::span<const double> values);
/// Median absolute deviation from the median, not scaled.
[[nodiscard]] std::optional<double> medianDeviation(std::span<const double> values);
/// Sample standard deviation; absent for fewer than two values.
[[nodiscard]] std::optional<double> deviation(std::span<const double> values);

/// Standard error of the p-quantile of n independent values whose density at the quantile is `density` (science §3.3).
[[nodiscard]] double quantileError(double p, double n, double density);

} // namespace ilv::stats
