// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/suggest.h"

#include <algorithm>
#include <vector>

namespace ilv {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// "in-flight", "inFlight" and "in_flight" are spelt the same but for a separator.
std::string plain(std::string_view word)
{
    std::string out;
    for (const char c : word) {
        if (c != '-' && c != '_' && c != ' ')
            out += lower(c);
    }
    return out;
}

} // namespace

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({ above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1) });
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

std::string_view closest(std::string_view word, std::span<const std::string_view> known)
{
    constexpr std::size_t kLongest = 64; // nobody misspells a longer word of ours; and a hostile one costs nothing
    if (word.empty() || word.size() > kLongest)
        return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        const std::size_t distance = plain(word) == plain(candidate) ? 0 : editDistance(word, candidate);
        if (distance < least && distance < candidate.size()) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::string didYouMean(std::string_view word, std::span<const std::string_view> known)
{
    const std::string_view best = closest(word, known);
    return best.empty() ? std::string{} : "Did you mean \"" + std::string(best) + "\"?";
}

} // namespace ilv
