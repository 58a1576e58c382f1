// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plotview.h"
#include "charts/tooltip.h"

#include <optional>

namespace ilv::ui {

/// A plot with a row a model, one below the other: their names at the left, a word where nothing was measured, and the
/// crosshair, which is a row with a tooltip. A chart's view derives from this and says what is in a row.
class RowsView : public PlotView {
public:
    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    struct Shape { ///< unscaled px
        double narrowWidth; ///< below it the short names are shown
        double nameGap; ///< between the names and the plot
        double reach; ///< of a row above and below its centre: a tooltip stays clear of it
    };
    RowsView(const Theme& theme, Shape shape);

    struct Head {
        const SeriesName* name;
        SeriesState state;
        bool drawn; ///< there is something to draw
    };
    [[nodiscard]] virtual std::size_t rowCount() const = 0;
    [[nodiscard]] virtual Head head(std::size_t row) const = 0;
    virtual void drawValues(QPainter& painter, std::size_t row, double centre) const = 0; ///< of a row that is drawn
    [[nodiscard]] virtual Tooltip tooltip(std::size_t row) const = 0;
    [[nodiscard]] virtual double tooltipX(std::size_t) const { return plot().center().x(); }

    [[nodiscard]] bool narrow() const;
    [[nodiscard]] double nameMargin() const; ///< px, left of the plot
    [[nodiscard]] double pitch() const; ///< px from row to row

private:
    void drawRow(QPainter& painter, std::size_t row) const;
    void drawCrosshair(QPainter& painter) const;
    QString select(std::optional<std::size_t> row);

    Shape m_shape;
    std::optional<std::size_t> m_row;
};

} // namespace ilv::ui
