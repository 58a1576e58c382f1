// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"
#include "base/jsonsource.h"

#include <optional>
#include <string>
#include <string_view>

namespace ilv::json {

[[nodiscard]] Error at(const Place& place, Code code, std::string message, std::string hint = {});

/// Byte order marks, NUL bytes and ill-formed UTF-8, before anything is parsed. Nothing when the text is clean.
[[nodiscard]] std::optional<Error> checkEncoding(std::string_view text);

/// Says for a person where and why the parser stopped: the parser's own words, our place, and a hint for the mistakes
/// people make (a trailing comma, a comment, single quotes, NaN). `id` and `what` are the parser's exception.
[[nodiscard]] Error describe(const Cursor& cursor, int id, std::string_view what);

} // namespace ilv::json
