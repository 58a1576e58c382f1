// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/latencyview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/rows.h"
#include "charts/words.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px, from the pictures.
constexpr double kTop = 21, kTopWithoutKey = 4, kBottom = 26, kLabelDrop = 12, kNameGap = 7;
constexpr double kColumnPitch = 60, kValueGap = 14, kTickLabel = 46;
constexpr double kNarrowWidth = 480, kKeyMinHeight = 130, kKeyWidth = 240;
constexpr double kDot = 4.5, kBlockHeight = 9, kCapHeight = 14, kRing = 3.4;

std::vector<Tick> ticksFor(Range range, bool logarithmic, double width, const Theme& theme)
{
    std::vector<Tick> ticks;
    if (!logarithmic || range.high < 2 * range.low) { // a log axis zoomed in to where it has no decades left
        const TimeUnit unit = timeUnitFor(range.high);
        for (const double value : linearTicks(range, width, theme.px(72)))
            ticks.push_back({ value, durationTick(value, unit) });
        return ticks;
    }
    for (const double value : logTicks(range, width, theme.px(kTickLabel)).major)
        ticks.push_back({ value, durationTick(value) });
    return ticks;
}

QString valueText(const std::optional<double>& ns)
{
    return ns ? durationText(*ns) : QStringLiteral("–");
}

} // namespace

LatencyView::LatencyView(const Theme& theme, const LatencyData& data, const AxisScale& scale)
    : RowsView(theme, { kNarrowWidth, kNameGap, kCapHeight / 2 + 4 })
    , m_data(data)
    , m_scale(scale)
{
    m_clock.start();
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Over, [this](QPainter& painter) { drawGoals(painter); });
}

bool LatencyView::showsKey() const
{
    return area().height() >= px(kKeyMinHeight);
}

void LatencyView::arrange()
{
    const Theme& t = theme();
    bool live = false;
    for (const LatencyRow& row : m_data.rows) {
        live = live || row.state == SeriesState::Live;
    }
    if (!goalHeld()) {
        Range wanted = latencyRange(m_data, logarithmic());
        for (const GoalLine& goal : goals()) { // one that is not far from what was measured belongs into the picture
            if (goalAxis(goal.kind) == GoalAxis::X && goal.value > wanted.low / 5 && goal.value < wanted.high * 5) {
                wanted.low = logarithmic() ? std::min(wanted.low, goal.value * 0.8) : wanted.low;
                wanted.high = std::max(wanted.high, goal.value * 1.2);
            }
        }
        setX(m_keeper.update(wanted, m_clock.elapsed(), live), logarithmic());
    }
    setY({ 0, 1 }, false);
    double values = 0;
    for (const LatencyRow& row : m_data.rows)
        values = std::max(values, cellWidth(valueText(row.p50Ns), t.font(TextRole::Label)));
    setMargins(
        nameMargin(), px(showsKey() ? kTop : kTopWithoutKey), px(kColumnPitch + kValueGap) + values, px(kBottom));
}

void LatencyView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    std::vector<Tick> ticks = ticksFor(xRange(), logarithmic(), plot().width(), t);
    for (Tick& tick : ticks)
        tick.at = std::round(x(tick.at));
    drawXGrid(painter, t, plot(), ticks);
    drawXLabels(painter, t, plot().bottom(), kLabelDrop, 0, area().right(), ticks);
    if (showsKey())
        drawKey(painter);
}

void LatencyView::drawKey(QPainter& painter) const
{
    const Theme& t = theme();
    const QFont font = t.font(TextRole::Tick);
    const double y = px(8);
    const double right = area().right();
    drawText(painter, right, y, QStringLiteral("p99"), font, t.ink3, Side::Right);
    drawText(painter, right - px(kColumnPitch), y, QStringLiteral("p50"), font, t.ink3, Side::Right);
    double at = plot().left();
    if (plot().width() < px(kKeyWidth))
        return; // it would run into the columns
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.ink2);
    painter.drawEllipse(QPointF(at + px(4.5), y), px(4.5), px(4.5));
    const auto word = [&](double gap, const QString& text) {
        at += px(gap);
        drawText(painter, at, y, text, font, t.ink3);
        at += textWidth(text, font) + px(14);
    };
    word(14, QStringLiteral("p50"));
    painter.fillRect(QRectF(std::round(at), std::round(y - px(3.5)), px(20), px(7)), mix(t.ink2, t.surface, 0.35));
    word(26, Charts::tr("to p90"));
    painter.setPen(QPen(t.ink2, px(1.8), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(at, y), QPointF(at + px(17), y));
    painter.drawLine(QPointF(at + px(17), y - px(5.5)), QPointF(at + px(17), y + px(5.5)));
    word(23, QStringLiteral("p99"));
    painter.setPen(QPen(t.ink2, px(1.2)));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(at + px(3.2), y), px(2.8), px(2.8));
    word(12, QStringLiteral("p99.9"));
    if (m_data.before && at + textWidth(Charts::tr("pale: the run before"), font) < right - px(kColumnPitch + 40))
        word(2, Charts::tr("pale: the run before"));
}

RowsView::Head LatencyView::head(std::size_t index) const
{
    const auto& row = m_data.rows[index];
    return { &row.name, row.state, row.drawn() };
}

void LatencyView::drawValues(QPainter& painter, std::size_t index, double centre) const
{
    const Theme& t = theme();
    const auto& row = m_data.rows[index];
    if (const LatencyRow* before = m_data.earlier(row.name))
        drawGhost(painter, *before, std::round(centre + px(kBlockHeight)));
    drawRange(painter, row, centre);
    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    painter.setPen(t.ink);
    drawCellsRight(painter, QPointF(area().right() - px(kColumnPitch), baselineAround(centre, strong)),
        valueText(row.p50Ns), strong);
    painter.setPen(t.ink2);
    drawCellsRight(painter, QPointF(area().right(), baselineAround(centre, font)), valueText(row.p99Ns), font);
}

/// Pale, and just below: a dot at p50 and a line to p99.
void LatencyView::drawGhost(QPainter& painter, const LatencyRow& row, double y) const
{
    const QColor pale = mix(theme().model(row.name.model), theme().surface, 0.45);
    const double p50 = xInside(*row.p50Ns);
    if (row.p99Ns && xInside(*row.p99Ns) > p50) {
        painter.fillRect(QRectF(p50, y - 1, xInside(*row.p99Ns) - p50, std::max(2.0, std::round(px(1.6)))), pale);
    }
    if (!inX(*row.p50Ns))
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(pale);
    painter.drawEllipse(QPointF(p50, y), px(3), px(3));
}

PlotView::GoalAxis LatencyView::goalAxis(GoalKind kind) const
{
    const bool here = (kind == GoalKind::P95 || kind == GoalKind::P99) && m_data.scope.isEmpty();
    return here ? GoalAxis::X : GoalAxis::None;
}

QString LatencyView::goalNote(const GoalLine& goal) const
{
    int held = 0, all = 0;
    for (const LatencyRow& row : m_data.rows) {
        const auto& value = goal.kind == GoalKind::P95 ? row.p95Ns : row.p99Ns;
        if (row.state != SeriesState::Final || !value)
            continue;
        ++all;
        held += *value <= goal.value ? 1 : 0;
    }
    return all > 0 ? Charts::tr(", %1 of %2 hold it").arg(held).arg(all) : QString();
}

std::vector<double> LatencyView::goalLabelRows() const
{
    std::vector<double> centres;
    for (std::size_t row = 0; row < m_data.rows.size(); ++row)
        centres.push_back(rowCentre(plot(), m_data.rows.size(), row));
    return centres;
}

/// Left of p50 or right of the last percentile, of this run and of the one before.
bool LatencyView::goalLabelFits(const QRectF& label) const
{
    const auto hidden = [&](const LatencyRow& row) {
        const double last = row.p999Ns.value_or(row.p99Ns.value_or(row.p90Ns.value_or(*row.p50Ns)));
        return xInside(*row.p50Ns) - px(kDot) < label.right() + px(3)
            && xInside(last) + px(kRing) > label.left() - px(3);
    };
    for (std::size_t i = 0; i < m_data.rows.size(); ++i) {
        const LatencyRow& row = m_data.rows[i];
        const double centre = rowCentre(plot(), m_data.rows.size(), i);
        if (std::abs(centre - label.center().y()) >= label.height() / 2)
            continue;
        const LatencyRow* before = m_data.earlier(row.name);
        if (!row.drawn() || hidden(row) || (before && hidden(*before)))
            return false; // a word stands where nothing was measured
    }
    return true;
}

void LatencyView::drawRange(QPainter& painter, const LatencyRow& row, double y) const
{
    const Theme& t = theme();
    const QColor color = t.model(row.name.model);
    const double p50 = xInside(*row.p50Ns);
    double at = p50;
    if (row.p90Ns) {
        QColor block = color;
        block.setAlphaF(0.35F); // the grid stays visible
        at = xInside(*row.p90Ns);
        painter.fillRect(QRectF(p50, y - px(kBlockHeight / 2), at - p50, px(kBlockHeight)), block);
    }
    if (row.p99Ns) {
        const double p99 = xInside(*row.p99Ns);
        painter.setPen(QPen(color, px(2), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(at, y), QPointF(p99, y));
        if (inX(*row.p99Ns))
            painter.drawLine(QPointF(p99, y - px(kCapHeight / 2)), QPointF(p99, y + px(kCapHeight / 2)));
        at = p99;
    }
    if (row.p999Ns) {
        const double p999 = xInside(*row.p999Ns);
        QPen dotted(color, px(1.6), Qt::CustomDashLine, Qt::FlatCap);
        dotted.setDashPattern({ 1.2, 1.2 });
        painter.setPen(dotted);
        if (p999 - px(kRing) > at)
            painter.drawLine(QPointF(at, y), QPointF(p999 - px(kRing), y));
        painter.setPen(QPen(color, px(1.6)));
        painter.setBrush(t.surface);
        if (inX(*row.p999Ns))
            painter.drawEllipse(QPointF(p999, y), px(kRing), px(kRing));
    }
    if (!inX(*row.p50Ns))
        return;
    painter.setPen(QPen(t.surface, px(1.2)));
    painter.setBrush(color);
    painter.drawEllipse(QPointF(p50, y), px(kDot + 0.6), px(kDot + 0.6));
}

double LatencyView::tooltipX(std::size_t index) const
{
    return xInside(m_data.rows[index].p50Ns.value_or(xRange().low));
}

Tooltip LatencyView::tooltip(std::size_t index) const
{
    const auto& row = m_data.rows[index];
    Tooltip tip;
    tip.heading = row.name.label;
    const auto add = [&](const char16_t* name, const std::optional<double>& ns) {
        if (ns)
            tip.rows.push_back({ QString::fromUtf16(name), durationText(*ns), *ns });
    };
    add(u"p50", row.p50Ns);
    add(u"p90", row.p90Ns);
    add(u"p99", row.p99Ns);
    add(u"p99.9", row.p999Ns);
    if (const LatencyRow* before = m_data.earlier(row.name)) {
        tip.rows.push_back({ Charts::tr("p50 before"), durationText(*before->p50Ns), 0 });
        if (before->p99Ns)
            tip.rows.push_back({ Charts::tr("p99 before"), durationText(*before->p99Ns), 0 });
    }
    return tip;
}

} // namespace ilv::ui
