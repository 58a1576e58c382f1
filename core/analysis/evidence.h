// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/intervals.h"
#include "analysis/modelsummary.h"

#include <optional>
#include <string>

namespace ilv {

/// How the throughput of one model compares with another's, and whether the rounds bear it out.
struct Contrast {
    double ratio = 1; ///< a / b
    /// 95 %, of the ratio, paired by round; from six common rounds on, unless those of `b` count but one task.
    std::optional<stats::Interval> interval;
    int rounds = 0; ///< behind it, the fewer of the two
    /// The difference is there: the interval excludes 1; with 2 to 5 rounds every round of the one beats every round of
    /// the other by more than a tenth in the middle; with one round the difference is more than half.
    bool separate = false;
    /// The rounds differ clearly, but a task more or less in each, which their fixed time leaves open, would turn it:
    /// longer rounds would tell, more of them would not.
    bool coarse = false;
    int moreRounds = 0; ///< about how many more would tell; 0 when separate, coarse or unknown
};
[[nodiscard]] Contrast contrast(const ModelSummary& a, const ModelSummary& b);

/// Both of it and their own intervals (where there are any) lie apart: what a faster but less simple model must show.
[[nodiscard]] bool clearlyFaster(const ModelSummary& a, const ModelSummary& b, double times);

/// Interval rounds needed: below six no interval exists.
inline constexpr int kRoundsForInterval = 6;

} // namespace ilv
