// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QKeySequence;
class QWidget;

namespace ilv::ui {

/// Leaves single keys to what has the keyboard: Space presses a focused button or check box and does not pause the
/// run, and a digit typed where `typedIn` says that digits are typed is no shortcut. Text fields guard theirs
/// themselves, and would keep some of the window's keys as well (Ctrl+K and Ctrl+E edit a line under X11): a key with
/// Ctrl that `isCommand` knows is the window's, but for undo and redo. Installed on the application for as long as it
/// lives.
class KeyGuard : public QObject {
    Q_OBJECT

public:
    KeyGuard(std::function<bool(const QWidget*)> typedIn, std::function<bool(const QKeySequence&)> isCommand,
        QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    std::function<bool(const QWidget*)> m_typedIn;
    std::function<bool(const QKeySequence&)> m_isCommand;
};

} // namespace ilv::ui
