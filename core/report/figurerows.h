// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/entries.h"
#include "report/svg.h"

#include <algorithm>
#include <string>

namespace ilv::report {

/// What the figures with one row a model share: where names, plot and numbers stand.
struct Rows {
    static constexpr double kWidth = 560, kLeft = 132, kPitch = 31, kFirst = 44;
    std::size_t count = 0;

    [[nodiscard]] double middle(std::size_t row) const { return kFirst + kPitch * static_cast<double>(row); }
    [[nodiscard]] double bottom() const { return middle(count) - kPitch / 2 + 2; }
    [[nodiscard]] double height() const { return std::max(bottom() + 26, 290.0); }
};

/// At most `most` characters, the last an ellipsis where something was cut. Never inside a character.
[[nodiscard]] std::string cut(const std::string& utf8, std::size_t most);

void drawRowName(Svg& svg, const Rows& rows, std::size_t row, const Entry& entry);

} // namespace ilv::report
