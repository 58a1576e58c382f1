// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ticks.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ilv::ui {

/// Where ticks and range ends fall: 1-2-5 steps, as pure functions.
using ilv::snapDown;
using ilv::snapUp;
using ilv::wantsLog;

struct Range {
    double low = 0, high = 1;
    friend bool operator==(const Range&, const Range&) = default;
};

/// Multiples of a 1-2-5 step inside the range, at least `spacing` px apart on `length` px.
[[nodiscard]] std::vector<double> linearTicks(Range range, double length, double spacing);

enum class AxisScale : std::uint8_t { Auto, Log, Linear };

struct LogTicks {
    std::vector<double> major; ///< labelled: decades, and 2 and 5 of each where there is room
    std::vector<double> minor; ///< 2 … 9 of each decade that are not labelled
};
/// `label` is the px one label takes along the axis: 2 and 5 are labelled when a decade has room for two labels
/// between its ends with space around (≥ 3 label lengths). Where decades are closer than a label, each 2nd, 3rd …
[[nodiscard]] LogTicks logTicks(Range range, double length, double label);

/// Keeps a live axis from jumping: a new range is taken at most once a second, except the first, and except when not
/// live. Times are the caller's milliseconds.
class RangeKeeper {
public:
    /// The range to draw now.
    Range update(Range wanted, std::int64_t nowMs, bool live);
    void reset() { m_range.reset(); }

private:
    std::optional<Range> m_range;
    std::int64_t m_changedMs = 0;
};

} // namespace ilv::ui
