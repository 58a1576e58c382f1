// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QDockWidget>

class QHBoxLayout;

namespace ilv::ui {

class Button;
class TextLabel;

/// A panel at the window's edge: can be moved, floated and closed by its title bar, which has a name and buttons for
/// the keyboard too.
class PanelDock : public QDockWidget, public Themed {
    Q_OBJECT

public:
    PanelDock(const QString& title, const QString& objectName, QWidget* content, QWidget* parent);

protected:
    void themeChanged() override;

private:
    void refreshFloat();

    QWidget* m_bar;
    QHBoxLayout* m_row;
    Button *m_float, *m_close;
};

} // namespace ilv::ui
