// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/latencychart.h"
#include "charts/plotview.h"
#include "charts/tooltip.h"

#include <QElapsedTimer>

#include <optional>

namespace ilv::ui {

/// All percentiles drawn, ns; absent when none is.
[[nodiscard]] std::optional<Range> latencyExtent(const LatencyData& data);
/// With air on both sides, on 1, 1.5, 2, 3, 5, 7 × 10ⁿ; from zero where it is linear.
[[nodiscard]] Range latencyRange(const LatencyData& data, bool logarithmic = true);
/// The same entry in another run; null: it was not there, or not measured.
[[nodiscard]] const LatencyRow* sameRow(const LatencyData* run, const SeriesName& name);

class LatencyView final : public PlotView {
public:
    /// `data` and `scale` belong to the chart, which outlives the view.
    LatencyView(const Theme& theme, const LatencyData& data, const AxisScale& scale);

    bool canZoom() const override { return true; }
    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;
    [[nodiscard]] GoalAxis goalAxis(GoalKind kind) const override;
    [[nodiscard]] QString goalNote(const GoalLine& goal) const override;

private:
    [[nodiscard]] bool logarithmic() const { return m_scale != AxisScale::Linear; }
    void drawGhost(QPainter& painter, const LatencyRow& row, double centre) const;
    [[nodiscard]] bool narrow() const;
    [[nodiscard]] bool showsKey() const;
    [[nodiscard]] double centreOf(std::size_t row) const;
    void drawUnder(QPainter& painter) const;
    void drawKey(QPainter& painter) const;
    void drawRow(QPainter& painter, std::size_t index) const;
    void drawRange(QPainter& painter, const LatencyRow& row, double centre) const;
    [[nodiscard]] Tooltip tooltip(const LatencyRow& row) const;
    QString select(std::optional<std::size_t> row);

    const LatencyData& m_data;
    const AxisScale& m_scale;
    RangeKeeper m_keeper;
    QElapsedTimer m_clock;
    std::optional<std::size_t> m_row;
};

} // namespace ilv::ui
