// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace ilv::ui {

class Actions;

/// Experiment files, recent ones, the presets that ship with the program, and the way to everything else. All of it
/// are actions of the window's list.
class FileMenu : public QMenu {
    Q_OBJECT

public:
    explicit FileMenu(QWidget* parent);
    void fill(const Actions& actions); ///< once; `actions` outlives the menu

private:
    /// A submenu of those whose id begins so; made anew whenever it is looked at.
    void addList(const QString& title, const Actions& actions, const QString& idPrefix);
};

} // namespace ilv::ui
