// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

class QWidget;

namespace ilv::ui {

/// A widget that draws itself from the theme. There is no global theme: the window hands it down.
class Themed {
public:
    virtual ~Themed() = default;
    Themed(const Themed&) = delete;
    Themed& operator=(const Themed&) = delete;
    virtual void setTheme(const Theme& theme) = 0;

protected:
    Themed() = default;
};

/// Gives the theme to `root` and everything below it that is Themed or a chart.
void applyTheme(QWidget* root, const Theme& theme);

} // namespace ilv::ui
