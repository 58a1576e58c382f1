// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ilv {

/// How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn one word into the
/// other (optimal string alignment); upper and lower case count as the same letter.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);

/// The word most likely meant, or empty when none is near (more than a third of the letters differ).
[[nodiscard]] std::string_view closest(std::string_view word, std::span<const std::string_view> known);

/// `Did you mean "units"?`, or empty.
[[nodiscard]] std::string didYouMean(std::string_view word, std::span<const std::string_view> known);

} // namespace ilv
