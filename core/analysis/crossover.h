// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/intervals.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ilv::crossover {

/// From which task size a pool beats the plain loop (science §12).

/// What a pool costs beyond the work. Any one unit of time throughout.
struct PoolCost {
    double startUp = 0; ///< once
    double dispatch = 0; ///< a_s: per task, serial (submit and collect)
    double worker = 0; ///< a_w: per task, in the worker
    double dispatchPerByte = 0, workerPerByte = 0; ///< β_s, β_w
    double workers = 1;
    double cores = 1; ///< effective
};
/// Time a task at saturation: the slowest of dispatcher, workers and cores, with start-up spread over the tasks.
[[nodiscard]] double poolTime(const PoolCost& cost, double work, double bytes, double tasks);

// Closed forms of the simple line T = S/N + a + w/p; absent when p <= 1 (or the gain per task is not above its cost).
[[nodiscard]] std::optional<double> breakEvenWork(double startUp, double tasks, double perTask, double workers);
[[nodiscard]] std::optional<double> breakEvenTasks(double startUp, double work, double perTask, double workers);
[[nodiscard]] std::optional<double> breakEvenBytes(double work, double perTask, double perByte, double workers);
/// Of all three bounds, without start-up and bytes; absent for one worker or one core.
[[nodiscard]] std::optional<double> breakEvenThreeBounds(const PoolCost& cost);
/// Tasks to hand over at once: √(N·a / (p·w)), at least 1.
[[nodiscard]] double bestChunk(double tasks, double perHandOver, double workers, double work);

/// y = alpha + slope·x by weighted least squares, with the variances of both.
struct Line {
    double alpha = 0, slope = 0;
    double varAlpha = 0, varSlope = 0, covariance = 0;
    int freedom = 0; ///< n - 2
};
/// Absent for fewer than three points or all x equal.
[[nodiscard]] std::optional<Line> weightedLine(
    std::span<const double> x, std::span<const double> y, std::span<const double> weights);

/// Where pool = alpha + slope·seq meets pool = seq, with Fieller's interval; no interval when it is unbounded: then no
/// crossover is shown.
struct LineCrossing {
    double at = 0;
    std::optional<stats::Interval> interval;
    Line line;
};
/// Weights 1/pool². Absent when the lines do not meet at a positive size.
[[nodiscard]] std::optional<LineCrossing> lineCrossing(
    std::span<const double> sequential, std::span<const double> pool, double alpha = 0.05);

/// Headline crossing: ln(pool/seq) over ln work made monotone (falling), first change of sign, interpolated.
struct LocalCrossing {
    enum class Place : std::uint8_t { Within, BelowRange, AboveRange };
    Place place = Place::AboveRange;
    double at = 0; ///< the crossing, or the end of the range it lies beyond
};
/// `work` rising and positive, times positive; absent when empty or of unequal lengths.
[[nodiscard]] std::optional<LocalCrossing> localCrossing(
    std::span<const double> work, std::span<const double> sequential, std::span<const double> pool);

/// Least-squares non-increasing fit (pool adjacent violators).
[[nodiscard]] std::vector<double> nonIncreasing(std::span<const double> values);

} // namespace ilv::crossover
