// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace ilv::cli {

/// Whether a window could be shown here, without trying: Qt ends the program when it cannot.
struct Display {
    bool usable = false;
    std::string what; ///< "DISPLAY :0", or why there is none
};
[[nodiscard]] Display findDisplay();

} // namespace ilv::cli
