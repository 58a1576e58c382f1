// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

namespace ilv::ui {

/// A chart whose data is not measured by a single run: it says what would fill it.
class MessageChart : public Chart {
    Q_OBJECT

public:
    [[nodiscard]] QString title() const override { return m_title; }
    [[nodiscard]] QString subtitle() const override { return m_subtitle; }
    [[nodiscard]] bool isEmpty() const override { return true; }
    [[nodiscard]] TableData tableData() const override { return {}; }

protected:
    MessageChart(QString title, QString subtitle, const QString& headline, const QString& hint, QWidget* parent);
    [[nodiscard]] std::unique_ptr<PlotView> makeView() const override;

private:
    QString m_title, m_subtitle;
};

/// Throughput against the CPU time of a task: which model is fastest where. Needs a sweep.
class CrossoverChart final : public MessageChart {
    Q_OBJECT

public:
    explicit CrossoverChart(QWidget* parent = nullptr);
};

/// Speed-up against workers with the universal scalability law. Needs a sweep.
class ScalingChart final : public MessageChart {
    Q_OBJECT

public:
    explicit ScalingChart(QWidget* parent = nullptr);
};

} // namespace ilv::ui
