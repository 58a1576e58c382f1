// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/tooltip.h"

#include "charts/canvas.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

struct Sizes {
    double padding, row, marker, gap, name = 0, value = 0;
    [[nodiscard]] double width() const { return 2 * padding + marker + name + gap + value; }
};

Sizes measure(const Theme& theme, const Tooltip& tooltip)
{
    Sizes s{ theme.px(9), theme.px(18), 0, theme.px(16) };
    const QFont font = theme.font(TextRole::Tick), strong = theme.font(TextRole::Label);
    for (const Tooltip::Row& row : tooltip.rows) {
        s.name = std::max(s.name, textWidth(row.name, font));
        s.value = std::max(s.value, cellWidth(row.value, strong));
        if (row.marked)
            s.marker = theme.px(14);
    }
    s.name = std::max(s.name, textWidth(tooltip.heading, font) - s.marker - s.gap - s.value);
    return s;
}

QRectF place(QSizeF size, QPointF anchor, const QRectF& bounds, double away, double clear)
{
    double left = anchor.x() + away, top = anchor.y() - size.height() / 2;
    if (clear > 0) {
        const bool below = anchor.y() + clear + size.height() <= bounds.bottom();
        top = below ? anchor.y() + clear : anchor.y() - clear - size.height();
    }
    if (left + size.width() > bounds.right())
        left = anchor.x() - away - size.width();
    left = std::max(bounds.left(), std::min(left, bounds.right() - size.width()));
    top = std::max(bounds.top(), std::min(top, bounds.bottom() - size.height()));
    return QRectF(QPointF(std::floor(left), std::floor(top)), size);
}

} // namespace

QString Tooltip::sentence() const
{
    QStringList parts;
    for (const Row& row : rows)
        parts << row.name + QLatin1Char(' ') + row.value;
    return heading + QLatin1String(": ") + parts.join(QLatin1String(", "));
}

void drawTooltip(
    QPainter& painter, const Theme& theme, QPointF anchor, const QRectF& bounds, const Tooltip& tooltip, double clear)
{
    const Sizes s = measure(theme, tooltip);
    const double lines = static_cast<double>(tooltip.rows.size()) + (tooltip.heading.isEmpty() ? 0 : 1);
    const QSizeF size(std::ceil(s.width()), std::ceil(lines * s.row + theme.px(10)));
    const QRectF box = place(size, anchor, bounds, theme.px(12), clear);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.borderStrong, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(
        box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(space::kTagRadius), theme.px(space::kTagRadius));

    const QFont font = theme.font(TextRole::Tick), strong = theme.font(TextRole::Label);
    double y = box.top() + theme.px(5) + s.row / 2;
    if (!tooltip.heading.isEmpty()) {
        drawText(painter, box.left() + s.padding, y, tooltip.heading, font, theme.ink3);
        y += s.row;
    }
    for (const Tooltip::Row& row : tooltip.rows) {
        const double x = box.left() + s.padding;
        if (row.marked)
            drawMarker(painter, QPointF(x + theme.px(4), y), theme.px(4), theme, row.model, 0, row.variant);
        drawText(painter, x + s.marker, y, row.name, font, theme.ink2);
        painter.setPen(theme.ink);
        drawCellsRight(painter, QPointF(box.right() - s.padding, baselineAround(y, strong)), row.value, strong);
        y += s.row;
    }
}

} // namespace ilv::ui
