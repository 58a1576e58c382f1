// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plotview.h"
#include "charts/timesplitchart.h"
#include "charts/tooltip.h"

#include <optional>

namespace ilv::ui {

/// Left and right ends, px, of the phases of one bar of `width` px. Every phase that took time is at least 1 px wide,
/// and a 1 px gap separates neighbours where both can spare it; the last ends at `width`. Pure.
struct BarPart {
    Phase phase = Phase::Work;
    double left = 0, right = 0;
};
[[nodiscard]] std::vector<BarPart> barParts(const std::array<double, kPhaseCount>& ns, double width);

class TimeSplitView final : public PlotView {
public:
    /// data and unit belong to the chart, which outlives the view
    TimeSplitView(const Theme& theme, const TimeSplitData& data, const SplitUnit& unit);

    bool canZoom() const override { return m_unit == SplitUnit::Time; }
    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;

private:
    [[nodiscard]] bool narrow() const;
    [[nodiscard]] bool showsTotals() const;
    [[nodiscard]] bool showsLegend() const;
    [[nodiscard]] double centreOf(std::size_t row) const;
    void drawUnder(QPainter& painter) const;
    void drawLegendRow(QPainter& painter) const;
    void drawRow(QPainter& painter, std::size_t index) const;
    void drawBar(QPainter& painter, const TimeSplitRow& row, double centre) const;
    /// The same entry of the run before, pale and thin below the bar.
    void drawGhost(QPainter& painter, const TimeSplitRow& row, double top) const;
    [[nodiscard]] double barHeight(const QRectF& box, std::size_t rows) const;
    [[nodiscard]] double barLeft() const;
    [[nodiscard]] double barLength(const TimeSplitRow& row) const;
    [[nodiscard]] Tooltip tooltip(const TimeSplitRow& row) const;
    QString select(std::optional<std::size_t> row);

    const TimeSplitData& m_data;
    const SplitUnit& m_unit;
    std::optional<std::size_t> m_row;
};

} // namespace ilv::ui
