// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/recorder.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

namespace ilv {

/// A counter with one writer: a plain load and store, no locked instruction, and still no data race.
template <typename T> class LaneCounter {
public:
    void add(T by) { m_value.store(m_value.load(std::memory_order_relaxed) + by, std::memory_order_relaxed); }
    void set(T value) { m_value.store(value, std::memory_order_relaxed); }
    [[nodiscard]] T get() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<T> m_value{ 0 };
};

/// Rows that one thread appends and one other reads: room for all of them from the start (untouched pages cost
/// nothing), the published size says how many are complete.
template <typename Row> class LaneRows {
public:
    explicit LaneRows(std::size_t limit)
        : m_limit(limit)
    {
        m_rows.reserve(limit);
    }
    void append(const Row& row)
    {
        if (m_rows.size() < m_limit) [[likely]] {
            m_rows.push_back(row); // never past the reserved room, so the rows never move
            m_published.store(m_rows.size(), std::memory_order_release);
        } else if (m_limit > 0) {
            m_dropped.add(1);
        }
    }
    /// Appends to `out` what came since `read`, and moves `read` on.
    void take(std::vector<Row>& out, std::size_t& read) const
    {
        const std::size_t published = m_published.load(std::memory_order_acquire);
        out.insert(out.end(), m_rows.data() + read, m_rows.data() + published);
        read = published;
    }
    [[nodiscard]] std::uint64_t dropped() const { return m_dropped.get(); }

private:
    std::size_t m_limit;
    std::vector<Row> m_rows;
    std::atomic<std::size_t> m_published{ 0 };
    LaneCounter<std::uint64_t> m_dropped;
};

/// Tasks done per 100 ms, as far as `limit` bins reach.
class LaneBins {
public:
    static constexpr Nanos kWidth = 100 * kMilli;
    explicit LaneBins(std::size_t limit)
        : m_limit(limit)
        , m_bins(static_cast<std::uint32_t*>(std::calloc(limit ? limit : 1, sizeof(std::uint32_t))))
    {
        if (!m_bins)
            throw std::bad_alloc();
    }
    void add(Nanos sinceBegin)
    {
        if (sinceBegin < 0)
            return;
        const auto bin = static_cast<std::size_t>(sinceBegin / kWidth);
        if (bin >= m_limit)
            return;
        const std::atomic_ref<std::uint32_t> counter(m_bins[bin]);
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (bin >= m_used.load(std::memory_order_relaxed))
            m_used.store(bin + 1, std::memory_order_release);
    }
    void mergeInto(std::vector<std::uint32_t>& out) const
    {
        const std::size_t used = m_used.load(std::memory_order_acquire);
        if (out.size() < used)
            out.resize(used);
        for (std::size_t i = 0; i < used; ++i)
            out[i] += std::atomic_ref<std::uint32_t>(m_bins[i]).load(std::memory_order_relaxed);
    }

private:
    struct Free {
        void operator()(std::uint32_t* bins) const { std::free(bins); }
    };
    std::size_t m_limit;
    std::unique_ptr<std::uint32_t[], Free> m_bins;
    std::atomic<std::size_t> m_used{ 0 };
};

/// The state machine of a lane. A reader may come at any time: it reads under a version that the writer moves on
/// (odd while it writes), tries again a few times, and never waits. Every store is a release and every load an acquire,
/// so that a reader who saw anything new also sees the version changed.
class LaneStates {
public:
    void start(Nanos at, Category first);
    void enter(Category next, Nanos at);
    void add(const CategorySums& sums, Nanos begin, Nanos end);
    void read(Nanos at, LaneSummary& out) const;

private:
    template <typename T> using Atomic = std::atomic<T>;
    struct Picture {
        CategorySums sums{};
        Nanos begin = 0, last = 0;
        Category current = Category::Idle;
        bool known = false, running = false;
    };
    [[nodiscard]] Picture copy() const;
    void beginWrite() { m_version.store(m_version.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
    void widen(Nanos begin, Nanos end);

    Atomic<std::uint32_t> m_version{ 0 };
    std::array<Atomic<Nanos>, kCategoryCount> m_sums{};
    Atomic<Nanos> m_begin{ 0 };
    Atomic<Nanos> m_last{ 0 };
    Atomic<Category> m_current{ Category::Idle };
    Atomic<bool> m_known{ false }; ///< anything at all
    Atomic<bool> m_running{ false }; ///< start() was called: `current` goes on until now
    LaneCounter<std::uint64_t> m_faults; ///< steps backwards, lives that state more time than they lasted
};

/// Everything one lane owns. In memory of its own, so that lanes never share a cache line.
struct alignas(64) LaneRecorder::Store {
    explicit Store(const RecorderLimits& limits)
        : bins(limits.bins)
        , attemptRows(limits.attempts)
        , spans(limits.spans)
    {
    }
    std::atomic<Nanos> windowBegin{ 0 };
    std::array<LaneCounter<std::uint64_t>, kOutcomeCount> outcomes;
    std::array<LaneCounter<std::uint64_t>, kOutcomeCount> warmupOutcomes;
    std::array<LaneCounter<Nanos>, kCategoryCount> spent;
    LaneCounter<std::uint64_t> attempts;
    LaneCounter<std::uint64_t> violations;
    Histogram response;
    Histogram service;
    LaneBins bins;
    LaneRows<AttemptRow> attemptRows;
    LaneRows<Span> spans;
    LaneStates states;
};

} // namespace ilv
