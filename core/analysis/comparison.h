// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/intervals.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ilv::stats {

/// How much one model differs from another, from one figure per round of each, paired by round (science §8).
struct Ratio {
    double estimate = 1; ///< geometric mean of a/b
    std::optional<Interval> interval; ///< t on the logarithms; absent for fewer than two rounds
    double logDeviation = 0;
    std::size_t n = 0;
};
/// Absent when there are no pairs or a figure is not above zero. Surplus figures of the longer one are not used.
[[nodiscard]] std::optional<Ratio> pairedRatio(
    std::span<const double> a, std::span<const double> b, double alpha = 0.05);

struct SignedRank {
    double plus = 0; ///< sum of the ranks of positive differences
    double p = 1; ///< two-sided
    std::size_t n = 0; ///< pairs that differ
    bool exact = true;
};
/// Wilcoxon's signed-rank test of paired differences; exact (ties too) up to 20 pairs, normal beyond.
[[nodiscard]] SignedRank signedRank(std::span<const double> differences);

struct RankSum {
    double u = 0; ///< pairs in which a > b, ties half
    double p = 1; ///< two-sided
    double cliffsDelta = 0; ///< -1 … 1; 0 when either is empty
    double a12 = 0.5; ///< P(a > b) + half P(a = b)
    bool exact = true;
};
/// Mann–Whitney U of unpaired figures; exact (ties too) up to 40 figures in all, normal with correction beyond.
[[nodiscard]] RankSum rankSum(std::span<const double> a, std::span<const double> b);

/// Hodges–Lehmann: median of all a - b. Absent when either is empty.
[[nodiscard]] std::optional<double> shift(std::span<const double> a, std::span<const double> b);

/// Holm's adjustment of several p-values, in the order given.
[[nodiscard]] std::vector<double> holm(std::span<const double> ps);

enum class Practical : std::uint8_t { Higher, Lower, Equal, Inconclusive };
[[nodiscard]] std::string_view name(Practical practical);
/// Where the whole interval of a ratio lies, beside a margin within which two figures count as the same.
[[nodiscard]] Practical practicalVerdict(const Interval& ratio, double margin = 0.03);
/// About how many more rounds would shrink an interval of `rounds` rounds to the margin: R(half/margin)² - R, at least
/// 0.
[[nodiscard]] int roundsWanted(const Interval& ratio, int rounds, double margin = 0.03);

} // namespace ilv::stats
