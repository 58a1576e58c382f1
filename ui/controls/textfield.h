// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QLineEdit>

namespace ilv::ui {

/// A line of text, as high as a number box; the style sheet draws its edge.
class TextField : public QLineEdit, public Themed {
    Q_OBJECT

public:
    explicit TextField(const QString& accessibleName, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void themeChanged() override;
};

} // namespace ilv::ui
