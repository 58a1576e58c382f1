// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace ilv::report {

/// Text as it may stand between tags and inside quoted attributes of HTML and XML. What neither may hold (control
/// characters, bytes that are not UTF-8) becomes U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// A plain decimal in the C locale.
[[nodiscard]] std::string fixed(double value, int decimals);
/// The same without trailing noughts: coordinates.
[[nodiscard]] std::string decimal(double value, int decimals = 1);

/// <tag class="cls">content</tag>; the content is markup already.
[[nodiscard]] std::string element(std::string_view tag, std::string_view cls, std::string_view content);

} // namespace ilv::report
