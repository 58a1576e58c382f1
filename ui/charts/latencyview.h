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
/// With air on both sides, on 1, 1.5, 2, 3, 5, 7 × 10ⁿ.
[[nodiscard]] Range latencyRange(const LatencyData& data);

class LatencyView final : public PlotView {
public:
    LatencyView(const Theme& theme, const LatencyData& data); ///< data belongs to the chart, which outlives the view

    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;

private:
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
    RangeKeeper m_keeper;
    QElapsedTimer m_clock;
    std::optional<std::size_t> m_row;
};

} // namespace ilv::ui
