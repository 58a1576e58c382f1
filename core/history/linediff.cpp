// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/linediff.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace ilv {
namespace {

constexpr std::ptrdiff_t kMostChanges = 20;
constexpr std::size_t kMostCells = 4'000'000; ///< of the table; beyond it all lines count as others

/// Without what changes when something else does: their depth, and the comma before another.
std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        if (line.ends_with(','))
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

} // namespace

void addLineDiff(const std::string& before, const std::string& after, std::vector<std::string>& changes)
{
    const auto old = linesOf(before), now = linesOf(after);
    // common[i * width + j]: how many lines those from old[i] on and those from now[j] on have in common.
    const std::size_t width = now.size() + 1, cells = (old.size() + 1) * width;
    std::vector<std::uint32_t> common(cells <= kMostCells ? cells : 0);
    if (!common.empty()) {
        for (std::size_t i = old.size(); i-- > 0;) {
            for (std::size_t j = now.size(); j-- > 0;) {
                const auto* at = &common[i * width + j];
                common[i * width + j] = old[i] == now[j] ? at[width + 1] + 1 : std::max(at[width], at[1]);
            }
        }
    }
    std::vector<std::string> lines;
    for (std::size_t i = 0, j = 0; i < old.size() || j < now.size();) {
        const auto* at = common.empty() ? nullptr : &common[i * width + j];
        if (at && i < old.size() && j < now.size() && old[i] == now[j])
            ++i, ++j;
        else if (i < old.size() && (j == now.size() || !at || at[width] >= at[1]))
            lines.push_back("- " + std::string(old[i++]));
        else
            lines.push_back("+ " + std::string(now[j++]));
    }
    const auto shown = std::min(std::ssize(lines), kMostChanges);
    changes.insert(changes.end(), lines.begin(), lines.begin() + shown);
    if (shown < std::ssize(lines))
        changes.push_back("and " + std::to_string(std::ssize(lines) - shown) + " more lines");
}

} // namespace ilv
