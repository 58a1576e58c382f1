// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

namespace ilv {

/// splitmix64's finaliser (science §17). Stateless, so that task i's parameters do not depend on who runs it when.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x)
{
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9ULL;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// The i-th output of splitmix64 seeded with `seed`.
[[nodiscard]] constexpr std::uint64_t draw(std::uint64_t seed, std::uint64_t i)
{
    return mix64(seed + (i + 1) * 0x9E3779B97F4A7C15ULL);
}

/// Uniform in [0, 1) with 53 bits.
[[nodiscard]] constexpr double unit(std::uint64_t x)
{
    return static_cast<double>(x >> 11) * 0x1.0p-53;
}

/// Exponential with mean 1, by inversion.
[[nodiscard]] inline double exponential(std::uint64_t x)
{
    return -std::log1p(-unit(x));
}

} // namespace ilv
