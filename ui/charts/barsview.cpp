// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/barsview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/throughputview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px.
constexpr double kTop = 4, kTopWithNote = 20, kBottom = 26, kLabelDrop = 12, kNameGap = 7, kXSpacing = 72;
constexpr double kNarrowWidth = 480, kMaxBar = 24, kBarShare = 0.5, kGhostBar = 4, kValueGap = 14, kColumnGap = 10;
constexpr double kErrorPen = 1.2, kCap = 6;
constexpr double kLeastBars = 0.45; ///< of the chart's width
constexpr double kPitchForTwo = 38, kBelow = 9;

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
    : RowsView(theme, { kNarrowWidth, kNameGap, kMaxBar / 2 + 3 })
    , m_data(data)
{
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Over, [this](QPainter& painter) { drawGoals(painter); });
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
        if (const ThroughputSeries* before = m_data.earlier(series.name))
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
    double values = 0, intervals = 0;
    for (const ThroughputSeries& series : m_data.series) {
        if (!drawable(series))
            continue;
        values = std::max(values, cellWidth(rateText(endRate(series)), t.font(TextRole::Label)));
        intervals = std::max(intervals, cellWidth(intervalText(series), t.font(TextRole::Tick)));
    }
    const double top = px(m_data.before ? kTopWithNote : kTop),
                 bare = area().width() - nameMargin() - values - px(kValueGap);
    m_intervals = intervals > 0 ? intervals + px(kColumnGap) : 0;
    m_beside = bare - m_intervals >= kLeastBars * area().width();
    const double rows = static_cast<double>(std::max<std::size_t>(m_data.series.size(), 1));
    m_below = !m_beside && (area().height() - top - px(kBottom)) / rows >= px(kPitchForTwo);
    setMargins(nameMargin(), top, values + (m_beside ? m_intervals : 0) + px(kValueGap), px(kBottom));
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

RowsView::Head BarsView::head(std::size_t index) const
{
    const auto& series = m_data.series[index];
    return { &series.name, series.state, drawable(series) };
}

void BarsView::drawValues(QPainter& painter, std::size_t index, double centre) const
{
    const Theme& t = theme();
    const auto& series = m_data.series[index];
    const double height = std::round(std::min(px(kMaxBar), pitch() * kBarShare)), left = plot().left();
    const double top = std::round(centre - height / 2), length = std::max(1.0, x(endRate(series)) - left);
    painter.fillRect(QRectF(left, top, length, height), t.model(series.name.model));
    if (const ThroughputSeries* before = m_data.earlier(series.name))
        painter.fillRect(QRectF(left, top + height + 1, std::max(1.0, x(endRate(*before)) - left), px(kGhostBar)),
            mix(t.model(series.name.model), t.surface, 0.35));
    drawInterval(painter, series, centre);

    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    const QString interval = intervalText(series);
    double right = area().right();
    painter.setPen(t.ink3);
    if (m_beside || m_below)
        drawCellsRight(painter,
            QPointF(right, baselineAround(m_below ? centre + height / 2 + px(kBelow) : centre, font)), interval, font);
    if (m_beside)
        right -= m_intervals;
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

Tooltip BarsView::tooltip(std::size_t index) const
{
    const auto& series = m_data.series[index];
    Tooltip tip;
    tip.heading = series.name.label;
    tip.rows.push_back({ Charts::tr("median"), rateText(endRate(series)), 0 });
    if (hasInterval(series))
        tip.rows.push_back({ Charts::tr("95% interval"),
            Charts::tr("%1 to %2").arg(rateText(*series.low), rateText(*series.high)), 0 });
    if (series.state == SeriesState::Stopped)
        tip.rows.push_back({ stoppedText(series), QString(), 0 });
    else if (series.rounds > 0)
        tip.rows.push_back({ Charts::tr("rounds"), countText(series.rounds), 0 });
    if (const ThroughputSeries* before = m_data.earlier(series.name))
        tip.rows.push_back({ Charts::tr("the run before"), rateText(endRate(*before)), 0 });
    return tip;
}

} // namespace ilv::ui
