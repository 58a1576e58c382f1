// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

namespace ilv::ui {

/// From submit to result: per model a dot at p50, a block to p90, a line to p99, dots to p99.9; log scale.
class LatencyChart final : public Chart {
    Q_OBJECT

public:
    explicit LatencyChart(QWidget* parent = nullptr);

    void setData(LatencyData data);
    [[nodiscard]] const LatencyData& data() const { return m_data; }

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] TableData tableData() const override;

protected:
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;

private:
    LatencyData m_data;
};

} // namespace ilv::ui
