// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plotview.h"
#include "charts/throughputchart.h"
#include "charts/tooltip.h"

#include <QElapsedTimer>

#include <optional>

namespace ilv::ui {

/// A model that is measured has fewer than four points: no line to be seen.
[[nodiscard]] bool isBrief(const ThroughputData& data);
/// How far a stopped model got: "3 of 6 rounds"; "stopped at 6.2 s" where not one was whole, or they are not known.
[[nodiscard]] QString stoppedText(const ThroughputSeries& series);
/// Smallest and largest positive rate after the warm-up (of everything where nothing is after it).
[[nodiscard]] std::optional<Range> rateExtent(const ThroughputData& data);
[[nodiscard]] bool drawsLog(const ThroughputData& data, AxisScale scale);
[[nodiscard]] Range rateRange(const ThroughputData& data, bool logarithmic); ///< snapped to 1-2-5
[[nodiscard]] bool hasWarmUp(const ThroughputData& data);
[[nodiscard]] double lastSecond(const ThroughputData& data);
[[nodiscard]] double endRate(const ThroughputSeries& series); ///< the number at the line's end

class ThroughputView final : public PlotView {
public:
    /// `data` and `scale` belong to the chart and outlive the view.
    ThroughputView(const Theme& theme, const ThroughputData& data, const AxisScale& scale);

    bool canZoom() const override { return true; }
    QString hover(QPointF position) override;
    QString step(int across, int down) override;
    void hideCrosshair() override;

protected:
    void arrange() override;
    [[nodiscard]] GoalAxis goalAxis(GoalKind kind) const override;
    [[nodiscard]] QString goalNote(const GoalLine& goal) const override;
    [[nodiscard]] bool goalLabelBelow(const GoalLine& goal) const override;

private:
    [[nodiscard]] Range withGoals(Range range, bool logarithmic) const;
    void addGhosts(std::vector<Line>& lines, Range range, bool logarithmic) const;
    [[nodiscard]] bool live() const;
    [[nodiscard]] Tooltip tooltipAt(double seconds) const;
    QString moveTo(double seconds);
    void drawUnder(QPainter& painter) const;
    void drawOver(QPainter& painter) const;
    void drawEnds(QPainter& painter) const;
    void drawCrosshair(QPainter& painter) const;

    const ThroughputData& m_data;
    const AxisScale& m_scale;
    RangeKeeper m_keeper;
    QElapsedTimer m_clock;
    bool m_wasLog = false;
    std::optional<double> m_cross; ///< seconds
};

} // namespace ilv::ui
