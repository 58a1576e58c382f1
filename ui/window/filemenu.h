// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace ilv::ui {

/// Experiment files and the presets that ship with the program.
class FileMenu : public QMenu {
    Q_OBJECT

public:
    explicit FileMenu(QWidget* parent);

Q_SIGNALS:
    void openAsked();
    void saveAsked();
    void presetAsked(const QString& name);
};

} // namespace ilv::ui
