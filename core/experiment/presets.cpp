// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/presets.h"

#include <algorithm>

namespace ilv {

const Preset* findPreset(std::string_view name)
{
    const auto& all = presets();
    const auto found = std::find_if(all.begin(), all.end(), [name](const Preset& p) { return p.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace ilv
