// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/emptystate.h"

#include "charts/canvas.h"
#include "charts/words.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kSkeletonWidth = 210, kLaneHeight = 13, kLanePitch = 20;

/// Begin and end of the grey stretches of three lanes, in px of the skeleton's width.
struct Stretch {
    int lane;
    double begin, end;
};
constexpr Stretch kSkeleton[]{ { 0, 0, 41 }, { 0, 47, 65 }, { 0, 71, 85 }, { 0, 91, 136 }, { 0, 145, 187 },
    { 0, 195, 210 }, { 1, 0, 44 }, { 1, 53, 79 }, { 1, 87, 109 }, { 1, 112, 133 }, { 1, 139, 170 }, { 1, 174, 198 },
    { 1, 202, 210 }, { 2, 0, 44 }, { 2, 49, 88 }, { 2, 97, 142 }, { 2, 147, 178 }, { 2, 186, 210 } };

} // namespace

QString nothingMeasured()
{
    return Charts::tr("Nothing measured yet");
}

QString nothingMeasuredHint()
{
    return Charts::tr("Choose a workload on the left, then press Run. Charts fill in while it runs.");
}

void drawEmptyState(
    QPainter& painter, const QRectF& area, const Theme& theme, const QString& headline, const QString& hint)
{
    painter.save();
    const double cx = std::round(area.center().x());
    // The whole block is 120 px high; in a small card the skeleton goes first.
    const bool roomy = area.height() >= theme.px(130);
    double y = std::round(area.center().y() - theme.px(roomy ? 92 : 40));
    if (roomy && y < area.top())
        y = area.top();
    if (roomy) {
        const double left = std::round(cx - theme.px(kSkeletonWidth / 2));
        for (int lane = 0; lane < 3; ++lane)
            painter.fillRect(QRectF(left, y + std::round(theme.px(kLanePitch * lane)),
                                 std::round(theme.px(kSkeletonWidth)), std::round(theme.px(kLaneHeight))),
                theme.surface2);
        for (const Stretch& stretch : kSkeleton)
            painter.fillRect(
                QRectF(left + std::round(theme.px(stretch.begin)), y + std::round(theme.px(kLanePitch * stretch.lane)),
                    std::round(theme.px(stretch.end - stretch.begin)), std::round(theme.px(kLaneHeight))),
                theme.hover);
        y += theme.px(86);
    } else {
        y += theme.px(28);
    }
    const QFont strong = uiFont(theme.px(16), QFont::DemiBold), font = theme.font(TextRole::Body);
    drawText(painter, cx, y, headline, strong, theme.ink, Side::Centre);
    painter.setFont(font); // wraps where it is longer than the card is wide
    painter.setPen(theme.ink2);
    const double side = theme.px(8), top = y + theme.px(26) - QFontMetricsF(font).ascent();
    painter.drawText(QRectF(area.left() + side, top, area.width() - 2 * side, area.bottom() - top),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, hint);
    painter.restore();
}

} // namespace ilv::ui
