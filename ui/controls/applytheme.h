// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace ilv::ui {

struct Theme;

/// Gives the theme to `root` and everything below it that is Themed, and has it laid out and painted anew.
void applyTheme(QWidget* root, const Theme& theme);

} // namespace ilv::ui
