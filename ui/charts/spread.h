// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace ilv::ui {

/// Pushes labels apart along one axis: returns, in the order given, positions at least `gap` apart inside
/// [low, high], in the order of the wishes and as near to them as can be (least squares: each cluster sits on the mean
/// of its wishes). Where they do not fit at all, the gap is what the room allows.
[[nodiscard]] std::vector<double> spreadLabels(const std::vector<double>& wishes, double gap, double low, double high);

} // namespace ilv::ui
