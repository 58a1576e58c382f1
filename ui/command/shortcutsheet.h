// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartkeys.h"
#include "look/theme.h"

#include <QDialog>

namespace ilv::ui {

class Actions;

/// Every action that has keys, by group, with them, and the keys of charts: what "?" shows.
class ShortcutSheet : public QDialog {
    Q_OBJECT

public:
    ShortcutSheet(const Theme& theme, const Actions& actions, QWidget* parent);

    [[nodiscard]] QStringList lines() const { return m_lines; } ///< "Stop\tShift+F5", for tests and screen readers

private:
    QWidget* groupBox(const QString& title, const KeyHelp& keys);
    QWidget* row(const QString& text, const QString& keys);

    Theme m_theme;
    QStringList m_lines;
};

} // namespace ilv::ui
