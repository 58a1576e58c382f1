// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace ilv {

/// Nanoseconds of CLOCK_MONOTONIC. The one clock of all stamps, comparable between processes of one machine
/// (science §0.1). Signed, so that a difference of the wrong sign is seen instead of wrapping.
using Nanos = std::int64_t;

inline constexpr Nanos kMicro = 1'000;
inline constexpr Nanos kMilli = 1'000'000;
inline constexpr Nanos kSecond = 1'000'000'000;

[[nodiscard]] inline Nanos now()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

[[nodiscard]] constexpr Nanos nanosFromMs(double ms)
{
    return static_cast<Nanos>(ms * 1e6 + 0.5);
}

[[nodiscard]] constexpr double msFromNanos(Nanos ns)
{
    return static_cast<double>(ns) / 1e6;
}

[[nodiscard]] constexpr double secondsFromNanos(Nanos ns)
{
    return static_cast<double>(ns) / 1e9;
}

} // namespace ilv
