// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figurerows.h"

namespace ilv::report {

std::string cut(const std::string& utf8, std::size_t most)
{
    std::size_t characters = 0, keep = utf8.size();
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if ((static_cast<unsigned char>(utf8[i]) & 0xC0) == 0x80)
            continue;
        if (characters == most - 1)
            keep = i;
        ++characters;
    }
    return characters <= most ? utf8 : utf8.substr(0, keep) + "…";
}

double textWidth(std::string_view text)
{
    double width = 0;
    for (const char c : text) {
        if (c == 'i' || c == 'l' || c == 'j' || c == '.' || c == ' ')
            width += 3.6;
        else if (c == 'f' || c == 't' || c == 'r')
            width += 5;
        else
            width += c == 'm' || c == 'w' || (c >= 'A' && c <= 'Z') ? 9.4 : 7.2;
    }
    return width;
}

std::string phaseClass(std::optional<Phase> phase, Model model)
{
    if (!phase)
        return "px";
    return phase == Phase::Work ? modelClass('m', model) : "p" + std::to_string(static_cast<int>(*phase));
}

void drawRowName(Svg& svg, const Rows& rows, std::size_t row, const Entry& entry)
{
    svg.marker(entry.model(), { 6, rows.middle(row) }, 4.5, entry.variant);
    const std::string& name = entry.model() == Model::Hybrid ? entry.shortName : entry.longName;
    svg.text({ 18, rows.middle(row) + 4 }, "rowname", cut(name, 19));
}

} // namespace ilv::report
