// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/intervals.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>

namespace ilv::stats {

/// A figure of a resample, given as which rounds were drawn (each 0 … rounds - 1, repeats allowed): what is drawn are
/// whole rounds, because tasks within one are not independent (science §5.3).
using OfRounds = std::function<double(std::span<const std::size_t> drawn)>;

/// 95 % bootstrap interval: percentiles of the resamples, bias-corrected and accelerated from 20 rounds on. The seed is
/// part of the result: the same seed gives the same interval. Absent for fewer than two rounds. Below 8 rounds it is
/// too narrow: show the interval by order statistics beside it.
[[nodiscard]] std::optional<Interval> bootstrap(
    std::size_t rounds, const OfRounds& figure, std::uint64_t seed, int resamples = 2000, double alpha = 0.05);

/// Every one of the n^n resamples of a few values, counted by the figure they give; for n <= 6.
[[nodiscard]] std::map<double, std::uint64_t> allResamples(
    std::span<const double> values, const std::function<double(std::span<const double>)>& figure);

} // namespace ilv::stats
