// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/axes.h"

#include "charts/canvas.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ilv::ui {

std::vector<Tick> timeTicks(Range nanos, double length, double spacing)
{
    const TimeUnit unit = timeUnitFor(nanos.high - nanos.low);
    std::vector<Tick> ticks;
    for (const double value : linearTicks({ nanos.low / unit.nanos, nanos.high / unit.nanos }, length, spacing))
        ticks.push_back({ value * unit.nanos, durationTick(value * unit.nanos, unit) });
    return ticks;
}

void drawYGrid(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks)
{
    const QFont font = theme.font(TextRole::Tick);
    for (const Tick& tick : ticks) {
        if (tick.text.isEmpty())
            continue;
        drawHorizontal(painter, plot.left(), plot.right(), tick.at, theme.hairline(), theme.grid);
        drawText(painter, plot.left() - theme.px(kYLabelGap), tick.at, tick.text, font, theme.ink3, Side::Right);
    }
}

void drawXGrid(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks)
{
    for (const Tick& tick : ticks) {
        if (!tick.text.isEmpty())
            drawVertical(painter, tick.at, plot.top(), plot.bottom(), theme.hairline(), theme.grid);
    }
}

void drawBaseline(QPainter& painter, const Theme& theme, const QRectF& plot, const std::vector<Tick>& ticks)
{
    const int pen = theme.hairline();
    drawHorizontal(painter, plot.left(), plot.right() + pen, plot.bottom(), pen, theme.axis);
    for (const Tick& tick : ticks) {
        const double length = theme.px(tick.text.isEmpty() ? 3 : 5);
        drawVertical(painter, tick.at, plot.bottom() + 1, plot.bottom() + 1 + length, pen, theme.axis);
    }
}

void drawXLabels(QPainter& painter, const Theme& theme, double baseY, double drop, double left, double right,
    const std::vector<Tick>& ticks)
{
    const QFont font = theme.font(TextRole::Tick);
    double free = -std::numeric_limits<double>::infinity();
    for (const Tick& tick : ticks) {
        if (tick.text.isEmpty())
            continue;
        const double width = textWidth(tick.text, font);
        const double start = std::max(left, std::min(tick.at - width / 2, right - width));
        if (start < free)
            continue;
        drawText(painter, start, baseY + theme.px(drop), tick.text, font, theme.ink3);
        free = start + width + theme.px(6);
    }
}

double widestLabel(const Theme& theme, const std::vector<Tick>& ticks)
{
    const QFont font = theme.font(TextRole::Tick);
    double widest = 0;
    for (const Tick& tick : ticks)
        widest = std::max(widest, textWidth(tick.text, font));
    return widest;
}

} // namespace ilv::ui
