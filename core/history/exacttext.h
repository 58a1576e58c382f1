// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace ilv {

/// A stranger's text so that nothing of it can hide or steer a terminal: beyond ASCII only letters and digits that are
/// seen stay; all else, control characters too, is written by its number ("\u202e", "\U0001f600"). No UTF-8: \ufffd.
[[nodiscard]] std::string exactText(const std::string& text);

/// The same of one argument: where it ends is seen, quotes and backslashes are escaped.
[[nodiscard]] std::string exactWord(const std::string& word);

} // namespace ilv
