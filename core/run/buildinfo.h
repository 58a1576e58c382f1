// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace ilv {

/// What this program was made from. Fixed when it was built.
[[nodiscard]] std::string_view buildVersion(); ///< "0.1.0"
[[nodiscard]] std::string_view buildCommit(); ///< empty: not built from a checkout
[[nodiscard]] std::string_view buildType(); ///< "Release", …
[[nodiscard]] std::string buildCompiler(); ///< "GCC 12.2.0"

} // namespace ilv
