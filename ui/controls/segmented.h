// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

class QButtonGroup;

namespace ilv::ui {

/// One of a few, side by side on a track. Arrow keys move the choice, as between radio buttons.
class Segmented : public QWidget, public Themed {
    Q_OBJECT

public:
    Segmented(const QString& accessibleName, const QStringList& choices, QWidget* parent = nullptr);

    [[nodiscard]] int current() const;
    void setCurrent(int index); ///< tells nobody; one that is not there: none is

Q_SIGNALS:
    void chosen(int index); ///< by the user

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;

private:
    void keepStop();

    QButtonGroup* m_group;
};

} // namespace ilv::ui
