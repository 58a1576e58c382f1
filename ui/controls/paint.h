// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QRectF>

class QPainter;

namespace ilv::ui {

/// A filled rectangle with round corners and a hairline inside its edge; a colour without alpha draws nothing.
void drawPlate(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge, double edgeWidth = 1);

/// The 2 px ring of what has the keyboard, inside `rect`. On a fill of the accent colour itself the ring is set off by
/// a gap in the surface colour.
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme, bool onAccent = false);

} // namespace ilv::ui
