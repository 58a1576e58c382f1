// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <initializer_list>

namespace ilv {

/// Where ticks and range ends fall: 1-2-5 steps. For charts and for figures of a report.

inline constexpr double kTickSlack = 1e-9; ///< relative: 0.1 × 3 is still 0.3

[[nodiscard]] inline double decadeOf(double value) ///< the 10ⁿ at or below; value > 0
{
    return std::pow(10.0, std::floor(std::log10(value) * (1 + 1e-15) + 1e-12));
}

[[nodiscard]] inline double snapUp(double value) ///< the smallest 1, 2 or 5 × 10ⁿ that is ≥ value; value > 0
{
    const double decade = decadeOf(value);
    for (const double step : { 1.0, 2.0, 5.0 }) {
        if (step * decade >= value * (1 - kTickSlack))
            return step * decade;
    }
    return 10 * decade;
}

[[nodiscard]] inline double snapDown(double value) ///< the largest that is ≤ value; value > 0
{
    const double decade = decadeOf(value);
    for (const double step : { 5.0, 2.0, 1.0 }) {
        if (step * decade <= value * (1 + kTickSlack))
            return step * decade;
    }
    return decade;
}

/// An axis is drawn in logarithms: max / min > 20, both positive.
[[nodiscard]] inline bool wantsLog(double least, double most)
{
    return least > 0 && most / least > 20;
}

} // namespace ilv
