// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "charts/ticks.h"

namespace ilv::ui {

/// Percentiles as ranges, or how many tasks took how long when: a heat map, a strip a model.
enum class LatencyForm : std::uint8_t { Ranges, OverTime };

/// From submit to result: per model a dot at p50, a block to p90, a line to p99, dots to p99.9; log scale.
class LatencyChart final : public Chart {
    Q_OBJECT

public:
    explicit LatencyChart(QWidget* parent = nullptr);

    void setData(LatencyData data);
    [[nodiscard]] const LatencyData& data() const { return m_data; }

    void setForm(LatencyForm form);
    [[nodiscard]] LatencyForm form() const { return m_form; }
    void setAxisScale(AxisScale scale); ///< of the latencies; Auto: log
    [[nodiscard]] bool isLog() const { return m_scale != AxisScale::Linear; }

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override;
    [[nodiscard]] std::vector<GoalKind> goalKinds() const override;
    [[nodiscard]] std::vector<ChartAction> chartActions() override;

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;

private:
    LatencyData m_data;
    LatencyForm m_form = LatencyForm::Ranges;
    AxisScale m_scale = AxisScale::Auto;
};

} // namespace ilv::ui
