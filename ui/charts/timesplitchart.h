// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

namespace ilv::ui {

enum class SplitUnit : std::uint8_t { Share, Time };

/// Where a task's latency goes: a stacked bar a model, as a share of the task (100 %) or in time.
class TimeSplitChart final : public Chart {
    Q_OBJECT

public:
    explicit TimeSplitChart(QWidget* parent = nullptr);

    void setData(TimeSplitData data);
    [[nodiscard]] const TimeSplitData& data() const { return m_data; }
    void setUnit(SplitUnit unit);
    [[nodiscard]] SplitUnit unit() const { return m_unit; }

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override;
    [[nodiscard]] std::vector<ChartAction> chartActions() override;

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;

private:
    TimeSplitData m_data;
    SplitUnit m_unit = SplitUnit::Share;
};

} // namespace ilv::ui
