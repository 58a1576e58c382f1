// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/resultsbar.h"

#include "charts/canvas.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

void drawResultsBar(
    QPainter& painter, const QRectF& cell, const Theme& theme, Model model, double ratio, double most, bool strong)
{
    if (!(ratio > 0) || !(most > 0) || !std::isfinite(ratio))
        return;
    painter.save();
    const QFont font = theme.font(strong ? TextRole::BodyStrong : TextRole::Body);
    const QFont widestFont = theme.font(TextRole::BodyStrong);
    const double gap = theme.px(8);
    // Room for the longest bar is what the widest number leaves, so that equal ratios give equal bars in every row.
    const double room = std::max(0.0, cell.width() - gap - cellWidth(ratioText(most), widestFont));
    const double height = std::round(theme.px(10)), top = std::round(cell.center().y() - height / 2);
    const double length = std::max(theme.px(2), std::round(room * std::min(1.0, ratio / most)));
    painter.fillRect(QRectF(std::round(cell.left()), top, length, height), theme.model(model));
    painter.setPen(strong ? theme.ink : theme.ink2);
    drawCells(painter, QPointF(std::round(cell.left()) + length + gap, baselineAround(cell.center().y(), font)),
        ratioText(ratio), font);
    painter.restore();
}

} // namespace ilv::ui
