// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QPalette>
#include <QString>

namespace ilv::ui {

/// What Fusion needs to know of the theme: menus, dialogs, tool tips, scroll bars, table headers. Everything else
/// draws itself (controls/).
[[nodiscard]] QPalette paletteFor(const Theme& theme);
[[nodiscard]] QString styleSheetFor(const Theme& theme);

} // namespace ilv::ui
