// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/match.h"

#include <QStringList>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kStart = 0, kWordStart = 10, kInside = 100, kInitials = 200, kScattered = 1000;

bool startsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

/// The letters of `word` at the beginnings of words of `text`, in that order.
bool areInitials(const QString& text, const QString& word)
{
    qsizetype next = 0;
    for (qsizetype i = 0; i < text.size() && next < word.size(); ++i)
        next += startsWord(text, i) && text.at(i) == word.at(next);
    return next == word.size();
}

/// How many letters lie between the first and the last of `word`, found in order; absent: they are not all there.
std::optional<int> scatter(const QString& text, const QString& word)
{
    qsizetype next = 0, first = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != word.at(next))
            continue;
        if (first < 0)
            first = i;
        if (++next == word.size())
            return static_cast<int>(i - first);
    }
    return std::nullopt;
}

std::optional<int> wordScore(const QString& text, const QString& word)
{
    const qsizetype at = text.indexOf(word);
    if (at == 0)
        return kStart;
    for (qsizetype i = at; i >= 0; i = text.indexOf(word, i + 1))
        if (startsWord(text, i))
            return kWordStart + static_cast<int>(std::min<qsizetype>(i, kInside - kWordStart - 1));
    if (at > 0)
        return kInside;
    if (word.size() > 1 && areInitials(text, word))
        return kInitials;
    // One letter alone would find everything, and letters far apart are no answer.
    if (const auto spread = word.size() > 2 ? scatter(text, word) : std::nullopt; spread && *spread < 3 * word.size())
        return kScattered + *spread;
    return std::nullopt;
}

} // namespace

std::optional<int> matchScore(const QString& text, const QString& typed)
{
    const QString lower = text.toLower();
    int sum = 0;
    const QStringList words = typed.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const auto score = wordScore(lower, word);
        if (!score)
            return std::nullopt;
        sum += *score;
    }
    return sum;
}

} // namespace ilv::ui
