// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace ilv {

/// A named experiment that ships with the program (resources/presets/NAME.interleave.json, compiled in).
struct Preset {
    std::string_view name; ///< "mixed"
    std::string_view summary; ///< one line: what it shows (the file's "x-summary")
    std::string_view text; ///< the experiment file
};

[[nodiscard]] const std::vector<Preset>& presets();
[[nodiscard]] const Preset* findPreset(std::string_view name); ///< null when there is none

/// Names of the golden outputs that ship with the program (resources/golden/NAME.json): what `golden` may say.
[[nodiscard]] const std::vector<std::string_view>& goldenFileNames();

} // namespace ilv
