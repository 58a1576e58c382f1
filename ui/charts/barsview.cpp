// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/barsview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/rows.h"
#include "charts/throughputview.h"
#include "charts/words.h"
#include "model/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px.
constexpr double kTop = 4, kTopWithNote = 20, kBottom = 26, kLabelDrop = 12, kNameGap = 7, kXSpacing = 72;
constexpr double kNarrowWidth = 480, kMaxBar = 24, kBarShare = 0.5, kGhostBar = 4, kValueGap = 14, kColumnGap = 10;
constexpr double kErrorPen = 1.2, kCap = 6;

bool drawable(const ThroughputSeries& series)
{
    return measured(series.state) && (series.rate || !series.points.empty());
}

bool hasInterval(const ThroughputSeries& series)
{
    return series.rate && series.low && series.high && *series.rate > 0;
}

/// "±1.1%", or why there is none.
QString intervalText(const ThroughputSeries& series)
{
    if (series.state == SeriesState::Stopped)
        return stoppedText(series);
    if (!hasInterval(series))
        return series.rounds > 0 && series.rounds < 6 ? Charts::tr("too few rounds") : QString();
    const double half = std::max(*series.high - *series.rate, *series.rate - *series.low);
    return QChar(0xb1) + percentText(half / *series.rate);
}

} // namespace

BarsView::BarsView(const Theme& theme, const ThroughputData& data)
    : PlotView(theme)
    , m_data(data)
{
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Data, [this](QPainter& painter) {
        for (std::size_t row = 0; row < m_data.series.size(); ++row)
            drawRow(painter, row);
    });
    addLayer(Layer::Over, [this](QPainter& painter) { drawGoals(painter); });
    addLayer(Layer::Crosshair, [this](QPainter& painter) {
        if (m_row && *m_row < m_data.series.size())
            drawTooltip(painter, this->theme(), QPointF(plot().center().x(), centreOf(*m_row)), area(),
                tooltip(m_data.series[*m_row]), px(kMaxBar / 2 + 3));
    });
}

bool BarsView::narrow() const
{
    return area().width() < px(kNarrowWidth);
}

double BarsView::centreOf(std::size_t row) const
{
    return rowCentre(plot(), m_data.series.size(), row);
}

PlotView::GoalAxis BarsView::goalAxis(GoalKind kind) const
{
    return kind == GoalKind::Throughput ? GoalAxis::X : GoalAxis::None;
}

double BarsView::most() const
{
    double value = 0;
    for (const ThroughputSeries& series : m_data.series) {
        if (!drawable(series))
            continue;
        value = std::max({ value, endRate(series), series.high.value_or(0) });
        if (const ThroughputSeries* before = sameSeries(m_data.before.get(), series.name))
            value = std::max(value, endRate(*before));
    }
    for (const GoalLine& goal : goals()) {
        if (goalAxis(goal.kind) == GoalAxis::X && goal.value < 5 * value)
            value = std::max(value, goal.value);
    }
    return value > 0 ? value : 1;
}

void BarsView::arrange()
{
    const Theme& t = theme();
    QStringList names;
    double values = 0, intervals = 0;
    for (const ThroughputSeries& series : m_data.series) {
        names << rowName(series.name, narrow());
        if (!drawable(series))
            continue;
        values = std::max(values, cellWidth(rateText(endRate(series)), t.font(TextRole::Label)));
        intervals = std::max(intervals, cellWidth(intervalText(series), t.font(TextRole::Tick)));
    }
    const double columns = values + (intervals > 0 ? intervals + px(kColumnGap) : 0);
    setMargins(px(kRowTextLeft + kNameGap) + rowNameWidth(t, area().width(), names),
        px(m_data.before ? kTopWithNote : kTop), columns + px(kValueGap), px(kBottom));
    const double step = snapUp(most() / 5);
    if (!goalHeld())
        setX({ 0, std::ceil(most() / step * 0.999) * step }, false);
    setY({ 0, 1 }, false);
}

void BarsView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    std::vector<Tick> ticks;
    for (const double value : linearTicks(xRange(), plot().width(), px(kXSpacing)))
        ticks.push_back({ std::round(x(value)), rateTick(value) });
    drawXGrid(painter, t, plot(), ticks);
    drawXLabels(painter, t, plot().bottom(), kLabelDrop, 0, area().right(), ticks);
    if (m_data.before)
        drawText(painter, plot().left(), px(8), Charts::tr("pale: the run before"), t.font(TextRole::Tick), t.ink3);
}

void BarsView::drawRow(QPainter& painter, std::size_t index) const
{
    const Theme& t = theme();
    const ThroughputSeries& series = m_data.series[index];
    const double centre = std::round(centreOf(index));
    drawRowName(
        painter, t, centre, series.name, rowName(series.name, narrow()), plot().left() - px(kRowTextLeft + kNameGap));
    if (!drawable(series)) {
        drawText(painter, plot().left(), centre, emptyRowWord(series.state), t.font(TextRole::Tick),
            stateColor(series.state, t));
        return;
    }
    const double height = std::round(std::min(px(kMaxBar), rowPitch(plot(), m_data.series.size()) * kBarShare)),
                 left = plot().left();
    const double top = std::round(centre - height / 2), length = std::max(1.0, x(endRate(series)) - left);
    painter.fillRect(QRectF(left, top, length, height), t.model(series.name.model));
    if (const ThroughputSeries* before = sameSeries(m_data.before.get(), series.name))
        painter.fillRect(QRectF(left, top + height + 1, std::max(1.0, x(endRate(*before)) - left), px(kGhostBar)),
            mix(t.model(series.name.model), t.surface, 0.35));
    drawInterval(painter, series, centre);

    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    const QString interval = intervalText(series);
    double right = area().right();
    double widest = 0;
    for (const ThroughputSeries& one : m_data.series)
        widest = std::max(widest, drawable(one) ? cellWidth(intervalText(one), font) : 0.0);
    painter.setPen(t.ink3);
    drawCellsRight(painter, QPointF(right, baselineAround(centre, font)), interval, font);
    if (widest > 0)
        right -= widest + px(kColumnGap);
    painter.setPen(t.ink);
    drawCellsRight(painter, QPointF(right, baselineAround(centre, strong)), rateText(endRate(series)), strong);
}

/// In ink on a seam of the surface's colour, so that it is seen on the bar and beside it.
void BarsView::drawInterval(QPainter& painter, const ThroughputSeries& series, double centre) const
{
    if (!hasInterval(series))
        return;
    const Theme& t = theme();
    const double low = x(*series.low), high = x(*series.high), cap = px(kCap) / 2, at = centre + 0.5;
    const auto draw = [&](const QColor& color, double width) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(low, at), QPointF(high, at));
        painter.drawLine(QPointF(low, at - cap), QPointF(low, at + cap));
        painter.drawLine(QPointF(high, at - cap), QPointF(high, at + cap));
    };
    draw(t.surface, px(kErrorPen) + px(2));
    draw(t.ink, px(kErrorPen));
}

Tooltip BarsView::tooltip(const ThroughputSeries& series) const
{
    Tooltip tip;
    tip.heading = series.name.label;
    tip.rows.push_back({ Charts::tr("median"), rateText(endRate(series)), 0 });
    if (hasInterval(series))
        tip.rows.push_back({ Charts::tr("95% interval"),
            Charts::tr("%1 to %2").arg(rateText(*series.low), rateText(*series.high)), 0 });
    if (series.rounds > 0)
        tip.rows.push_back({ Charts::tr("rounds"), countText(series.rounds), 0 });
    if (const ThroughputSeries* before = sameSeries(m_data.before.get(), series.name))
        tip.rows.push_back({ Charts::tr("the run before"), rateText(endRate(*before)), 0 });
    return tip;
}

QString BarsView::select(std::optional<std::size_t> row)
{
    if (row && (*row >= m_data.series.size() || !drawable(m_data.series[*row])))
        row.reset();
    if (row != m_row) {
        m_row = row;
        redrawCrosshair();
    }
    return m_row ? tooltip(m_data.series[*m_row]).sentence() : QString();
}

QString BarsView::hover(QPointF position)
{
    return select(rowAt(plot(), m_data.series.size(), position));
}

QString BarsView::step(int across, int down)
{
    std::vector<bool> shown;
    for (const auto& series : m_data.series)
        shown.push_back(drawable(series));
    return select(stepRow(shown, m_row, across + down));
}

void BarsView::hideCrosshair()
{
    select({});
}

} // namespace ilv::ui
