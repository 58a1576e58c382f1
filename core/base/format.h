// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <string>

namespace ilv {

/// Numbers for people, in the C locale (interface.md, Numbers). A unit is set off by a narrow no-break space (U+202F).

[[nodiscard]] std::string formatRate(double perSecond); ///< "14,980 /s", "7.25 /s", "1.20M /s"
[[nodiscard]] std::string formatDuration(double nanos); ///< "162 ms", "4.27 ms", "35.1 µs", "1.50 s", "2.0 min"
[[nodiscard]] std::string formatCount(std::int64_t n); ///< "1,000,000"
[[nodiscard]] std::string formatPercent(double fraction); ///< "7.2%", "98%", "0.057%"; two significant digits
[[nodiscard]] std::string formatRatio(double ratio); ///< "37.8×", "1.0×"
[[nodiscard]] std::string formatBytes(double bytes); ///< "4 KiB", "21.8 MiB"
[[nodiscard]] std::string formatSignificant(double value, int digits); ///< plain, no unit: "4.27", "162", "0.0123"
[[nodiscard]] std::string formatTick(double value); ///< "500", "1k", "20k", "1M"

} // namespace ilv
