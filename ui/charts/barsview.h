// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/rowsview.h"
#include "charts/throughputchart.h"

#include <optional>

namespace ilv::ui {

/// One bar a model from zero, linear (the length of a bar is its value), with the 95 % interval of its median.
class BarsView final : public RowsView {
public:
    BarsView(const Theme& theme, const ThroughputData& data); ///< data belongs to the chart, which outlives the view

protected:
    void arrange() override;
    [[nodiscard]] std::size_t rowCount() const override { return m_data.series.size(); }
    [[nodiscard]] Head head(std::size_t row) const override;
    void drawValues(QPainter& painter, std::size_t row, double centre) const override;
    [[nodiscard]] Tooltip tooltip(std::size_t row) const override;
    [[nodiscard]] GoalAxis goalAxis(GoalKind kind) const override;

private:
    [[nodiscard]] double most() const; ///< that is drawn
    void drawUnder(QPainter& painter) const;
    void drawInterval(QPainter& painter, const ThroughputSeries& series, double centre) const;

    const ThroughputData& m_data;
    double m_intervals = 0; // px, their column with its gap
    bool m_beside = true; // it stands beside the rates; else the bars would be short
    bool m_below = false; // below them, where the rows are high enough; else the tooltip alone tells it
};

} // namespace ilv::ui
