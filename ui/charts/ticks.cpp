// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/ticks.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kSlack = kTickSlack;

} // namespace

std::vector<double> linearTicks(Range range, double length, double spacing)
{
    std::vector<double> ticks;
    const double span = range.high - range.low;
    if (!(span > 0) || !(length > 0) || !(spacing > 0) || !std::isfinite(span))
        return ticks;
    const double step = snapUp(span / std::max(1.0, length / spacing));
    const double slack = step * 1e-6;
    for (double i = std::ceil((range.low - slack) / step); i * step <= range.high + slack; ++i)
        ticks.push_back(i == 0 ? 0.0 : i * step);
    return ticks;
}

LogTicks logTicks(Range range, double length, double label)
{
    LogTicks ticks;
    if (!(range.low > 0) || !(range.high > range.low) || !(length > 0) || !std::isfinite(range.high))
        return ticks;
    const double decades = std::log10(range.high / range.low);
    const double decadeLength = length / decades;
    const bool within = decadeLength >= 3 * label;
    const int every = std::max(1, static_cast<int>(std::ceil(label * 1.25 / decadeLength)));
    const double low = range.low * (1 - kSlack), high = range.high * (1 + kSlack);
    const int first = static_cast<int>(std::floor(std::log10(range.low) + kSlack));
    for (int exponent = first; std::pow(10.0, exponent) <= high; ++exponent) {
        for (int digit = 1; digit <= 9; ++digit) {
            const double value = digit * std::pow(10.0, exponent);
            if (value < low || value > high)
                continue;
            const bool decade = digit == 1 && exponent % every == 0;
            const bool half = within && (digit == 2 || digit == 5);
            (decade || half ? ticks.major : ticks.minor).push_back(value);
        }
    }
    return ticks;
}

Range RangeKeeper::update(Range wanted, std::int64_t nowMs, bool live)
{
    if (!m_range || !live || (wanted != *m_range && nowMs - m_changedMs >= 1000)) {
        if (!m_range || wanted != *m_range)
            m_changedMs = nowMs;
        m_range = wanted;
    }
    return *m_range;
}

} // namespace ilv::ui
