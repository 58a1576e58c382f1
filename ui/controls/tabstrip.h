// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QTabBar>

namespace ilv::ui {

/// The row of tabs above the centre: the current one is a plate, the others plain text.
class TabStrip : public QTabBar, public Themed {
    Q_OBJECT

public:
    explicit TabStrip(QWidget* parent = nullptr);

protected:
    void themeChanged() override;
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    double m_air = 24; ///< beside a tab's text, both sides, unscaled: less where the strip is short
};

} // namespace ilv::ui
