// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/heatview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/rows.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px.
constexpr double kTop = 4, kBottom = 26, kLabelDrop = 12, kNameGap = 7, kRight = 8, kStripGap = 6;
constexpr double kNarrowWidth = 480, kYLabel = 46, kTwoLabels = 34;
constexpr double kPalest = 0.12; ///< of the model's colour: a single task is seen

double columnSeconds(const LatencyRow& row)
{
    return static_cast<double>(row.heat->width) / 1e9;
}

double lastSecond(const LatencyRow& row)
{
    return (row.heat->cells.back().column + 1) * columnSeconds(row);
}

std::uint32_t mostTasks(const HeatData& heat)
{
    std::uint32_t most = 1;
    for (const HeatData::Cell& cell : heat.cells)
        most = std::max(most, cell.count);
    return most;
}

} // namespace

bool hasHeat(const LatencyRow& row)
{
    return measured(row.state) && row.heat && row.heat->width > 0 && !row.heat->cells.empty();
}

HeatView::HeatView(const Theme& theme, const LatencyData& data, const AxisScale& scale)
    : PlotView(theme)
    , m_data(data)
    , m_scale(scale)
{
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Data, [this](QPainter& painter) {
        for (std::size_t strip = 0; strip < m_data.rows.size(); ++strip)
            drawStrip(painter, strip);
    });
    addLayer(Layer::Crosshair, [this](QPainter& painter) {
        if (!m_pointed || m_pointed->strip >= m_data.rows.size() || !inX(m_pointed->seconds)
            || !hasHeat(m_data.rows[m_pointed->strip]))
            return;
        const double at = x(m_pointed->seconds);
        drawVertical(painter, at, plot().top(), plot().bottom(), 1, this->theme().ink);
        drawTooltip(
            painter, this->theme(), QPointF(at, stripRect(m_pointed->strip).center().y()), area(), tooltip(*m_pointed));
    });
}

bool HeatView::narrow() const
{
    return area().width() < px(kNarrowWidth);
}

void HeatView::arrange()
{
    const Theme& t = theme();
    QStringList names;
    double last = 0, low = 1e18, high = 0;
    for (const LatencyRow& row : m_data.rows) {
        names << rowName(row.name, narrow());
        if (!hasHeat(row))
            continue;
        last = std::max(last, lastSecond(row));
        for (const HeatData::Cell& cell : row.heat->cells) {
            low = std::min(low, static_cast<double>(heat::lowest(cell.row)));
            high = std::max(high, static_cast<double>(heat::lowest(cell.row + std::size_t{ 1 })));
        }
    }
    m_latencies = m_scale == AxisScale::Linear ? Range{ 0, high } : Range{ low, std::max(high, low * 1.01) };
    setMargins(px(kRowTextLeft + kNameGap + kYLabel) + rowNameWidth(t, area().width(), names), px(kTop), px(kRight),
        px(kBottom));
    setX({ 0, last > 0 ? last : 1 }, false);
    setY({ 0, 1 }, false);
}

QRectF HeatView::stripRect(std::size_t strip) const
{
    const double pitch = rowPitch(plot(), m_data.rows.size());
    const double top = std::round(plot().top() + pitch * static_cast<double>(strip));
    const double bottom = std::round(plot().top() + pitch * static_cast<double>(strip + 1) - px(kStripGap));
    return QRectF(plot().left(), top, plot().width(), std::max(1.0, bottom - top));
}

double HeatView::strip(const QRectF& rect, double ns) const
{
    const double share = m_scale == AxisScale::Linear
        ? ns / m_latencies.high
        : std::log(ns / m_latencies.low) / std::log(m_latencies.high / m_latencies.low);
    return rect.bottom() - std::clamp(share, 0.0, 1.0) * rect.height();
}

void HeatView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    drawXLabels(painter, t, plot().bottom(), kLabelDrop, 0, area().right(), timeTicksOfX(1e9));
}

void HeatView::drawStrip(QPainter& painter, std::size_t strip) const
{
    const Theme& t = theme();
    const LatencyRow& row = m_data.rows[strip];
    const QRectF rect = stripRect(strip);
    const double centre = std::round(rect.center().y());
    const double nameRoom = plot().left() - px(kRowTextLeft + kNameGap + kYLabel);
    drawRowName(painter, t, centre, row.name, rowName(row.name, narrow()), nameRoom);
    const QFont font = t.font(TextRole::Tick);
    if (!hasHeat(row)) {
        const QString word = measured(row.state) ? Charts::tr("not recorded") : emptyRowWord(row.state);
        drawText(painter, plot().left(), centre, word, font, stateColor(row.state, t));
        return;
    }
    painter.fillRect(rect, t.surface2);
    drawCells(painter, rect, row);
    drawGoalsIn(painter, rect);
    if (rect.height() < px(kTwoLabels))
        return;
    const double right = plot().left() - px(kYLabelGap);
    const double lowest = m_scale == AxisScale::Linear ? 0 : m_latencies.low;
    drawText(painter, right, rect.top() + px(6), durationText(m_latencies.high), font, t.ink3, Side::Right);
    drawText(painter, right, rect.bottom() - px(6), lowest > 0 ? durationText(lowest) : QStringLiteral("0"), font,
        t.ink3, Side::Right);
}

void HeatView::drawCells(QPainter& painter, const QRectF& rect, const LatencyRow& row) const
{
    const Theme& t = theme();
    const double width = columnSeconds(row), most = mostTasks(*row.heat);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const HeatData::Cell& cell : row.heat->cells) {
        const double begin = cell.column * width;
        const double left = std::round(xInside(begin)), right = std::round(xInside(begin + width));
        const double top = std::round(strip(rect, static_cast<double>(heat::lowest(cell.row + std::size_t{ 1 }))));
        const double bottom = std::round(strip(rect, static_cast<double>(heat::lowest(cell.row))));
        if (right <= left)
            continue;
        // By the root: what is rare is what one looks for.
        const double share = kPalest + (1 - kPalest) * std::sqrt(cell.count / most);
        painter.fillRect(QRectF(left, top, right - left, std::max(1.0, bottom - top)),
            mix(t.model(row.name.model), t.surface2, share));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void HeatView::drawGoalsIn(QPainter& painter, const QRectF& rect) const
{
    for (const GoalLine& goal : goals()) {
        if (goal.kind == GoalKind::Throughput || goal.value < m_latencies.low || goal.value > m_latencies.high)
            continue;
        QPen dashed(theme().ink, theme().hairline(), Qt::CustomDashLine, Qt::FlatCap);
        dashed.setDashPattern({ 5, 3 });
        painter.setPen(dashed);
        const double at = std::round(strip(rect, goal.value)) + 0.5;
        painter.drawLine(QPointF(rect.left(), at), QPointF(rect.right(), at));
    }
}

Tooltip HeatView::tooltip(const Pointed& pointed) const
{
    Tooltip tip;
    const LatencyRow& row = m_data.rows[pointed.strip];
    const double width = columnSeconds(row);
    const auto column = static_cast<std::uint16_t>(std::clamp(pointed.seconds / width, 0.0, 65535.0));
    tip.heading
        = Charts::tr("%1, %2 to %3")
              .arg(row.name.label, durationText(column * width * 1e9), durationText((column + 1) * width * 1e9));
    std::uint64_t tasks = 0;
    Nanos least = 0, most = 0;
    for (const HeatData::Cell& cell : row.heat->cells) {
        if (cell.column != column)
            continue;
        least = tasks == 0 ? heat::lowest(cell.row) : least; // rising rows
        most = heat::lowest(cell.row + std::size_t{ 1 });
        tasks += cell.count;
    }
    tip.rows.push_back({ Charts::tr("tasks"), countText(static_cast<qint64>(tasks)), 0 });
    if (tasks > 0)
        tip.rows.push_back({ Charts::tr("took"),
            Charts::tr("%1 to %2")
                .arg(durationText(static_cast<double>(least)), durationText(static_cast<double>(most))),
            0 });
    return tip;
}

QString HeatView::select(std::optional<Pointed> pointed)
{
    if (pointed && (pointed->strip >= m_data.rows.size() || !hasHeat(m_data.rows[pointed->strip])))
        pointed.reset();
    if (pointed != m_pointed) {
        m_pointed = pointed;
        redrawCrosshair();
    }
    return m_pointed ? tooltip(*m_pointed).sentence() : QString();
}

QString HeatView::hover(QPointF position)
{
    const auto strip = rowAt(plot(), m_data.rows.size(), position);
    if (!strip || position.x() < plot().left() || position.x() > plot().right())
        return select({});
    return select(Pointed{ *strip, valueAtX(position.x()) });
}

QString HeatView::step(int across, int down)
{
    std::vector<bool> shown;
    std::optional<std::size_t> strip;
    for (const LatencyRow& row : m_data.rows)
        shown.push_back(hasHeat(row));
    if (m_pointed)
        strip = m_pointed->strip;
    if (down != 0 || !strip)
        strip = stepRow(shown, strip, down != 0 ? down : 1);
    if (!strip)
        return {};
    const double width = columnSeconds(m_data.rows[*strip]);
    const double from = m_pointed ? m_pointed->seconds : xRange().low - width / 2;
    const double to = across == 0 && !m_pointed ? from + width : from + across * width;
    const Range shownX = xRange();
    return select(Pointed{
        *strip, std::clamp(to, shownX.low + width / 2, std::max(shownX.low + width / 2, shownX.high - width / 2)) });
}

void HeatView::hideCrosshair()
{
    select({});
}

} // namespace ilv::ui
