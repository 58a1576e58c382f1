// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ilv {

enum class ServiceFault : std::uint8_t { None, Reset, Close, Garbage, Unavailable };

/// How an answer of the loopback service is to be, as its path says.
struct ServiceRequest {
    Nanos latency = 0; ///< 0 … one day
    std::size_t bytes = 0; ///< 0 … 64 MiB
    std::uint32_t variant = 0;
    ServiceFault fault = ServiceFault::None;
};

/// Reads "PREFIX/r?ns=…&bytes=…&v=…[&fault=…]": each once, in any order, nothing else. Empty for any other path.
[[nodiscard]] std::optional<ServiceRequest> parseServiceRequest(std::string_view prefix, std::string_view target);

} // namespace ilv
