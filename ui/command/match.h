// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace ilv::ui {

/// How well `text` answers what was typed: the lower the better; absent: not at all. Every word typed must be found
/// (case does not matter): best at the beginning of the text, then at the beginning of a word, then inside one, then as
/// letters in that order, so that "cvt" finds "Copy verdict as text".
[[nodiscard]] std::optional<int> matchScore(const QString& text, const QString& typed);

} // namespace ilv::ui
