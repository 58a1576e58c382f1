// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <vector>

namespace ilv::ui {

/// What a key does while a chart has the focus, and the key: for the sheet of shortcuts.
using KeyHelp = std::vector<std::pair<QString, QString>>;
[[nodiscard]] KeyHelp chartKeys(); ///< of every chart
[[nodiscard]] KeyHelp timelineKeys(); ///< of the timeline besides

} // namespace ilv::ui
