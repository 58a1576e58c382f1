// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plotview.h"
#include "charts/throughputchart.h"
#include "charts/tooltip.h"

#include <optional>

namespace ilv::ui {

/// One bar a model from zero, linear (the length of a bar is its value), with the 95 % interval of its median.
class BarsView final : public PlotView {
public:
    BarsView(const Theme& theme, const ThroughputData& data); ///< data belongs to the chart, which outlives the view

    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;
    [[nodiscard]] GoalAxis goalAxis(GoalKind kind) const override;

private:
    [[nodiscard]] bool narrow() const;
    [[nodiscard]] double most() const; ///< that is drawn
    [[nodiscard]] double centreOf(std::size_t row) const;
    void drawUnder(QPainter& painter) const;
    void drawRow(QPainter& painter, std::size_t index) const;
    void drawInterval(QPainter& painter, const ThroughputSeries& series, double centre) const;
    [[nodiscard]] Tooltip tooltip(const ThroughputSeries& series) const;
    QString select(std::optional<std::size_t> row);

    const ThroughputData& m_data;
    std::optional<std::size_t> m_row;
};

} // namespace ilv::ui
