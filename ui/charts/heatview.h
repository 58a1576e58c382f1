// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/latencychart.h"
#include "charts/plotview.h"
#include "charts/tooltip.h"

#include <QImage>

#include <optional>

namespace ilv::ui {

[[nodiscard]] bool hasHeat(const LatencyRow& row);

/// Latency over time, a strip a model one below the other, all on the same two axes: the more tasks were delivered at
/// that moment after that long, the stronger the model's colour. Where a strip is pale all over, tasks took all kinds
/// of times; where it is a line, they took the same.
class HeatView final : public PlotView {
public:
    /// `data` and `scale` belong to the chart, which outlives the view.
    HeatView(const Theme& theme, const LatencyData& data, const AxisScale& scale);

    bool canZoom() const override { return true; }
    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;

private:
    struct Pointed {
        std::size_t strip = 0;
        double seconds = 0;
        friend bool operator==(const Pointed&, const Pointed&) = default;
    };
    [[nodiscard]] bool narrow() const;
    [[nodiscard]] QRectF stripRect(std::size_t strip) const;
    [[nodiscard]] double strip(const QRectF& rect, double ns) const; ///< y of a latency
    void drawUnder(QPainter& painter) const;
    void drawStrip(QPainter& painter, std::size_t strip) const;
    void drawCells(QPainter& painter, const QRectF& rect, const LatencyRow& row) const;
    void drawGoalsIn(QPainter& painter, const QRectF& rect) const;
    [[nodiscard]] Tooltip tooltip(const Pointed& pointed) const;
    QString select(std::optional<Pointed> pointed);

    const LatencyData& m_data;
    const AxisScale& m_scale;
    Range m_latencies; // of all strips
    std::optional<Pointed> m_pointed;
};

} // namespace ilv::ui
