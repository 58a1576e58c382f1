// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ilv::stats {

/// MSER-5 (science §4): how many of the first observations to leave out so that the rest looks steady.
struct Mser {
    std::size_t batches = 0; ///< of five observations
    std::size_t cutBatches = 0;
    std::size_t cutObservations = 0;
    double statistic = 0; ///< at the cut
    double statisticUncut = 0;
    bool accepted = false; ///< the cut lies in the first half; otherwise there is no steady state in these data
    bool enough = false; ///< at least 30 batches: below it the method is a guess
};
[[nodiscard]] Mser mser5(std::span<const double> observations);

/// Median of the slopes between all pairs of points, per step. At most about a thousand points are used (evenly
/// spaced).
[[nodiscard]] double theilSenSlope(std::span<const double> values);
/// |slope| × length ÷ |median|: how much of itself the series drifts from end to end. 0 for fewer than two values.
[[nodiscard]] double driftShare(std::span<const double> values);

enum class Steadiness : std::uint8_t { Flat, WarmUp, Slowdown, NoSteadyState };
[[nodiscard]] std::string_view name(Steadiness steadiness);

struct SteadyState {
    Steadiness steadiness = Steadiness::NoSteadyState;
    std::size_t cutObservations = 0;
    double headShare = 0; ///< mean of what was cut ÷ mean of the rest, minus 1
    double drift = 0; ///< of what was kept
};
/// `higherIsFaster`: true for rates, false for durations.
[[nodiscard]] SteadyState classify(std::span<const double> observations, bool higherIsFaster, double margin = 0.03);

} // namespace ilv::stats
