// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/ticks.h"
#include "look/theme.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace ilv::ui {

/// A tick: where (px) and what it says (empty: a minor one).
struct Tick {
    double at = 0;
    QString text;
};

/// An axis of time: ticks (`at` in ns) by 1-2-5 steps of the unit that its length has, and their words.
[[nodiscard]] std::vector<Tick> timeTicks(Range nanos, double length, double spacing);

/// Horizontal grid with labels right-aligned `gap` px left of the plot.
void drawYGrid(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks);
/// Vertical grid lines, for a logarithmic x or the time of lanes.
void drawXGrid(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks);
/// The baseline with ticks outward: 5 px labelled, 3 px minor.
void drawBaseline(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks);
/// Labels below the plot, their centres `drop` unscaled px under it; kept inside [left, right], and left out where
/// they would touch the one before.
void drawXLabels(QPainter& painter, const Theme& theme, double baseY, double drop, double left, double right,
    const std::vector<Tick>& ticks);
inline constexpr double kYLabelGap = 8; ///< unscaled px between a y label and the plot

[[nodiscard]] double widestLabel(const Theme& theme, const std::vector<Tick>& ticks);

} // namespace ilv::ui
