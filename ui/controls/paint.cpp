// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/paint.h"

#include <QPainter>

namespace ilv::ui {

void drawPlate(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge, double edgeWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool outlined = edge.isValid() && edge.alpha() > 0;
    const double inset = outlined ? edgeWidth / 2 : 0;
    painter.setPen(outlined ? QPen(edge, edgeWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() && fill.alpha() > 0 ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter.restore();
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme, bool onAccent)
{
    if (onAccent)
        drawPlate(painter, rect.adjusted(2, 2, -2, -2), radius - 2, QColor(), theme.surface, 2);
    drawPlate(painter, rect, radius, QColor(), theme.accent, 2);
}

} // namespace ilv::ui
