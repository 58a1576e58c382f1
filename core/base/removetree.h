// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace ilv {

/// Removes a file, or a folder with everything in it, however deep. A link is removed and never followed; a folder that
/// its owner has locked is unlocked first. False with errno: something is left. What is not there is removed.
[[nodiscard]] bool removeTree(const std::string& path);

} // namespace ilv
