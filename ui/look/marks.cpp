// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/marks.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

Marker markerOf(Model model)
{
    switch (model) {
    case Model::Sequential:
        return Marker::Square;
    case Model::Async:
        return Marker::Circle;
    case Model::Threads:
        return Marker::TriangleUp;
    case Model::Processes:
        return Marker::Diamond;
    case Model::ProcessPerTask:
        return Marker::TriangleDown;
    case Model::Hybrid:
        return Marker::Hexagon;
    }
    return Marker::Square;
}

QPainterPath markerPath(Marker marker, QPointF c, double r)
{
    QPainterPath path;
    QPolygonF polygon;
    switch (marker) {
    case Marker::Square:
        path.addRect(QRectF(c.x() - 0.75 * r, c.y() - 0.75 * r, 1.5 * r, 1.5 * r));
        return path;
    case Marker::Circle:
        path.addEllipse(c, r, r);
        return path;
    case Marker::TriangleUp:
        polygon << QPointF(c.x(), c.y() - 0.95 * r) << QPointF(c.x() + r, c.y() + 0.8 * r)
                << QPointF(c.x() - r, c.y() + 0.8 * r);
        break;
    case Marker::TriangleDown:
        polygon << QPointF(c.x(), c.y() + 0.95 * r) << QPointF(c.x() - r, c.y() - 0.8 * r)
                << QPointF(c.x() + r, c.y() - 0.8 * r);
        break;
    case Marker::Diamond:
        polygon << QPointF(c.x(), c.y() - 1.1 * r) << QPointF(c.x() + 1.1 * r, c.y()) << QPointF(c.x(), c.y() + 1.1 * r)
                << QPointF(c.x() - 1.1 * r, c.y());
        break;
    case Marker::Hexagon:
        for (int corner = 0; corner < 6; ++corner) {
            const double angle = corner * 1.0471975511965976; // 60°, a corner at the right: flat top and bottom
            polygon << c + 1.08 * r * QPointF(std::cos(angle), std::sin(angle));
        }
        break;
    }
    path.addPolygon(polygon);
    path.closeSubpath();
    return path;
}

void drawMarker(
    QPainter& painter, QPointF centre, double radius, const Theme& theme, Model model, double ring, int variant)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QPainterPath path = markerPath(markerOf(model), centre, radius);
    if (ring > 0) // a stroke is half inside: the fill covers that half again
        painter.strokePath(path, QPen(theme.surface, 2 * ring, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.fillPath(path, theme.model(model));
    if (variant > 0)
        painter.fillPath(markerPath(markerOf(model), centre, radius * 0.52), theme.surface);
    painter.restore();
}

void drawHatch(QPainter& painter, const QRectF& rect, const Theme& theme)
{
    if (rect.width() <= 0 || rect.height() <= 0)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect, theme.queueBack);
    const double step = theme.px(5); // along the axis
    const double width = theme.px(1.3);
    painter.setPen(QPen(theme.phases[3], width, Qt::SolidLine, Qt::FlatCap));
    const double w = rect.width(), h = rect.height();
    // Strokes x + y = k, cut to the rectangle by hand: SVG of Qt 6.4 knows no clipping.
    for (double k = step / 2; k < w + h; k += step) {
        const double x0 = std::max(0.0, k - h), x1 = std::min(w, k);
        painter.drawLine(
            QPointF(rect.left() + x0, rect.top() + k - x0), QPointF(rect.left() + x1, rect.top() + k - x1));
    }
    painter.restore();
}

void drawFlag(QPainter& painter, double x, const QRectF& lane, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double high = std::min(theme.px(8), lane.height()), wide = high * 0.9;
    const QPolygonF cloth{ { x, lane.top() }, { x + wide, lane.top() + high / 2 }, { x, lane.top() + high } };
    QPainterPath flag;
    flag.addPolygon(cloth);
    flag.closeSubpath();
    const QLineF pole(x, lane.top(), x, lane.bottom());
    painter.setPen(QPen(theme.surface, theme.px(3.5), Qt::SolidLine, Qt::FlatCap)); // a seam: seen on work too
    painter.drawLine(pole);
    painter.strokePath(flag, QPen(theme.surface, theme.px(2), Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.fillPath(flag, theme.err);
    painter.setPen(QPen(theme.err, theme.px(1.5), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(pole);
    painter.restore();
}

void drawFailure(QPainter& painter, const QRectF& rect, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double stroke = theme.px(1.5);
    const QRectF box = rect.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2);
    painter.fillRect(rect, theme.errSoft);
    painter.setPen(QPen(theme.err, stroke, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    if (box.width() > 0 && box.height() > 0)
        painter.drawRect(box);
    const double arm = std::min(theme.px(3), std::min(box.width(), box.height()) / 2 - stroke / 2);
    if (arm >= theme.px(1.2)) {
        const QPointF c = rect.center();
        painter.drawLine(c + QPointF(-arm, -arm), c + QPointF(arm, arm));
        painter.drawLine(c + QPointF(-arm, arm), c + QPointF(arm, -arm));
    }
    painter.restore();
}

} // namespace ilv::ui
