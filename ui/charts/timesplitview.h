// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/rowsview.h"
#include "charts/timesplitchart.h"

#include <optional>

namespace ilv::ui {

/// Left and right ends, px, of the phases of one bar of `width` px. Every phase that took time is at least 1 px wide,
/// and a 1 px gap separates neighbours where both can spare it; the last ends at `width`. Pure.
struct BarPart {
    Phase phase = Phase::Work;
    double left = 0, right = 0;
};
[[nodiscard]] std::vector<BarPart> barParts(const std::array<double, kPhaseCount>& ns, double width);

class TimeSplitView final : public RowsView {
public:
    /// data and unit belong to the chart, which outlives the view
    TimeSplitView(const Theme& theme, const TimeSplitData& data, const SplitUnit& unit);

    bool canZoom() const override { return m_unit == SplitUnit::Time; }

protected:
    void arrange() override;
    [[nodiscard]] std::size_t rowCount() const override { return m_data.rows.size(); }
    [[nodiscard]] Head head(std::size_t row) const override;
    void drawValues(QPainter& painter, std::size_t row, double centre) const override;
    [[nodiscard]] Tooltip tooltip(std::size_t row) const override;

private:
    [[nodiscard]] bool showsTotals() const;
    [[nodiscard]] bool showsAxis(double top) const;
    void drawUnder(QPainter& painter) const;
    void drawLegendRows(QPainter& painter) const;
    void drawBar(QPainter& painter, const TimeSplitRow& row, double centre) const;
    /// The same entry of the run before, pale and thin below the bar.
    void drawGhost(QPainter& painter, const TimeSplitRow& row, double top) const;
    [[nodiscard]] double barHeight() const;
    [[nodiscard]] double barLeft() const;
    [[nodiscard]] double barLength(const TimeSplitRow& row) const;

    const TimeSplitData& m_data;
    const SplitUnit& m_unit;
};

} // namespace ilv::ui
