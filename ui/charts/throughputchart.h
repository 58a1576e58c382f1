// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "charts/ticks.h"

namespace ilv::ui {

/// Lines over time, or one bar a model with the 95 % interval of its median.
enum class ThroughputForm : std::uint8_t { Lines, Bars };

/// Tasks per second over time, one line a model, labelled at its end.
class ThroughputChart final : public Chart {
    Q_OBJECT

public:
    explicit ThroughputChart(QWidget* parent = nullptr);

    void setData(ThroughputData data);
    [[nodiscard]] const ThroughputData& data() const { return m_data; }
    /// Auto: log when max / min > 20. Emits subtitleChanged() when what is drawn changes.
    void setAxisScale(AxisScale scale);
    [[nodiscard]] AxisScale axisScale() const { return m_scale; }
    /// Until it is called: bars where a trial was too brief for a line (isBrief), else lines.
    void setForm(ThroughputForm form);
    [[nodiscard]] ThroughputForm form() const { return m_form; }
    [[nodiscard]] bool isLog() const; ///< what is drawn now: for the Log/Linear switch

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override;
    [[nodiscard]] std::vector<GoalKind> goalKinds() const override { return { GoalKind::Throughput }; }
    [[nodiscard]] std::vector<ChartAction> chartActions() override;

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;

private:
    ThroughputData m_data;
    AxisScale m_scale = AxisScale::Auto;
    ThroughputForm m_form = ThroughputForm::Lines;
    bool m_chosen = false; ///< by the user; else by the data
};

} // namespace ilv::ui
