// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"

#include <QWidget>

namespace ilv::ui {

class TextLabel;

/// One line under the verdict: old against new. Hidden while there is nothing to compare.
class ChangeStrip : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit ChangeStrip(QWidget* parent = nullptr);
    void setTheme(const Theme& theme) override;
    void setText(const QString& sentence); ///< cut where it does not fit; whole in the tool tip
    [[nodiscard]] QString text() const;
    [[nodiscard]] int wantedHeight() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = lightTheme();
    TextLabel* m_text;
};

} // namespace ilv::ui
