// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/flightsampler.h"

#include <algorithm>
#include <cmath>

namespace ilv {

FlightSampler::FlightSampler(const Load& load, std::uint64_t seed, std::int64_t warmupTasks)
    : m_load(load)
    , m_arrivals(load, seed)
    , m_warmup(static_cast<std::uint64_t>(std::max<std::int64_t>(warmupTasks, 0)))
{
}

std::uint64_t FlightSampler::arrivedBy(Nanos at, const Gauges& gauges)
{
    const Nanos until = std::min(at, gauges.windowEnd - 1) - gauges.begun; // one at the very end is not let in any more
    if (m_nextArrival < 0)
        m_nextArrival = m_arrivals.next();
    for (; m_nextArrival <= until; m_nextArrival = m_arrivals.next())
        ++m_arrived;
    const auto measured = m_arrived > m_warmup ? m_arrived - m_warmup : 0;
    return m_load.tasks > 0 ? std::min(measured, static_cast<std::uint64_t>(m_load.tasks)) : measured;
}

void FlightSampler::sample(Nanos at, const Gauges& gauges)
{
    if (gauges.windowBegin == 0 || at < gauges.windowBegin || at >= gauges.windowEnd)
        return;
    auto handed = gauges.handed, queued = gauges.queued;
    if (m_load.mode == LoadMode::Open) {
        const auto arrived = std::max(arrivedBy(at, gauges), handed);
        queued = arrived - handed;
    }
    // The gauges are read one after another: one that moved in between must not make a huge number.
    handed = std::max(handed, gauges.finished);
    add(at - gauges.windowBegin, static_cast<double>(handed - gauges.finished + queued), static_cast<double>(queued));
}

void FlightSampler::add(Nanos since, double inFlight, double queued)
{
    const double x = m_samples == 0 ? 0 : inFlight - m_first;
    if (m_samples == 0) {
        m_first = inFlight;
    } else {
        m_products += m_last * x;
        m_lastSum += m_last;
        m_nextSum += x;
    }
    m_last = x;
    m_sum += x;
    m_squares += x * x;
    ++m_samples;

    while (since / m_width >= static_cast<Nanos>(kMostPoints)) {
        for (std::size_t i = 0; i < m_points.size(); i += 2) {
            Point both = m_points[i];
            if (i + 1 < m_points.size()) {
                both.inFlight += m_points[i + 1].inFlight;
                both.queued += m_points[i + 1].queued;
                both.samples += m_points[i + 1].samples;
            }
            m_points[i / 2] = both;
        }
        m_points.resize((m_points.size() + 1) / 2);
        m_width *= 2;
    }
    const auto place = static_cast<std::size_t>(since / m_width);
    if (place >= m_points.size())
        m_points.resize(place + 1);
    m_points[place].inFlight += inFlight;
    m_points[place].queued += queued;
    ++m_points[place].samples;
}

FlightRecord FlightSampler::record() const
{
    FlightRecord record;
    if (m_samples == 0)
        return record;
    record.width = m_width;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const Point& point = m_points[i];
        // A point nobody looked at keeps the one before: a gap would look like an empty system.
        const bool seen = point.samples > 0;
        record.inFlight.push_back(seen    ? point.inFlight / point.samples
                : record.inFlight.empty() ? 0
                                          : record.inFlight.back());
        record.queued.push_back(seen ? point.queued / point.samples : record.queued.empty() ? 0 : record.queued.back());
    }
    const auto n = static_cast<double>(m_samples);
    const double mean = m_sum / n;
    const double variance = std::max(0.0, m_squares / n - mean * mean);
    record.mean = m_first + mean;
    record.samples = m_samples;
    if (m_samples < 2 || variance <= 0)
        return record;
    record.deviation = std::sqrt(variance * n / (n - 1));
    const double covariance = (m_products - mean * (m_lastSum + m_nextSum) + (n - 1) * mean * mean) / n;
    record.correlation = std::clamp(covariance / variance, -1.0, 1.0);
    return record;
}

} // namespace ilv
