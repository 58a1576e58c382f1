// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QPushButton>

namespace ilv::ui {

/// A unit that can be chosen: looks like the unit of the other fields until pointed at.
class UnitButton : public QPushButton, public Themed {
    Q_OBJECT

public:
    static constexpr double kAir = 4; ///< left of the text, so that plate and ring do not touch it

    explicit UnitButton(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace ilv::ui
