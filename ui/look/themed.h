// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

namespace ilv::ui {

/// A widget that draws itself from the theme. There is no global theme: the window hands it down (applyTheme()).
class Themed {
public:
    virtual ~Themed() = default;
    Themed(const Themed&) = delete;
    Themed& operator=(const Themed&) = delete;
    void setTheme(const Theme& theme)
    {
        m_theme = theme;
        themeChanged();
    }

protected:
    Themed() = default;
    /// For what is derived from the theme and kept: fonts, margins, sizes. Who applies it repaints.
    virtual void themeChanged() { }

    Theme m_theme = lightTheme();
};

} // namespace ilv::ui
