// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace ilv {

/// What an experiment says about an address, before anything is looked up: its shape, and whom it would reach.
struct UrlShape {
    std::string problem; ///< what is wrong with it; empty: http:// or https:// with a host, as it should be
    std::string host; ///< lower case, without brackets
};

[[nodiscard]] UrlShape urlShape(std::string_view url);

/// This machine itself: "localhost", 127.0.0.0/8, ::1. Any other spelling counts as foreign, so that no clever one
/// gets past the question for trust.
[[nodiscard]] bool isLoopback(std::string_view host);

} // namespace ilv
