// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ilv {

/// Why a trial is not a clean one, in words: "a worker crashed" of WORKER_CRASHED. A code without words is told as it
/// is.
[[nodiscard]] std::string disturbanceWords(std::string_view code);
/// Those of several codes, each said once, joined by commas.
[[nodiscard]] std::string disturbanceWords(const std::vector<std::string>& codes);

} // namespace ilv
