// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/noise.h"

#include "analysis/percentiles.h"

#include <algorithm>
#include <cmath>

namespace ilv::stats {
namespace {

constexpr double kMadToSigma = 1.4826; // of a normal distribution

struct Row {
    std::string_view name;
    Thresholds at;
};
constexpr std::array<Row, kSignalCount> kRows{ {
    { "hypervisor steal", { 0.01, 0.05 } },
    { "CPU used by others", { 0.05, 0.15 } },
    { "run-queue delay", { 0.05, 0.20 } },
    { "CPU pressure", { 0.10, 0.40 } },
    { "involuntary switches", { 50, 500 } },
    { "canary", { 0.03, 0.10 } },
    { "missing cores", { 0.05, 0.25 } },
    { "clock frequency", { 0.05, 0.15 } },
    { "major faults", { 0, HUGE_VAL } },
    { "generator slip", { 1, HUGE_VAL } },
    { "spread between rounds", { 0.05, 0.15 } },
} };

} // namespace

Thresholds thresholds(Signal signal)
{
    return kRows[static_cast<std::size_t>(signal)].at;
}

std::string_view name(Signal signal)
{
    return kRows[static_cast<std::size_t>(signal)].name;
}

Badge badge(const Reading& reading)
{
    const Thresholds at = thresholds(reading.signal);
    if (reading.value > at.reject)
        return Badge::C;
    return reading.value > at.warn ? Badge::B : Badge::A;
}

Badge worstBadge(std::span<const Reading> readings)
{
    Badge worst = Badge::A;
    for (const Reading& reading : readings)
        worst = std::max(worst, badge(reading));
    return worst;
}

double roundSpread(std::span<const double> rounds)
{
    if (rounds.size() < 2)
        return 0;
    const double middle = *median(rounds);
    return middle > 0 ? kMadToSigma * *medianDeviation(rounds) / middle : 0;
}

std::vector<std::size_t> outlierRounds(std::span<const double> rounds)
{
    std::vector<std::size_t> places;
    if (rounds.size() < 3)
        return places;
    const double middle = *median(rounds);
    const double limit = 3.5 * kMadToSigma * *medianDeviation(rounds);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        if (std::abs(rounds[i] - middle) > limit)
            places.push_back(i);
    }
    return places;
}

} // namespace ilv::stats
