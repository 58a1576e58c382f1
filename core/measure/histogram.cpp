// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/histogram.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace ilv {
namespace hdr {

std::uint64_t lowest(std::size_t index)
{
    if (index < 2 * kHalf)
        return index;
    const std::size_t bucket = (index >> (kM - 1)) - 1;
    const std::uint64_t sub = (index & (kHalf - 1)) + kHalf;
    return sub << bucket;
}

std::uint64_t highest(std::size_t index)
{
    if (index < 2 * kHalf)
        return index;
    const std::size_t bucket = (index >> (kM - 1)) - 1;
    return lowest(index) + (std::uint64_t{ 1 } << bucket) - 1;
}

} // namespace hdr

std::uint64_t nearestRank(double p, std::uint64_t n)
{
    if (n == 0)
        return 0;
    const double product = p * static_cast<double>(n);
    const double guard = std::max(1e-12, product * 4e-16); // grows with the rounding of the product
    return static_cast<std::uint64_t>(std::clamp(std::ceil(product - guard), 1.0, static_cast<double>(n)));
}

void HistogramData::merge(const HistogramData& other)
{
    if (other.count == 0)
        return;
    min = count == 0 ? other.min : std::min(min, other.min);
    max = count == 0 ? other.max : std::max(max, other.max);
    sum += other.sum;
    count += other.count;

    decltype(buckets) merged;
    merged.reserve(buckets.size() + other.buckets.size());
    auto a = buckets.begin();
    auto b = other.buckets.begin();
    while (a != buckets.end() || b != other.buckets.end()) {
        if (b == other.buckets.end() || (a != buckets.end() && a->first < b->first)) {
            merged.push_back(*a++);
        } else if (a == buckets.end() || b->first < a->first) {
            merged.push_back(*b++);
        } else {
            merged.emplace_back(a->first, a->second + b->second);
            ++a;
            ++b;
        }
    }
    buckets = std::move(merged);
}

double HistogramData::percentile(double p) const
{
    if (count == 0)
        return 0;
    const std::uint64_t wanted = nearestRank(p, count);
    std::uint64_t seen = 0;
    for (const auto& [index, times] : buckets) {
        seen += times;
        if (seen >= wanted) {
            const double middle
                = (static_cast<double>(hdr::lowest(index)) + static_cast<double>(hdr::highest(index))) / 2;
            return std::clamp(middle, static_cast<double>(min), static_cast<double>(max));
        }
    }
    return static_cast<double>(max);
}

Histogram::Histogram()
    // calloc, so that buckets that are never hit never cost a page of memory
    : m_counts(static_cast<std::uint64_t*>(std::calloc(hdr::kCounters, sizeof(std::uint64_t))))
{
    if (!m_counts)
        throw std::bad_alloc();
}

HistogramData Histogram::snapshot() const
{
    HistogramData data;
    const std::uint64_t low = m_min.load(std::memory_order_acquire);
    const std::uint64_t high = m_max.load(std::memory_order_acquire);
    if (low > high)
        return data;
    data.sum = m_sum.load(std::memory_order_relaxed);
    data.min = static_cast<std::int64_t>(low);
    data.max = static_cast<std::int64_t>(high);
    const std::size_t last = std::min(hdr::index(high), hdr::kCounters - 1);
    for (std::size_t i = std::min(hdr::index(low), last); i <= last; ++i) {
        const std::uint64_t times = Counter(m_counts[i]).load(std::memory_order_relaxed);
        if (times == 0)
            continue;
        data.buckets.emplace_back(static_cast<std::uint32_t>(i), times);
        data.count += times;
    }
    if (data.count == 0)
        return {};
    return data;
}

} // namespace ilv
