// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

#include <optional>

namespace ilv::ui {

/// One task as a bar: hatched while it waits, solid while it computes, in proportion; the times below it.
class TaskPicture : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit TaskPicture(QWidget* parent = nullptr);
    /// Means of one task. CPU that nobody has calibrated yet is absent: the bar is then split in halves and says so.
    void setTask(double ioMs, std::optional<double> cpuMs);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString ioText() const;
    [[nodiscard]] QString cpuText() const;

    double m_ioMs = 0;
    std::optional<double> m_cpuMs = 0;
};

} // namespace ilv::ui
