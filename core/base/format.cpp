// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace ilv {
namespace {

constexpr std::string_view kGap = "\u202F"; // narrow no-break space

/// std::to_chars never asks the locale, unlike printf: a German desktop must not turn 1.5 into 1,5.
std::string fixed(double value, int decimals)
{
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
    return { buffer, end.ptr };
}

/// "–" where there is no number, "∞" where there is no end; empty for ordinary numbers.
std::string special(double value)
{
    if (std::isnan(value))
        return "–";
    if (std::isinf(value))
        return value < 0 ? "-∞" : "∞";
    return {};
}

/// Power of ten of the first digit, after rounding to `digits` (9.996 with 3 digits is 10.0: exponent 1).
int exponentOf(double value, int digits)
{
    if (value == 0)
        return 0;
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1);
    const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
    const std::string_view tail = text.substr(text.find('e') + 1);
    int exponent = 0;
    std::from_chars(tail.data() + (tail.front() == '+' ? 1 : 0), tail.data() + tail.size(), exponent);
    return exponent;
}

/// Thousands separators into the whole part of a plain number.
std::string grouped(std::string digits)
{
    const std::size_t first = !digits.empty() && digits.front() == '-' ? 1 : 0;
    const std::size_t point = digits.find('.');
    std::size_t at = point == std::string::npos ? digits.size() : point;
    while (at > first + 3) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

std::string withoutTrailingZeros(std::string text)
{
    if (text.find('.') == std::string::npos)
        return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

/// Three significant digits and a unit.
std::string measured(double value, std::string_view unit)
{
    return formatSignificant(value, 3).append(kGap).append(unit);
}

/// The number a text shows; std::stod would ask the locale.
double shown(const std::string& text)
{
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Whether `value` still shows fewer than `limit` once rounded to three digits.
bool showsBelow(double value, double limit)
{
    return shown(fixed(value, std::max(0, 2 - exponentOf(value, 3)))) < limit;
}

} // namespace

std::string formatSignificant(double value, int digits)
{
    if (std::string text = special(value); !text.empty())
        return text;
    if (value == 0)
        return "0";
    return fixed(value, std::max(0, digits - 1 - exponentOf(value, digits)));
}

std::string formatRate(double perSecond)
{
    if (std::string text = special(perSecond); !text.empty())
        return text.append(kGap).append("/s");
    const double size = std::abs(perSecond);
    if (std::round(size) >= 1e6)
        return grouped(formatSignificant(perSecond / 1e6, 3)).append("M").append(kGap).append("/s");
    return grouped(size >= 100 ? fixed(perSecond, 0) : formatSignificant(perSecond, 3)).append(kGap).append("/s");
}

std::string formatDuration(double nanos)
{
    if (std::string text = special(nanos); !text.empty())
        return text.append(kGap).append("s");
    struct Unit {
        double nanos;
        std::string_view name;
    };
    constexpr Unit units[]{ { 1, "ns" }, { 1e3, "µs" }, { 1e6, "ms" } };
    const double size = std::abs(nanos);
    for (const Unit& unit : units) {
        if (size == 0 || showsBelow(size / unit.nanos, 1000))
            return measured(nanos / unit.nanos, unit.name);
    }
    if (size < 120e9)
        return measured(nanos / 1e9, "s");
    const double minutes = nanos / 60e9;
    return grouped(fixed(minutes, std::abs(minutes) < 99.95 ? 1 : 0)).append(kGap).append("min");
}

std::string formatCount(std::int64_t n)
{
    return grouped(std::to_string(n));
}

std::string formatPercent(double fraction)
{
    if (std::string text = special(fraction); !text.empty())
        return text.append("%");
    const double percent = fraction * 100;
    const double size = std::abs(percent);
    if (size == 0)
        return "0%";
    if (size < 100 && exponentOf(size, 2) >= 1) { // what is not all must not read "100%"
        for (int decimals = 0; decimals <= 6; ++decimals) {
            std::string text = fixed(percent, decimals);
            if (std::abs(shown(text)) < 100)
                return text.append("%");
        }
    }
    return grouped(formatSignificant(percent, 2)).append("%");
}

std::string formatRatio(double ratio)
{
    if (std::string text = special(ratio); !text.empty())
        return text.append("×");
    const double size = std::abs(ratio);
    const bool small = size != 0 && exponentOf(size, 2) < 0;
    return grouped(small ? formatSignificant(ratio, 2) : fixed(ratio, size < 99.95 ? 1 : 0)).append("×");
}

std::string formatBytes(double bytes)
{
    constexpr std::string_view units[]{ "B", "KiB", "MiB", "GiB", "TiB" };
    if (std::string text = special(bytes); !text.empty())
        return text.append(kGap).append("B");
    std::size_t unit = 0;
    while (unit + 1 < std::size(units) && !showsBelow(std::abs(bytes), 1024)) {
        bytes /= 1024;
        ++unit;
    }
    const std::string digits = bytes == std::trunc(bytes) ? fixed(bytes, 0) : formatSignificant(bytes, 3);
    return grouped(digits).append(kGap).append(units[unit]);
}

std::string formatTick(double value)
{
    if (std::string text = special(value); !text.empty())
        return text;
    struct Scale {
        double factor;
        std::string_view suffix;
    };
    constexpr Scale scales[]{ { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
    const double size = std::abs(value);
    const auto trimmed
        = [](double v) { return v == 0 ? std::string("0") : withoutTrailingZeros(formatSignificant(v, 6)); };
    for (const Scale& scale : scales) {
        if (size >= scale.factor * (1 - 1e-9))
            return trimmed(value / scale.factor).append(scale.suffix);
    }
    return trimmed(value);
}

} // namespace ilv
