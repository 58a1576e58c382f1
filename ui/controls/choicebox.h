// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QComboBox>

namespace ilv::ui {

/// One of a list, chosen from a menu: as high as a button, with a chevron.
class ChoiceBox : public QComboBox, public Themed {
    Q_OBJECT

public:
    explicit ChoiceBox(const QString& accessibleName, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override; ///< scrolls what is around it
};

} // namespace ilv::ui
