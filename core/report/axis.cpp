// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/axis.h"

#include "base/format.h"
#include "base/ticks.h"

#include <algorithm>
#include <cmath>

namespace ilv::report {
namespace {

constexpr double kDigits[]{ 1, 2, 5 };
constexpr double kRoomForFives = 40, kLabelGap = 6; // px

} // namespace

double Axis::at(double value) const
{
    double share = 0;
    if (log)
        share = value > 0 ? std::log(value / low) / std::log(high / low) : 0;
    else
        share = (value - low) / (high - low);
    return from + std::clamp(share, 0.0, 1.0) * (to - from);
}

Axis linearAxisTo(double most, double from, double to, double spacing)
{
    Axis axis{ false, 0, most > 0 ? most : 1, from, to, {}, {} };
    const double step = snapUp(axis.high / std::max(1.0, std::abs(to - from) / spacing));
    for (int i = 0; i * step <= axis.high * (1 + kTickSlack); ++i)
        axis.ticks.push_back(i * step);
    axis.labels = axis.ticks;
    return axis;
}

Axis linearAxis(double most, double from, double to, double spacing)
{
    const double high = most > 0 ? most : 1;
    const double step = snapUp(high / std::max(1.0, std::abs(to - from) / spacing));
    return linearAxisTo(std::ceil(high / step * (1 - kTickSlack)) * step, from, to, spacing);
}

Axis logAxis(double least, double most, double from, double to, double label)
{
    Axis axis{ true, snapDown(least), snapUp(most), from, to, {}, {} };
    if (axis.high <= axis.low * (1 + kTickSlack)) {
        axis.low = snapDown(axis.low * 0.9);
        axis.high = snapUp(axis.high * 1.1);
    }
    const double decades = std::log10(axis.high / axis.low);
    const double decadeLength = std::abs(to - from) / decades;
    const int first = static_cast<int>(std::floor(std::log10(axis.low) + kTickSlack));
    std::vector<double> byRank[3]; // decades, twos, fives
    for (int exponent = first; std::pow(10.0, exponent) <= axis.high * (1 + kTickSlack); ++exponent) {
        for (int rank = 0; rank < 3; ++rank) {
            const double value = kDigits[rank] * std::pow(10.0, exponent);
            const bool inside = value >= axis.low * (1 - kTickSlack) && value <= axis.high * (1 + kTickSlack);
            if (inside && (rank == 0 || decadeLength >= kRoomForFives))
                byRank[rank].push_back(value);
        }
    }
    for (const auto& values : byRank) {
        axis.ticks.insert(axis.ticks.end(), values.begin(), values.end());
        for (const double value : values) {
            const auto touches
                = [&](double other) { return std::abs(axis.at(value) - axis.at(other)) < label + kLabelGap; };
            if (std::none_of(axis.labels.begin(), axis.labels.end(), touches))
                axis.labels.push_back(value);
        }
    }
    return axis;
}

std::string durationTick(double nanos, double step)
{
    struct Unit {
        double nanos;
        const char* name;
    };
    constexpr Unit units[]{ { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "µs" }, { 1, "ns" } };
    for (const auto& [size, name] : units) {
        if (std::max(nanos, step) >= size * (1 - kTickSlack) || size == 1)
            return formatTick(nanos / size) + "\u202F" + name;
    }
    return {};
}

std::vector<double> pushedApart(std::vector<double> at, double gap, double low, double high)
{
    for (std::size_t i = 0; i < at.size(); ++i) // down, from the top
        at[i] = std::max(at[i], i == 0 ? low : at[i - 1] + gap);
    for (std::size_t i = at.size(); i-- > 0;) // and back up where they ran out below
        at[i] = std::min(at[i], i + 1 == at.size() ? high : at[i + 1] - gap);
    return at;
}

} // namespace ilv::report
