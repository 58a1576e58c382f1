// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/ticks.h"

#include <QList>
#include <QPointF>

#include <vector>

namespace ilv::ui {

/// A line cut to [low, high] in y, where y runs linearly or logarithmically between points, so that what is drawn
/// needs no clipping (Qt 6.4's SVG has none). Pieces are separated by a point with a NaN y. Values that a log axis
/// cannot show (≤ 0, NaN) break the line: 0 counts as below the range.
[[nodiscard]] QList<QPointF> clipLine(const std::vector<QPointF>& points, Range y, bool logarithmic);

/// Before that: a line of rising x cut to [low, high] in x, straight between its points.
[[nodiscard]] std::vector<QPointF> cutToX(const std::vector<QPointF>& points, Range x);

} // namespace ilv::ui
