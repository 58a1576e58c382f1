// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ilv::ui {

/// Leaves single keys to what has the keyboard: Space presses a focused button or check box and does not pause the
/// run. Text fields guard theirs themselves. Installed on the application for as long as it lives.
class KeyGuard : public QObject {
    Q_OBJECT

public:
    explicit KeyGuard(QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace ilv::ui
