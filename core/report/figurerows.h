// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/phase.h"
#include "report/entries.h"
#include "report/svg.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace ilv::report {

/// What the figures with one row a model share: where names, plot and numbers stand.
struct Rows {
    static constexpr double kWidth = 560, kLeft = 132, kTop = 28;
    std::size_t count = 0;

    [[nodiscard]] double pitch() const
    {
        return std::clamp(234.0 / static_cast<double>(std::max<std::size_t>(count, 1)), 31.0, 44.0);
    }
    [[nodiscard]] double middle(std::size_t row) const { return kTop + pitch() * (static_cast<double>(row) + 0.5); }
    [[nodiscard]] double bottom() const { return kTop + pitch() * static_cast<double>(count) + 2; }
    [[nodiscard]] double height() const { return std::max(bottom() + 26, 290.0); }
};

/// At most `most` characters, the last an ellipsis where something was cut. Never inside a character.
[[nodiscard]] std::string cut(const std::string& utf8, std::size_t most);

/// About how wide 12 px text comes out, in whatever of our fonts is there.
[[nodiscard]] double textWidth(std::string_view text);

/// How a phase is filled; none: what no phase explains.
[[nodiscard]] std::string phaseClass(std::optional<Phase> phase, Model model);

void drawRowName(Svg& svg, const Rows& rows, std::size_t row, const Entry& entry);

} // namespace ilv::report
