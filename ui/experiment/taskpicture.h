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
    /// Means of one task in ms; what nobody knows is absent: the bar is then split in halves. `own`: it has stages of
    /// its own, which may do either; where nothing else is known of it the bar is empty.
    void setTask(std::optional<double> ioMs, std::optional<double> cpuMs, bool own);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    int heightForWidth(int width) const override; ///< the words stand below each other where they would meet

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString ioText() const;
    [[nodiscard]] QString cpuText() const;

    std::optional<double> m_ioMs = 0, m_cpuMs = 0;
    bool m_own = false;
};

} // namespace ilv::ui
