// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/littleslaw.h"

#include <algorithm>
#include <cmath>

namespace ilv::stats {

Nanos residenceArea(std::span<const Residence> residences, Nanos from, Nanos to)
{
    Nanos area = 0;
    for (const Residence& residence : residences)
        area += std::max<Nanos>(0, std::min(residence.end, to) - std::max(residence.begin, from));
    return area;
}

Nanos inFlightArea(std::span<const Step> steps, Nanos from, Nanos to)
{
    Nanos area = 0;
    Nanos count = 0;
    Nanos last = from;
    for (const Step& step : steps) {
        const Nanos at = std::clamp(step.at, from, to);
        area += count * (at - last);
        last = at;
        count += step.change;
    }
    return area + count * std::max<Nanos>(0, to - last);
}

LittleCheck littleCheck(
    double sampledInFlight, double sampleDeviation, double effectiveSamples, double perSecond, double meanSeconds)
{
    LittleCheck check;
    check.expected = perSecond * meanSeconds;
    const double error = effectiveSamples > 0 ? sampleDeviation / std::sqrt(effectiveSamples) : 0;
    check.tolerance = std::max(0.02 * check.expected, 3 * error);
    check.holds = std::abs(sampledInFlight - check.expected) <= check.tolerance;
    return check;
}

} // namespace ilv::stats
