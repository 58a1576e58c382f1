// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QCheckBox>

namespace ilv::ui {

/// A check box with its words, in the look of the list of models.
class CheckLine : public QCheckBox, public Themed {
    Q_OBJECT

public:
    explicit CheckLine(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint& at) const override { return rect().contains(at); }
    void paintEvent(QPaintEvent* event) override;
};

/// The box itself, as every list of the panel draws it: 18 px, the accent colour when it is ticked.
void drawCheckBox(QPainter& painter, const QRectF& box, bool checked, bool lit, const Theme& theme);

} // namespace ilv::ui
