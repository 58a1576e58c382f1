// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QDoubleSpinBox>

namespace ilv::ui {

/// A number without arrows, right-aligned, without trailing zeros and groups, in the reader's own locale; the point
/// of the C locale is understood too. The wheel scrolls the panel around it unless the box has the keyboard.
class NumberBox : public QDoubleSpinBox, public Themed {
    Q_OBJECT

public:
    explicit NumberBox(QWidget* parent = nullptr);

    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    void setCompact(bool compact);
    void setInvalid(bool invalid); ///< the edge in the error colour

protected:
    void themeChanged() override;
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_compact = false;
    bool m_invalid = false;
};

} // namespace ilv::ui
