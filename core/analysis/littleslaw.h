// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <span>

namespace ilv::stats {

/// Little's law as a check of the records themselves (science §9).

struct Residence {
    Nanos begin = 0, end = 0;
};
/// A task came (+1) or left (-1). In order of time.
struct Step {
    Nanos at = 0;
    int change = 0;
};

/// Task-nanoseconds inside [from, to]: every residence clipped to the window. Exact.
[[nodiscard]] Nanos residenceArea(std::span<const Residence> residences, Nanos from, Nanos to);
/// The same area under the count of tasks in flight. Differs only if a record is lost, doubled or misdated.
[[nodiscard]] Nanos inFlightArea(std::span<const Step> steps, Nanos from, Nanos to);

/// Sampled in-flight against throughput × mean residence: two instruments that must agree.
struct LittleCheck {
    double expected = 0; ///< X·W
    double tolerance = 0; ///< max(2 %, 3 standard errors of the sampled mean)
    bool holds = false;
};
[[nodiscard]] LittleCheck littleCheck(
    double sampledInFlight, double sampleDeviation, double effectiveSamples, double perSecond, double meanSeconds);

} // namespace ilv::stats
