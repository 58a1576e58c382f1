// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/latencychart.h"
#include "charts/rowsview.h"

#include <QElapsedTimer>

#include <optional>

namespace ilv::ui {

/// All percentiles drawn, ns; absent when none is.
[[nodiscard]] std::optional<Range> latencyExtent(const LatencyData& data);
/// With air on both sides, on 1, 1.5, 2, 3, 5, 7 × 10ⁿ; from zero where it is linear.
[[nodiscard]] Range latencyRange(const LatencyData& data, bool logarithmic = true);

class LatencyView final : public RowsView {
public:
    /// `data` and `scale` belong to the chart, which outlives the view.
    LatencyView(const Theme& theme, const LatencyData& data, const AxisScale& scale);

    bool canZoom() const override { return true; }

protected:
    void arrange() override;
    [[nodiscard]] std::size_t rowCount() const override { return m_data.rows.size(); }
    [[nodiscard]] Head head(std::size_t row) const override;
    void drawValues(QPainter& painter, std::size_t row, double centre) const override;
    [[nodiscard]] Tooltip tooltip(std::size_t row) const override;
    [[nodiscard]] double tooltipX(std::size_t row) const override;
    [[nodiscard]] GoalAxis goalAxis(GoalKind kind) const override;
    [[nodiscard]] QString goalNote(const GoalLine& goal) const override;
    [[nodiscard]] bool goalLabelFits(const QRectF& label) const override;
    [[nodiscard]] std::vector<double> goalLabelRows() const override;

private:
    [[nodiscard]] bool logarithmic() const { return m_scale != AxisScale::Linear; }
    void drawGhost(QPainter& painter, const LatencyRow& row, double centre) const;
    [[nodiscard]] bool showsKey() const;
    void drawUnder(QPainter& painter) const;
    void drawKey(QPainter& painter) const;
    void drawRange(QPainter& painter, const LatencyRow& row, double centre) const;

    const LatencyData& m_data;
    const AxisScale& m_scale;
    RangeKeeper m_keeper;
    QElapsedTimer m_clock;
};

} // namespace ilv::ui
