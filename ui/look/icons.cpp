// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace ilv::ui {
namespace {

/// An icon on the 16 × 16 grid: what is stroked with 1.5 px and what is filled.
struct Shape {
    QPainterPath strokes;
    QPainterPath fill;
};

void line(QPainterPath& path, std::initializer_list<QPointF> points)
{
    bool first = true;
    for (const QPointF& point : points) {
        first ? path.moveTo(point) : path.lineTo(point);
        first = false;
    }
}

Shape play()
{
    Shape s;
    line(s.fill, { { 4.2, 2.8 }, { 13.2, 8 }, { 4.2, 13.2 } });
    s.fill.closeSubpath();
    return s;
}

Shape stop()
{
    Shape s;
    s.fill.addRoundedRect(QRectF(3.5, 3.5, 9, 9), 1, 1);
    return s;
}

Shape pause()
{
    Shape s;
    s.fill.addRect(QRectF(4, 3.5, 3, 9));
    s.fill.addRect(QRectF(9, 3.5, 3, 9));
    return s;
}

Shape sweep()
{
    Shape s;
    line(s.strokes, { { 2.2, 10.2 }, { 5.4, 7.6 }, { 8.4, 8.6 }, { 13.8, 3.2 } });
    line(s.strokes, { { 2.2, 13.2 }, { 13.8, 13.2 } });
    return s;
}

Shape history()
{
    Shape s;
    s.strokes.addEllipse(QPointF(8, 8), 5.6, 5.6);
    line(s.strokes, { { 8, 5 }, { 8, 8.2 }, { 10.4, 9.6 } });
    return s;
}

Shape exportArrow()
{
    Shape s;
    line(s.strokes, { { 8, 10 }, { 8, 2.8 } });
    line(s.strokes, { { 5.2, 5.4 }, { 8, 2.6 }, { 10.8, 5.4 } });
    line(s.strokes, { { 2.6, 9.6 }, { 2.6, 13.2 }, { 13.4, 13.2 }, { 13.4, 9.6 } });
    return s;
}

Shape expand()
{
    Shape s;
    line(s.strokes, { { 9.4, 6.6 }, { 13.2, 2.8 } });
    line(s.strokes, { { 9.4, 2.8 }, { 13.2, 2.8 }, { 13.2, 6.6 } });
    line(s.strokes, { { 6.6, 9.4 }, { 2.8, 13.2 } });
    line(s.strokes, { { 2.8, 9.4 }, { 2.8, 13.2 }, { 6.6, 13.2 } });
    return s;
}

Shape collapse()
{
    Shape s;
    line(s.strokes, { { 13.4, 2.6 }, { 9.4, 6.6 } });
    line(s.strokes, { { 9.4, 2.8 }, { 9.4, 6.6 }, { 13.2, 6.6 } });
    line(s.strokes, { { 2.6, 13.4 }, { 6.6, 9.4 } });
    line(s.strokes, { { 6.6, 13.2 }, { 6.6, 9.4 }, { 2.8, 9.4 } });
    return s;
}

Shape monitor()
{
    Shape s;
    s.strokes.addRoundedRect(QRectF(2.5, 2.8, 11, 8), 1, 1);
    line(s.strokes, { { 8, 10.8 }, { 8, 13 } });
    line(s.strokes, { { 5.2, 13.2 }, { 10.8, 13.2 } });
    return s;
}

Shape moon()
{
    Shape s;
    QPainterPath full, bite;
    full.addEllipse(QPointF(7.8, 8.2), 5.2, 5.2);
    bite.addEllipse(QPointF(10.6, 5.8), 4.6, 4.6);
    s.fill = full.subtracted(bite);
    return s;
}

Shape sun()
{
    Shape s;
    s.strokes.addEllipse(QPointF(8, 8), 2.7, 2.7);
    for (int ray = 0; ray < 8; ++ray) {
        const double angle = ray * 0.7853981633974483;
        const QPointF way(std::cos(angle), std::sin(angle));
        line(s.strokes, { QPointF(8, 8) + 4.9 * way, QPointF(8, 8) + 6.2 * way });
    }
    return s;
}

Shape alert()
{
    Shape s;
    s.strokes.addEllipse(QPointF(8, 8), 6.6, 6.6);
    line(s.strokes, { { 8, 4.6 }, { 8, 8.9 } });
    s.fill.addEllipse(QPointF(8, 11.3), 0.95, 0.95);
    return s;
}

Shape check()
{
    Shape s;
    line(s.strokes, { { 3.4, 8.4 }, { 6.6, 11.5 }, { 12.6, 4.8 } });
    return s;
}

Shape close()
{
    Shape s;
    line(s.strokes, { { 4, 4 }, { 12, 12 } });
    line(s.strokes, { { 12, 4 }, { 4, 12 } });
    return s;
}

Shape chevron(bool down)
{
    Shape s;
    if (down)
        line(s.strokes, { { 4, 6.2 }, { 8, 10.2 }, { 12, 6.2 } });
    else
        line(s.strokes, { { 6.2, 4 }, { 10.2, 8 }, { 6.2, 12 } });
    return s;
}

Shape open()
{
    Shape s;
    line(s.strokes, { { 2.5, 12.8 }, { 2.5, 3.4 }, { 6.3, 3.4 }, { 7.8, 5.2 }, { 12.4, 5.2 }, { 12.4, 7.2 } });
    line(s.strokes, { { 2.5, 12.8 }, { 4.6, 7.2 }, { 14.4, 7.2 }, { 12.4, 12.8 }, { 2.5, 12.8 } });
    return s;
}

Shape save()
{
    Shape s;
    line(s.strokes, { { 2.8, 2.8 }, { 10.8, 2.8 }, { 13.2, 5.2 }, { 13.2, 13.2 }, { 2.8, 13.2 }, { 2.8, 2.8 } });
    line(s.strokes, { { 5.2, 2.8 }, { 5.2, 5.8 }, { 9.8, 5.8 }, { 9.8, 2.8 } });
    line(s.strokes, { { 5, 13.2 }, { 5, 9 }, { 11, 9 }, { 11, 13.2 } });
    return s;
}

Shape more()
{
    Shape s;
    for (const double x : { 3.4, 8.0, 12.6 })
        s.fill.addEllipse(QPointF(x, 8), 1.3, 1.3);
    return s;
}

Shape star(bool filled)
{
    Shape s;
    QPainterPath& path = filled ? s.fill : s.strokes;
    for (int point = 0; point < 10; ++point) {
        const double angle = point * 0.6283185307179586 - 1.5707963267948966, radius = point % 2 ? 2.8 : 6.4;
        const QPointF at = QPointF(8, 8.4) + radius * QPointF(std::cos(angle), std::sin(angle));
        point == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    path.closeSubpath();
    return s;
}

Shape book()
{
    Shape s;
    line(s.strokes, { { 8, 4.2 }, { 8, 13.2 } });
    line(s.strokes, { { 8, 4.2 }, { 6, 3 }, { 2.4, 3 }, { 2.4, 12 }, { 6, 12 }, { 8, 13.2 } });
    line(s.strokes, { { 8, 4.2 }, { 10, 3 }, { 13.6, 3 }, { 13.6, 12 }, { 10, 12 }, { 8, 13.2 } });
    return s;
}

Shape panel()
{
    Shape s;
    s.strokes.addRoundedRect(QRectF(2.5, 3, 11, 10), 1, 1);
    line(s.strokes, { { 6.4, 3 }, { 6.4, 13 } });
    return s;
}

Shape shapeOf(Icon icon)
{
    switch (icon) {
    case Icon::Play:
        return play();
    case Icon::Stop:
        return stop();
    case Icon::Pause:
        return pause();
    case Icon::Star:
        return star(false);
    case Icon::StarFilled:
        return star(true);
    case Icon::Book:
        return book();
    case Icon::Panel:
        return panel();
    case Icon::Sweep:
        return sweep();
    case Icon::History:
        return history();
    case Icon::Export:
        return exportArrow();
    case Icon::Expand:
        return expand();
    case Icon::Collapse:
        return collapse();
    case Icon::Monitor:
        return monitor();
    case Icon::Moon:
        return moon();
    case Icon::Sun:
        return sun();
    case Icon::Alert:
        return alert();
    case Icon::Check:
        return check();
    case Icon::Close:
        return close();
    case Icon::ChevronDown:
        return chevron(true);
    case Icon::ChevronRight:
        return chevron(false);
    case Icon::Open:
        return open();
    case Icon::Save:
        return save();
    case Icon::More:
        return more();
    }
    return {};
}

/// Draws at whatever size and pixel ratio it is asked for: never scaled up, never blurred.
class Engine final : public QIconEngine {
public:
    Engine(Icon icon, double px, QColor color, QColor disabled)
        : m_icon(icon)
        , m_px(px)
        , m_color(std::move(color))
        , m_disabled(std::move(disabled))
    {
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const bool grey = mode == QIcon::Disabled && m_disabled.isValid();
        drawIcon(*painter, m_icon, rect, grey ? m_disabled : m_color);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override
    {
        const int side = static_cast<int>(std::lround(m_px));
        return size.boundedTo(QSize(side, side));
    }
    QIconEngine* clone() const override { return new Engine(*this); }

private:
    Icon m_icon;
    double m_px;
    QColor m_color, m_disabled;
};

} // namespace

void drawIcon(QPainter& painter, Icon icon, const QRectF& square, const QColor& color)
{
    const Shape shape = shapeOf(icon);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(square.topLeft());
    const double side = std::min(square.width(), square.height());
    painter.translate((square.width() - side) / 2, (square.height() - side) / 2);
    painter.scale(side / 16, side / 16);
    painter.fillPath(shape.fill, color);
    painter.strokePath(shape.strokes, QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.restore();
}

QIcon makeIcon(Icon icon, double px, const QColor& color, const QColor& disabled)
{
    return QIcon(new Engine(icon, px, color, disabled));
}

} // namespace ilv::ui
