// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ilv::ui {

/// Opens the workbench and returns when it is closed. `fileToOpen` may be empty. The window is on screen before
/// anything slow (machine, history) is asked for.
int runWindow(int& argc, char** argv, const QString& fileToOpen);

} // namespace ilv::ui
