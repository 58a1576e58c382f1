// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/rowsview.h"

#include "charts/canvas.h"
#include "charts/rows.h"

#include <QPainter>

#include <cmath>

namespace ilv::ui {

RowsView::RowsView(const Theme& theme, Shape shape)
    : PlotView(theme)
    , m_shape(shape)
{
    addLayer(Layer::Data, [this](QPainter& painter) {
        for (std::size_t row = 0; row < rowCount(); ++row)
            drawRow(painter, row);
    });
    addLayer(Layer::Crosshair, [this](QPainter& painter) { drawCrosshair(painter); });
}

bool RowsView::narrow() const
{
    return area().width() < px(m_shape.narrowWidth);
}

double RowsView::nameMargin() const
{
    QStringList names;
    for (std::size_t row = 0; row < rowCount(); ++row)
        names << rowName(*head(row).name, narrow());
    return px(kRowTextLeft + m_shape.nameGap) + rowNameWidth(theme(), area().width(), names);
}

double RowsView::pitch() const
{
    return rowPitch(plot(), rowCount());
}

void RowsView::drawRow(QPainter& painter, std::size_t row) const
{
    const Theme& t = theme();
    const Head head = this->head(row);
    const double centre = std::round(rowCentre(plot(), rowCount(), row));
    drawRowName(painter, t, centre, *head.name, rowName(*head.name, narrow()),
        plot().left() - px(kRowTextLeft + m_shape.nameGap));
    if (head.drawn)
        drawValues(painter, row, centre);
    else
        drawText(painter, plot().left(), centre, emptyRowWord(head.state), t.font(TextRole::Tick),
            stateColor(head.state, t));
}

void RowsView::drawCrosshair(QPainter& painter) const
{
    if (m_row && *m_row < rowCount())
        drawTooltip(painter, theme(), QPointF(tooltipX(*m_row), rowCentre(plot(), rowCount(), *m_row)), area(),
            tooltip(*m_row), px(m_shape.reach));
}

QString RowsView::select(std::optional<std::size_t> row)
{
    if (row && (*row >= rowCount() || !head(*row).drawn))
        row.reset();
    if (row != m_row) {
        m_row = row;
        redrawCrosshair();
    }
    return m_row ? tooltip(*m_row).sentence() : QString();
}

QString RowsView::hover(QPointF position)
{
    return select(rowAt(plot(), rowCount(), position));
}

QString RowsView::step(int across, int down)
{
    std::vector<bool> shown;
    for (std::size_t row = 0; row < rowCount(); ++row)
        shown.push_back(head(row).drawn);
    return select(stepRow(shown, m_row, across + down));
}

void RowsView::hideCrosshair()
{
    select({});
}

} // namespace ilv::ui
