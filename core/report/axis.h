// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace ilv::report {

/// One axis of a figure: values to coordinates, ends on 1-2-5, ticks (interface.md, Chart rules).
struct Axis {
    bool log = false;
    double low = 0, high = 1; ///< values
    double from = 0, to = 1; ///< coordinates of low and high
    std::vector<double> ticks; ///< grid lines
    std::vector<double> labels; ///< those of them that have room for a label

    [[nodiscard]] double at(double value) const; ///< held inside the axis
};

/// From 0 to the next 1-2-5 step above `most`, with a tick about every `spacing` px.
[[nodiscard]] Axis linearAxis(double most, double from, double to, double spacing);
/// From 0 to exactly `most` (time: no empty stretch after the last point).
[[nodiscard]] Axis linearAxisTo(double most, double from, double to, double spacing);
/// Ends on 1-2-5 around least … most, both > 0. Lines at decades, and at 2 and 5 where they are not dense; labels of
/// `label` px where they do not touch, decades first.
[[nodiscard]] Axis logAxis(double least, double most, double from, double to, double label);

/// "5 ms", "200 µs", "1 s" for a round number of ns; nought in the unit that `step` (the next tick) has.
[[nodiscard]] std::string durationTick(double nanos, double step);

/// Moves sorted positions apart to at least `gap`, as little as can be, inside [low, high].
[[nodiscard]] std::vector<double> pushedApart(std::vector<double> sorted, double gap, double low, double high);

} // namespace ilv::report
