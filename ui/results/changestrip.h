// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

namespace ilv::ui {

class TextLabel;

/// A strip under the verdict: old against new. Hidden while there is nothing to compare.
class ChangeStrip : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit ChangeStrip(QWidget* parent = nullptr);
    void setText(const QString& sentence);
    void setOneLine(bool one); ///< cut at its end where it is longer: the tool tip has it all
    [[nodiscard]] QString text() const;
    [[nodiscard]] int heightFor(int width) const; ///< for all of it

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;

private:
    TextLabel* m_text;
};

} // namespace ilv::ui
