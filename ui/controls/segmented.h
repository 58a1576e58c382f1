// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"

#include <QWidget>

class QButtonGroup;

namespace ilv::ui {

/// One of a few, side by side on a track. Arrow keys move the choice, as between radio buttons.
class Segmented : public QWidget, public Themed {
    Q_OBJECT

public:
    Segmented(const QString& accessibleName, const QStringList& choices, QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    [[nodiscard]] int current() const;
    void setCurrent(int index); ///< tells nobody

Q_SIGNALS:
    void chosen(int index); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = lightTheme();
    QButtonGroup* m_group;
};

} // namespace ilv::ui
