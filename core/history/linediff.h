// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace ilv {

/// Of two texts of JSON the lines that were taken away ("- …") and added ("+ …"), in their order, by a longest common
/// subsequence: enough to see what somebody has touched. At most 20, then how many more there are.
void addLineDiff(const std::string& before, const std::string& after, std::vector<std::string>& changes);

} // namespace ilv
