// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/histogram.h"

#include <cstdint>
#include <span>
#include <vector>

namespace ilv::stats {

/// Coordinated omission (science §2). The open load needs no repair: it counts from the intended start. These are for
/// showing what a generator that waits would have hidden; never apply them to open-load data.

/// HdrHistogram's repair: every value v adds v - i, v - 2i, … down to i.
[[nodiscard]] HistogramData correctedForOmission(std::span<const std::int64_t> values, std::int64_t interval);
/// The same from buckets (a bucket stands for its middle).
[[nodiscard]] HistogramData correctedForOmission(const HistogramData& recorded, std::int64_t interval);

/// A server with constant service that stalls from 0 to `stall`, asked every `interval`.
struct Stall {
    std::int64_t interval = 0, service = 0, stall = 0;
};
/// Latencies from the intended start, request by request: what really happened.
[[nodiscard]] std::vector<std::int64_t> openLatencies(const Stall& stall, int requests);
/// What a generator records that waits for each answer and skips the beats it missed, over the same stretch of time.
[[nodiscard]] std::vector<std::int64_t> waitingLatencies(const Stall& stall, int requests);

} // namespace ilv::stats
