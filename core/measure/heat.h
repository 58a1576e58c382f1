// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ilv {

/// Rows of the latency-over-time grid: four to the octave from 1,024 ns on (steps of 14 to 25 %), up to 73 minutes.
/// Coarser than the histogram, which keeps the percentiles: this one is looked at.
namespace heat {
inline constexpr std::size_t kRows = 128;
inline constexpr std::size_t kMostColumns = 120; ///< of a HeatData: neighbours are added up until they fit
[[nodiscard]] constexpr std::size_t row(Nanos latency)
{
    const auto v = static_cast<std::uint64_t>(latency < 1024 ? 1024 : latency);
    const int octave = static_cast<int>(std::bit_width(v)) - 11;
    const std::size_t at = static_cast<std::size_t>(octave) * 4 + ((v >> (octave + 8)) & 3);
    return at < kRows ? at : kRows - 1;
}
/// The smallest latency of a row, ns; `row` may be kRows: the end of the last one.
[[nodiscard]] constexpr Nanos lowest(std::size_t row)
{
    return (Nanos{ 4 } + static_cast<Nanos>(row % 4)) << (8 + row / 4);
}
} // namespace heat

/// How many tasks were delivered in which stretch of the window with which response time. A plain value; sparse, by
/// rising column, then row.
struct HeatData {
    struct Cell {
        std::uint16_t column = 0;
        std::uint16_t row = 0;
        std::uint32_t count = 0;
        friend bool operator==(const Cell&, const Cell&) = default;
    };
    Nanos width = 0; ///< of a column; 0: nothing was recorded
    std::vector<Cell> cells;
    friend bool operator==(const HeatData&, const HeatData&) = default;
};

/// The warm-up's own throughput: ok tasks in equal stretches from its first intended start to the window's begin.
struct WarmUpData {
    Nanos length = 0; ///< 0: there was none
    std::vector<std::uint32_t> bins;
    friend bool operator==(const WarmUpData&, const WarmUpData&) = default;
};

} // namespace ilv
