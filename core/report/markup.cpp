// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/markup.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace ilv::report {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

/// Length of the well-formed UTF-8 sequence at the front (Unicode, table 3-7), 0 where there is none.
std::size_t sequence(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows
        = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) { return byte(i) >= low && byte(i) <= high; };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF)
        return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    if (lead >= 0xF0 && lead <= 0xF4)
        return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
    return 0;
}

bool isForbidden(std::string_view character)
{
    if (character.size() == 1) {
        const auto c = static_cast<unsigned char>(character[0]);
        return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
    }
    return character == "\uFFFE" || character == "\uFFFF" || (character.size() == 2 && character < "\u00A0");
}

std::string_view entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = sequence(text);
        const std::string_view character = text.substr(0, length == 0 ? 1 : length);
        if (length == 0 || isForbidden(character))
            out += kReplacement;
        else if (const auto named = length == 1 ? entity(character[0]) : std::string_view(); !named.empty())
            out += named;
        else
            out += character;
        text.remove_prefix(character.size());
    }
    return out;
}

std::string fixed(double value, int decimals)
{
    if (!std::isfinite(value))
        return "0";
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
    return { buffer, end.ptr };
}

std::string decimal(double value, int decimals)
{
    std::string text = fixed(value, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
            text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string element(std::string_view tag, std::string_view cls, std::string_view content)
{
    std::string out = "<";
    out += tag;
    if (!cls.empty())
        out.append(" class=\"").append(cls).append("\"");
    return out.append(">").append(content).append("</").append(tag).append(">");
}

} // namespace ilv::report
