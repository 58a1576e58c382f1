// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace ilv::stats {

/// Correlation of each value with the next, -1 … 1 (science §5.2). 0 when there are fewer than two or all are equal.
[[nodiscard]] double lagOneCorrelation(std::span<const double> values);

/// How many independent values n correlated ones are worth: n(1-r)/(1+r), within 1 … n (n: no credit for alternation).
[[nodiscard]] double effectiveSamples(double n, double correlation);

} // namespace ilv::stats
