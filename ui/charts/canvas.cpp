// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/canvas.h"

#include "charts/words.h"
#include "look/marks.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kSwatchWidth = 16, kSwatchGap = 5, kItemGap = 18; // unscaled px

void drawSwatch(QPainter& painter, const Theme& theme, const QRectF& box, const LegendItem& item)
{
    switch (item.swatch) {
    case LegendItem::Swatch::Fill:
        painter.fillRect(box, item.color);
        break;
    case LegendItem::Swatch::Hatch:
        drawHatch(painter, box, theme);
        break;
    case LegendItem::Swatch::Models: {
        const double stripe = box.width() / static_cast<double>(item.models.size());
        double left = box.left();
        for (const Model model : item.models) {
            painter.fillRect(QRectF(left, box.top(), stripe, box.height()), theme.model(model));
            left += stripe;
        }
        break;
    }
    case LegendItem::Swatch::Idle:
        painter.fillRect(box, theme.border);
        painter.fillRect(box.adjusted(1, 1, -1, -1), theme.surface2);
        break;
    case LegendItem::Swatch::Failed:
        drawFailure(painter, box, theme);
        break;
    case LegendItem::Swatch::Planted:
        drawFlag(painter, box.left() + theme.px(2), box, theme);
        break;
    }
}

} // namespace

double baselineAround(double centreY, const QFont& font)
{
    return centreY + QFontMetricsF(font).capHeight() / 2;
}

double textWidth(const QString& text, const QFont& font)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

void drawText(
    QPainter& painter, double x, double centreY, const QString& text, const QFont& font, const QColor& color, Side side)
{
    if (side != Side::Left)
        x -= textWidth(text, font) * (side == Side::Right ? 1.0 : 0.5);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(QPointF(x, baselineAround(centreY, font)), text);
}

void drawHorizontal(QPainter& painter, double left, double right, double y, double width, const QColor& color)
{
    const double l = std::floor(left), top = std::floor(y + 0.5 - width / 2);
    painter.fillRect(QRectF(l, top, std::ceil(right) - l, width), color);
}

void drawVertical(QPainter& painter, double x, double top, double bottom, double width, const QColor& color)
{
    const double t = std::floor(top), left = std::floor(x + 0.5 - width / 2);
    painter.fillRect(QRectF(left, t, width, std::ceil(bottom) - t), color);
}

QString elided(const QString& text, const QFont& font, double width)
{
    return QFontMetricsF(font).elidedText(text, Qt::ElideRight, width + 0.5);
}

double rowNameWidth(const Theme& theme, double chartWidth, const QStringList& names)
{
    double widest = 0;
    for (const QString& name : names)
        widest = std::max(widest, textWidth(name, theme.font(TextRole::Tick)));
    return std::min(widest, chartWidth / 3);
}

void drawRowName(
    QPainter& painter, const Theme& theme, double centreY, const SeriesName& name, const QString& text, double width)
{
    const QPointF centre(std::floor(theme.px(8)), std::floor(centreY) + (theme.projector() ? 0.5 : 0.0));
    drawMarker(painter, centre, theme.px(4), theme, name.model, 0, name.variant);
    const QFont font = theme.font(TextRole::Tick);
    drawText(painter, theme.px(kRowTextLeft), centreY, elided(text, font, width), font, theme.ink);
}

QString stateWord(SeriesState state)
{
    switch (state) {
    case SeriesState::Queued:
        return Charts::tr("queued");
    case SeriesState::Failed:
        return Charts::tr("failed");
    case SeriesState::NotRun:
        return Charts::tr("not run");
    case SeriesState::Live:
    case SeriesState::Final:
    case SeriesState::Stopped:
        break;
    }
    return {};
}

QString stateText(SeriesState state)
{
    switch (state) {
    case SeriesState::Live:
        return Charts::tr("running");
    case SeriesState::Final:
        return Charts::tr("measured");
    case SeriesState::Stopped:
        return Charts::tr("stopped");
    case SeriesState::Queued:
    case SeriesState::Failed:
    case SeriesState::NotRun:
        break;
    }
    return stateWord(state);
}

QString emptyRowWord(SeriesState state)
{
    const QString word = stateWord(state);
    if (!word.isEmpty())
        return word;
    return state == SeriesState::Live ? Charts::tr("running") : Charts::tr("too few tasks");
}

QColor stateColor(SeriesState state, const Theme& theme)
{
    return state == SeriesState::Failed ? theme.err : theme.ink3;
}

const QString& rowName(const SeriesName& name, bool narrow)
{
    return narrow ? name.shortName : name.label;
}

double drawLegend(
    QPainter& painter, const Theme& theme, double left, double centreY, const std::vector<LegendItem>& items)
{
    const QFont font = theme.font(TextRole::Tick);
    double x = std::round(left);
    for (const LegendItem& item : items) {
        const double tall = std::round(theme.px(item.height)), top = std::round(centreY - tall / 2);
        drawSwatch(painter, theme, QRectF(x, top, std::round(theme.px(kSwatchWidth)), tall), item);
        x += theme.px(kSwatchWidth + kSwatchGap);
        drawText(painter, x, centreY, item.text, font, theme.ink2);
        x = std::round(x + textWidth(item.text, font) + theme.px(kItemGap));
    }
    return x - theme.px(kItemGap);
}

double legendWidth(const Theme& theme, const std::vector<LegendItem>& items)
{
    double width = -theme.px(kItemGap);
    for (const LegendItem& item : items)
        width += theme.px(kSwatchWidth + kSwatchGap + kItemGap) + textWidth(item.text, theme.font(TextRole::Tick));
    return width;
}

std::vector<std::vector<LegendItem>> legendLines(const Theme& theme, const std::vector<LegendItem>& items, double width)
{
    std::vector<std::vector<LegendItem>> lines(1);
    for (const LegendItem& item : items) {
        std::vector<LegendItem> longer = lines.back();
        longer.push_back(item);
        if (longer.size() > 1 && legendWidth(theme, longer) > width)
            lines.push_back({ item });
        else
            lines.back() = std::move(longer);
    }
    return lines;
}

} // namespace ilv::ui
