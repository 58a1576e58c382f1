// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QPainterPath>

class QPainter;

namespace ilv::ui {

/// The second code of a model beside its colour.
enum class Marker : std::uint8_t { Square, Circle, TriangleUp, Diamond, TriangleDown, Hexagon };
[[nodiscard]] Marker markerOf(Model model);

/// The outline of a marker that looks as big as a circle of that radius, around `centre`.
[[nodiscard]] QPainterPath markerPath(Marker marker, QPointF centre, double radius);

/// A filled marker. `ring` > 0 draws a surface-coloured ring of that width around it (1.2 px on lines). A `variant`
/// above 0 (a second entry of the same model) is drawn hollow. Sets and restores antialiasing.
void drawMarker(QPainter& painter, QPointF centre, double radius, const Theme& theme, Model model, double ring = 0,
    int variant = 0);

/// 45° hatch, 1.3 px every 5 px (scaled), on its background: waiting. Anchored to the rectangle's own corner, so that
/// equal rectangles look equal. Clips geometrically: exact in SVG too.
void drawHatch(QPainter& painter, const QRectF& rect, const Theme& theme);

/// A flag whose pole stands at `x` on a lane: something was planted there by hand.
void drawFlag(QPainter& painter, double x, const QRectF& lane, const Theme& theme);

/// A hollow box in the error colour with a cross: failure.
void drawFailure(QPainter& painter, const QRectF& rect, const Theme& theme);

} // namespace ilv::ui
