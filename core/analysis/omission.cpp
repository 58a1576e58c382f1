// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/omission.h"

#include <algorithm>
#include <map>

namespace ilv::stats {
namespace {

class Collector {
public:
    void add(std::int64_t value, std::uint64_t times)
    {
        m_data.min = m_data.count == 0 ? value : std::min(m_data.min, value);
        m_data.max = m_data.count == 0 ? value : std::max(m_data.max, value);
        m_data.count += times;
        m_data.sum += static_cast<double>(value) * static_cast<double>(times);
        const std::size_t index = std::min(hdr::index(static_cast<std::uint64_t>(value)), hdr::kCounters - 1);
        m_counts[static_cast<std::uint32_t>(index)] += times;
    }
    void addCorrected(std::int64_t value, std::uint64_t times, std::int64_t interval)
    {
        value = std::max<std::int64_t>(0, value);
        add(value, times);
        if (interval <= 0)
            return;
        for (std::int64_t missing = value - interval; missing >= interval; missing -= interval)
            add(missing, times);
    }
    [[nodiscard]] HistogramData take()
    {
        m_data.buckets.assign(m_counts.begin(), m_counts.end());
        return std::move(m_data);
    }

private:
    std::map<std::uint32_t, std::uint64_t> m_counts;
    HistogramData m_data;
};

} // namespace

HistogramData correctedForOmission(std::span<const std::int64_t> values, std::int64_t interval)
{
    Collector collector;
    for (const std::int64_t value : values)
        collector.addCorrected(value, 1, interval);
    return collector.take();
}

HistogramData correctedForOmission(const HistogramData& recorded, std::int64_t interval)
{
    Collector collector;
    for (const auto& [index, times] : recorded.buckets) {
        const auto middle = static_cast<std::int64_t>((hdr::lowest(index) + hdr::highest(index)) / 2);
        collector.addCorrected(std::clamp(middle, recorded.min, recorded.max), times, interval);
    }
    return collector.take();
}

std::vector<std::int64_t> openLatencies(const Stall& stall, int requests)
{
    std::vector<std::int64_t> latencies;
    std::int64_t freeAt = stall.stall;
    for (int k = 0; k < requests; ++k) {
        const std::int64_t intended = k * stall.interval;
        freeAt = std::max(freeAt, intended) + stall.service;
        latencies.push_back(freeAt - intended);
    }
    return latencies;
}

std::vector<std::int64_t> waitingLatencies(const Stall& stall, int requests)
{
    std::vector<std::int64_t> latencies;
    const std::int64_t end = requests * stall.interval;
    for (std::int64_t sent = 0; sent < end;) {
        const std::int64_t answered = std::max(sent, stall.stall) + stall.service;
        latencies.push_back(answered - sent);
        const std::int64_t beat = (answered + stall.interval - 1) / stall.interval;
        sent = std::max(beat, sent / stall.interval + 1) * stall.interval;
    }
    return latencies;
}

} // namespace ilv::stats
