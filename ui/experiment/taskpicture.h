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
    /// Means of one task in ms; what nobody knows is absent, and `unknown` says why where it is the CPU's. The bar is
    /// then split in halves, or empty where nothing is known at all.
    void setTask(std::optional<double> ioMs, std::optional<double> cpuMs, const QString& unknown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString ioText() const;
    [[nodiscard]] QString cpuText() const;

    std::optional<double> m_ioMs = 0, m_cpuMs = 0;
    QString m_unknown; ///< what is said instead of the CPU's time
};

} // namespace ilv::ui
