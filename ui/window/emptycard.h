// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

namespace ilv::ui {

/// Instead of all cards while nothing was measured.
class EmptyCard : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit EmptyCard(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace ilv::ui
