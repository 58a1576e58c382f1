// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ilv {

/// Log-linear (HDR) bucket arithmetic, 3 significant digits, values in ns from 0 to > 1 h (science §3.1).
namespace hdr {
inline constexpr int kM = 11;
inline constexpr std::uint64_t kHalf = 1u << (kM - 1);
inline constexpr std::size_t kCounters = 33'792 + 1024 * 10; ///< past 1 h in ns there are 10 octaves of head-room
[[nodiscard]] constexpr std::size_t index(std::uint64_t v)
{
    const int bucket = static_cast<int>(std::bit_width(v | ((1u << kM) - 1))) - kM;
    return (static_cast<std::size_t>(bucket + 1) << (kM - 1)) + static_cast<std::size_t>(v >> bucket) - kHalf;
}
[[nodiscard]] std::uint64_t lowest(std::size_t index); ///< smallest value of the bucket
[[nodiscard]] std::uint64_t highest(std::size_t index); ///< largest value of the bucket
} // namespace hdr

/// Rank, from 1, of the nearest-rank percentile p of n values: ⌈p·n⌉, within 1 … n, guarded against p·n coming out a hair
/// above a whole number (science §3.2). 0 when n is 0.
[[nodiscard]] std::uint64_t nearestRank(double p, std::uint64_t n);

/// An immutable count of values by bucket: what travels in events, is merged over rounds and asked for percentiles.
/// Sparse: pairs (bucket index, count) with rising index. Sum, min and max are exact, kept beside the buckets.
struct HistogramData {
    std::vector<std::pair<std::uint32_t, std::uint64_t>> buckets;
    std::uint64_t count = 0;
    std::int64_t min = 0, max = 0; ///< exact; 0 when empty
    double sum = 0;

    void merge(const HistogramData& other); ///< adds counts: exact (science §3.1)
    /// Nearest rank: the ⌈p·n⌉-th smallest (science §3.2), as the bucket's midpoint clamped to [min, max]; 0 if empty.
    [[nodiscard]] double percentile(double p) const;
    [[nodiscard]] double mean() const { return count ? sum / static_cast<double>(count) : 0; }
    friend bool operator==(const HistogramData&, const HistogramData&) = default;
};

/// Recording side: one writer, any number of readers (relaxed single-writer counters: no lock, no lost count). A
/// snapshot taken while the writer writes may miss the newest values; one taken after it stopped is exact.
class Histogram {
public:
    Histogram();
    void add(std::int64_t value) ///< writer only; negative values count as 0
    {
        const auto v = static_cast<std::uint64_t>(value < 0 ? 0 : value);
        std::size_t i = hdr::index(v);
        if (i >= hdr::kCounters) [[unlikely]]
            i = hdr::kCounters - 1;
        const Counter counter(m_counts[i]);
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        m_sum.store(m_sum.load(std::memory_order_relaxed) + static_cast<double>(v), std::memory_order_relaxed);
        if (v < m_min.load(std::memory_order_relaxed)) [[unlikely]]
            m_min.store(v, std::memory_order_release);
        if (v > m_max.load(std::memory_order_relaxed)) [[unlikely]]
            m_max.store(v, std::memory_order_release);
    }
    [[nodiscard]] HistogramData snapshot() const; ///< any thread

private:
    using Counter = std::atomic_ref<std::uint64_t>;
    struct Free {
        void operator()(std::uint64_t* counts) const { std::free(counts); }
    };
    std::unique_ptr<std::uint64_t[], Free> m_counts;
    std::atomic<double> m_sum { 0 };
    std::atomic<std::uint64_t> m_min { UINT64_MAX };
    std::atomic<std::uint64_t> m_max { 0 };
};

} // namespace ilv
