// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/latencyview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/rows.h"
#include "model/marks.h"
#include "model/numbers.h"

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

std::vector<Tick> ticksFor(Range range, double width, const Theme& theme)
{
    std::vector<Tick> ticks;
    for (const double value : logTicks(range, width, theme.px(kTickLabel)).major)
        ticks.push_back({ value, durationTick(value) });
    return ticks;
}

bool drawable(const LatencyRow& row)
{
    return measured(row.state) && row.p50Ns && *row.p50Ns > 0;
}

QString valueText(const std::optional<double>& ns)
{
    return ns ? durationText(*ns) : QStringLiteral("–");
}

} // namespace

LatencyView::LatencyView(const Theme& theme, const LatencyData& data)
    : PlotView(theme)
    , m_data(data)
{
    m_clock.start();
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Data, [this](QPainter& painter) {
        for (std::size_t row = 0; row < m_data.rows.size(); ++row)
            drawRow(painter, row);
    });
    addLayer(Layer::Crosshair, [this](QPainter& painter) {
        if (!m_row || *m_row >= m_data.rows.size())
            return;
        const LatencyRow& row = m_data.rows[*m_row];
        drawTooltip(painter, this->theme(), QPointF(x(row.p50Ns.value_or(xRange().low)), centreOf(*m_row)), area(),
            tooltip(row), px(kCapHeight / 2 + 4));
    });
}

bool LatencyView::narrow() const
{
    return area().width() < px(kNarrowWidth);
}
bool LatencyView::showsKey() const
{
    return area().height() >= px(kKeyMinHeight);
}

double LatencyView::centreOf(std::size_t row) const
{
    return rowCentre(plot(), m_data.rows.size(), row);
}

void LatencyView::arrange()
{
    const Theme& t = theme();
    bool live = false;
    QStringList names;
    for (const LatencyRow& row : m_data.rows) {
        names << rowName(row.name, narrow());
        live = live || row.state == SeriesState::Live;
    }
    setX(m_keeper.update(latencyRange(m_data), m_clock.elapsed(), live), true);
    setY({ 0, 1 }, false);
    double values = 0;
    for (const LatencyRow& row : m_data.rows)
        values = std::max(values, cellWidth(valueText(row.p50Ns), t.font(TextRole::Label)));
    setMargins(px(kRowTextLeft + kNameGap) + rowNameWidth(t, area().width(), names),
        px(showsKey() ? kTop : kTopWithoutKey), px(kColumnPitch + kValueGap) + values, px(kBottom));
}

void LatencyView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    std::vector<Tick> ticks = ticksFor(xRange(), plot().width(), t);
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
    word(26, QStringLiteral("to p90"));
    painter.setPen(QPen(t.ink2, px(1.8), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(at, y), QPointF(at + px(17), y));
    painter.drawLine(QPointF(at + px(17), y - px(5.5)), QPointF(at + px(17), y + px(5.5)));
    word(23, QStringLiteral("p99"));
    painter.setPen(QPen(t.ink2, px(1.2)));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(at + px(3.2), y), px(2.8), px(2.8));
    word(12, QStringLiteral("p99.9"));
}

void LatencyView::drawRow(QPainter& painter, std::size_t index) const
{
    const Theme& t = theme();
    const LatencyRow& row = m_data.rows[index];
    const double centre = std::round(centreOf(index));
    drawRowName(painter, t, centre, row.name, rowName(row.name, narrow()), plot().left() - px(kRowTextLeft + kNameGap));
    if (!drawable(row)) {
        drawText(
            painter, plot().left(), centre, emptyRowWord(row.state), t.font(TextRole::Tick), stateColor(row.state, t));
        return;
    }
    drawRange(painter, row, centre);
    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    painter.setPen(t.ink);
    drawCellsRight(painter, QPointF(area().right() - px(kColumnPitch), baselineAround(centre, strong)),
        valueText(row.p50Ns), strong);
    painter.setPen(t.ink2);
    drawCellsRight(painter, QPointF(area().right(), baselineAround(centre, font)), valueText(row.p99Ns), font);
}

void LatencyView::drawRange(QPainter& painter, const LatencyRow& row, double y) const
{
    const Theme& t = theme();
    const QColor color = t.model(row.name.model);
    const double p50 = x(*row.p50Ns);
    double at = p50;
    if (row.p90Ns) {
        QColor block = color;
        block.setAlphaF(0.35F); // the grid stays visible
        at = x(*row.p90Ns);
        painter.fillRect(QRectF(p50, y - px(kBlockHeight / 2), at - p50, px(kBlockHeight)), block);
    }
    if (row.p99Ns) {
        const double p99 = x(*row.p99Ns);
        painter.setPen(QPen(color, px(2), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(at, y), QPointF(p99, y));
        painter.drawLine(QPointF(p99, y - px(kCapHeight / 2)), QPointF(p99, y + px(kCapHeight / 2)));
        at = p99;
    }
    if (row.p999Ns) {
        const double p999 = x(*row.p999Ns);
        QPen dotted(color, px(1.6), Qt::CustomDashLine, Qt::FlatCap);
        dotted.setDashPattern({ 1.2, 1.2 });
        painter.setPen(dotted);
        if (p999 - px(kRing) > at)
            painter.drawLine(QPointF(at, y), QPointF(p999 - px(kRing), y));
        painter.setPen(QPen(color, px(1.6)));
        painter.setBrush(t.surface);
        painter.drawEllipse(QPointF(p999, y), px(kRing), px(kRing));
    }
    painter.setPen(QPen(t.surface, px(1.2)));
    painter.setBrush(color);
    painter.drawEllipse(QPointF(p50, y), px(kDot + 0.6), px(kDot + 0.6));
}

Tooltip LatencyView::tooltip(const LatencyRow& row) const
{
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
    return tip;
}

QString LatencyView::select(std::optional<std::size_t> row)
{
    if (row && (*row >= m_data.rows.size() || !drawable(m_data.rows[*row])))
        row.reset();
    if (row != m_row) {
        m_row = row;
        redrawCrosshair();
    }
    return m_row ? tooltip(m_data.rows[*m_row]).sentence() : QString();
}

QString LatencyView::hover(QPointF position)
{
    return select(rowAt(plot(), m_data.rows.size(), position));
}

QString LatencyView::step(int across, int down)
{
    std::vector<bool> shown;
    for (const auto& row : m_data.rows)
        shown.push_back(drawable(row));
    return select(stepRow(shown, m_row, across + down));
}

void LatencyView::hideCrosshair()
{
    select({});
}

} // namespace ilv::ui
