// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/schedule.h"
#include "trial/trialresult.h"

#include <cstdint>

namespace ilv {

/// How many tasks were in flight and in the queue over the window, as seen by somebody who looks now and then: the
/// instrument beside the records that Little's law is checked with (science §9). Pure: times and gauges are arguments.
///
/// Of an open load it knows itself who has arrived by when; an executor that is busy has not looked yet.
class FlightSampler {
public:
    static constexpr Nanos kBeat = 5 * kMilli; ///< how often to look
    static constexpr std::size_t kMostPoints = 600; ///< then neighbours are put together

    FlightSampler(const Load& load, std::uint64_t seed, std::int64_t warmupTasks);

    /// What the scheduler's gauge shows; times 0 or INT64_MAX: not yet known.
    struct Gauges {
        std::uint64_t handed = 0, finished = 0, queued = 0;
        Nanos begun = 0, windowBegin = 0, windowEnd = INT64_MAX;
    };
    void sample(Nanos at, const Gauges& gauges);
    [[nodiscard]] FlightRecord record() const;

private:
    struct Point {
        double inFlight = 0, queued = 0;
        std::uint32_t samples = 0;
    };
    [[nodiscard]] std::uint64_t arrivedBy(Nanos at, const Gauges& gauges);
    void add(Nanos since, double inFlight, double queued);

    Load m_load;
    ArrivalSequence m_arrivals;
    std::uint64_t m_warmup;
    std::uint64_t m_arrived = 0; // warm-up too
    Nanos m_nextArrival = -1; // from the load's begin; -1: not drawn yet
    Nanos m_width = 100 * kMilli;
    std::vector<Point> m_points;
    double m_sum = 0, m_squares = 0, m_products = 0; // of in flight, about the first sample
    double m_first = 0, m_last = 0, m_lastSum = 0, m_nextSum = 0;
    std::uint64_t m_samples = 0;
};

} // namespace ilv
