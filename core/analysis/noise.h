// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ilv::stats {

/// May this run be believed? Signals with a level to warn at and one to reject at (science §6; judgement, not law).
enum class Signal : std::uint8_t {
    Steal, ///< share of CPU time the hypervisor took
    ForeignCpu, ///< share of the cores used by other processes
    RunDelay, ///< run-queue delay of our lanes over their busy time; only where lanes <= cores
    Pressure, ///< share of time some task waited for a CPU
    InvoluntarySwitches, ///< per second and lane
    Canary, ///< |ln(after/before)| of the fixed kernel
    MissingCores, ///< 1 - effective cores / cores
    Frequency, ///< (max - min)/max
    MajorFaults, ///< any
    SlipMs, ///< p99 of the load generator's schedule slip
    RoundSpread, ///< 1.4826·MAD/median of the rounds' medians
};
inline constexpr std::size_t kSignalCount = 11;
struct Thresholds {
    double warn = 0, reject = 0; ///< exceeded
};
[[nodiscard]] Thresholds thresholds(Signal signal);
[[nodiscard]] std::string_view name(Signal signal);

struct Reading {
    Signal signal = Signal::Steal;
    double value = 0;
};

/// A: nothing seen. B: take with care. C: shown, not judged by.
enum class Badge : std::uint8_t { A, B, C };
[[nodiscard]] Badge badge(const Reading& reading);
[[nodiscard]] Badge worstBadge(std::span<const Reading> readings); ///< A when there are none

/// 1.4826·MAD/median; 0 for fewer than two rounds.
[[nodiscard]] double roundSpread(std::span<const double> rounds);
/// Places of rounds farther than 3.5·1.4826·MAD from the median: to be marked, never dropped.
[[nodiscard]] std::vector<std::size_t> outlierRounds(std::span<const double> rounds);

} // namespace ilv::stats
