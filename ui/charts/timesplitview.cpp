// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timesplitview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/words.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px, from the pictures.
constexpr double kTop = 28, kBottomWithoutLabels = 3, kLeastPitch = 15, kBottom = 26, kLabelDrop = 11.5, kNameGap = 6;
constexpr double kTotalGap = 14, kMaxBar = 26, kBarShare = 0.68, kXSpacing = 72;
constexpr double kGhostBar = 4;
constexpr double kNarrowWidth = 560, kTotalsWidth = 400;

std::vector<LegendItem> legend(const TimeSplitData& data, const Theme& theme)
{
    std::vector<LegendItem> items;
    for (const Phase phase : { Phase::Spawn, Phase::Serialize, Phase::Transport })
        items.push_back({ LegendItem::Swatch::Fill, phaseName(phase), theme.phase(phase, Model::Sequential), {} });
    items.push_back({ LegendItem::Swatch::Hatch, phaseName(Phase::QueueWait), {}, {} });
    LegendItem work{ LegendItem::Swatch::Models, phaseName(Phase::Work), {}, {} };
    for (const TimeSplitRow& row : data.rows) {
        if (std::find(work.models.begin(), work.models.end(), row.name.model) == work.models.end())
            work.models.push_back(row.name.model);
    }
    items.push_back(work);
    return items;
}

double longest(const TimeSplitData& data)
{
    double most = 0;
    for (const TimeSplitRow& row : data.rows) {
        if (!row.drawn())
            continue;
        const TimeSplitRow* before = data.earlier(row.name);
        most = std::max({ most, row.total(), before ? before->total() : 0.0 });
    }
    return most > 0 ? most : 1;
}

} // namespace

std::vector<BarPart> barParts(const std::array<double, kPhaseCount>& ns, double width)
{
    double total = 0;
    for (const double part : ns)
        total += std::max(0.0, part);
    std::vector<BarPart> parts;
    if (!(total > 0) || width < 1)
        return parts;
    const double whole = std::round(width);
    double sum = 0, left = 0;
    for (const Phase phase : kPhases) {
        const double value = ns[static_cast<std::size_t>(phase)];
        if (!(value > 0))
            continue;
        sum += value;
        const double right = std::min(whole, std::max(left + 1, std::round(sum / total * whole)));
        parts.push_back({ phase, left, right });
        left = right;
    }
    // A thin part at the very end was pushed out: it takes its pixel from the ones before.
    double edge = whole;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        part->right = std::min(part->right, edge);
        part->left = std::min(part->left, part->right - 1);
        edge = part->left;
    }
    if (!parts.empty())
        parts.front().left = std::max(0.0, parts.front().left);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (parts[i].right - parts[i].left >= 3)
            parts[i].right -= 1;
    }
    return parts;
}

TimeSplitView::TimeSplitView(const Theme& theme, const TimeSplitData& data, const SplitUnit& unit)
    : RowsView(theme, { kNarrowWidth, kNameGap, kMaxBar / 2 + 3 })
    , m_data(data)
    , m_unit(unit)
{
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
}

bool TimeSplitView::showsTotals() const
{
    return area().width() >= px(kTotalsWidth);
}

/// The axis gives way to the rows: shares are printed in the bars, times beside them. The legend stays.
bool TimeSplitView::showsAxis(double top) const
{
    return area().height() - top - px(kBottom) >= px(kLeastPitch) * static_cast<double>(m_data.rows.size());
}

void TimeSplitView::arrange()
{
    const Theme& t = theme();
    double totals = 0;
    for (const TimeSplitRow& row : m_data.rows) {
        totals = std::max(totals, cellWidth(durationText(row.total()), t.font(TextRole::Label)));
    }
    double right = px(2);
    if (showsTotals())
        right = px(kTotalGap) + std::max(totals, textWidth(Charts::tr("per task"), t.font(TextRole::Tick)));
    const auto lines = static_cast<double>(legendLines(t, legend(m_data, t), area().width()).size());
    const double top = px(kTop + (lines - 1) * kLegendLine);
    setMargins(nameMargin(), top, right, px(showsAxis(top) ? kBottom : kBottomWithoutLabels));
    if (m_unit == SplitUnit::Share) {
        setX({ 0, 1 }, false);
    } else {
        const double most = longest(m_data), step = snapUp(most / 5);
        setX({ 0, std::ceil(most / step * 0.999) * step }, false);
    }
    setY({ 0, 1 }, false);
}

void TimeSplitView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    std::vector<Tick> grid, labels;
    if (m_unit == SplitUnit::Share) {
        const bool quarters = plot().width() / 4 >= px(kXSpacing);
        for (int quarter = 0; quarter <= 4; ++quarter) {
            grid.push_back({ std::round(x(quarter / 4.0)), QString::number(quarter * 25) + QLatin1Char('%') });
            if (quarters || quarter % 2 == 0)
                labels.push_back(grid.back());
        }
    } else {
        grid = timeTicksOfX();
        labels = grid;
    }
    drawXGrid(painter, t, plot(), grid);
    if (showsAxis(plot().top() - area().top()))
        drawXLabels(painter, t, plot().bottom(), kLabelDrop, 0, area().right(), labels);
    drawLegendRows(painter);
}

void TimeSplitView::drawLegendRows(QPainter& painter) const
{
    const Theme& t = theme();
    const auto lines = legendLines(t, legend(m_data, t), area().width());
    double end = 0, centre = px(8);
    for (const auto& items : lines) {
        const bool below = plot().left() + legendWidth(t, items) <= area().right() && lines.size() == 1;
        end = drawLegend(painter, t, below ? plot().left() : 0, centre, items);
        centre += px(kLegendLine);
    }
    const QString word = Charts::tr("per task");
    const QFont font = t.font(TextRole::Tick);
    if (showsTotals() && end + px(12) <= area().right() - textWidth(word, font))
        drawText(painter, area().right(), centre - px(kLegendLine), word, font, t.ink3, Side::Right);
}

RowsView::Head TimeSplitView::head(std::size_t index) const
{
    const auto& row = m_data.rows[index];
    return { &row.name, row.state, row.drawn() };
}

void TimeSplitView::drawValues(QPainter& painter, std::size_t index, double centre) const
{
    const Theme& t = theme();
    const auto& row = m_data.rows[index];
    drawBar(painter, row, centre);
    if (const TimeSplitRow* before = m_data.earlier(row.name))
        drawGhost(painter, *before, centre + barHeight() / 2 + 1);
    if (showsTotals()) {
        const QFont strong = t.font(TextRole::Label);
        painter.setPen(t.ink);
        drawCellsRight(
            painter, QPointF(area().right(), baselineAround(centre, strong)), durationText(row.total()), strong);
    }
}

void TimeSplitView::drawBar(QPainter& painter, const TimeSplitRow& row, double centre) const
{
    const Theme& t = theme();
    const double height = barHeight(), top = std::round(centre - height / 2);
    for (const BarPart& part : barParts(row.ns, barLength(row))) {
        const QRectF box = QRectF(barLeft() + part.left, top, part.right - part.left, height) & plot();
        if (box.isEmpty())
            continue; // beside the part that is shown
        const QColor& fill = t.phase(part.phase, row.name.model);
        const bool waiting = part.phase == Phase::QueueWait;
        if (waiting)
            drawHatch(painter, box, t);
        else
            painter.fillRect(box, fill);
        const QString text = percentText(row.ns[static_cast<std::size_t>(part.phase)] / row.total());
        const QColor ink = waiting ? t.ink : textOnFill(fill);
        // Light on dark looks thinner than dark on light: one weight more.
        const QFont font = t.font(!waiting && ink.lightnessF() > 0.5 ? TextRole::Label : TextRole::Tick);
        const double width = textWidth(text, font);
        if (width + px(8) > box.width() || height < px(14))
            continue;
        if (waiting) {
            const QRectF tag(std::round(box.center().x() - width / 2 - px(4)), std::round(centre - px(8)),
                std::round(width + px(8)), std::round(px(16)));
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.queueBack);
            painter.drawRoundedRect(tag, px(3), px(3));
        }
        drawText(painter, box.center().x(), centre, text, font, ink, Side::Centre);
    }
}

double TimeSplitView::barHeight() const
{
    const double share = m_data.before ? kBarShare - 0.1 : kBarShare; // room for the ghost
    return std::round(std::min(px(kMaxBar), pitch() * share));
}

double TimeSplitView::barLeft() const
{
    return m_unit == SplitUnit::Share ? plot().left() : x(0);
}

double TimeSplitView::barLength(const TimeSplitRow& row) const
{
    return m_unit == SplitUnit::Share ? plot().width() : x(row.total()) - x(0);
}

void TimeSplitView::drawGhost(QPainter& painter, const TimeSplitRow& row, double top) const
{
    const Theme& t = theme();
    for (const BarPart& part : barParts(row.ns, barLength(row))) {
        const QRectF box
            = QRectF(barLeft() + part.left, top, part.right - part.left, std::round(px(kGhostBar))) & plot();
        painter.fillRect(box, mix(t.phase(part.phase, row.name.model), t.surface, 0.45));
    }
}

Tooltip TimeSplitView::tooltip(std::size_t index) const
{
    const auto& row = m_data.rows[index];
    Tooltip tip;
    tip.heading = Charts::tr("%1, %2 per task").arg(row.name.label, durationText(row.total()));
    for (const Phase phase : kPhases) {
        const double ns = row.ns[static_cast<std::size_t>(phase)];
        tip.rows.push_back({ phaseName(phase),
            ns > 0 ? QString(durationText(ns) + QStringLiteral("  ") + percentText(ns / row.total()))
                   : QStringLiteral("0"),
            ns });
    }
    if (const TimeSplitRow* before = m_data.earlier(row.name))
        tip.rows.push_back({ Charts::tr("the run before"), durationText(before->total()), 0 });
    return tip;
}

} // namespace ilv::ui
