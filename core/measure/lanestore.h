// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/recorder.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
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

/// Rows that one thread appends and one other takes. The room is reserved once (untouched pages cost nothing); whenever
/// the reader has caught up the writer begins again at the front, so that a trial of hours touches no more memory than
/// its busiest moment needs.
template <typename Row> class LaneRows {
    static_assert(std::is_trivially_copyable_v<Row>);

public:
    explicit LaneRows(std::size_t limit)
        : m_limit(limit)
        , m_rows(limit > 0 ? static_cast<Row*>(std::malloc(limit * sizeof(Row))) : nullptr)
    {
        if (limit > 0 && !m_rows)
            throw std::bad_alloc();
    }
    void append(const Row& row)
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (m_taken.load(std::memory_order_acquire) == head)
            m_base.store(head, std::memory_order_relaxed); // nobody reads an empty store: it may begin anywhere
        const std::size_t place = head - m_base.load(std::memory_order_relaxed);
        if (place < m_limit) [[likely]] {
            std::memcpy(static_cast<void*>(m_rows.get() + place), &row, sizeof row);
            m_head.store(head + 1, std::memory_order_release);
        } else if (m_limit > 0) {
            m_dropped.add(1);
        }
    }
    /// Appends to `out` what came since the last time.
    void take(std::vector<Row>& out)
    {
        const std::size_t head = m_head.load(std::memory_order_acquire);
        const std::size_t taken = m_taken.load(std::memory_order_relaxed);
        if (taken == head)
            return;
        const Row* first = m_rows.get() + (taken - m_base.load(std::memory_order_relaxed));
        out.insert(out.end(), first, first + (head - taken));
        m_taken.store(head, std::memory_order_release);
    }
    /// Appends to `out` what came after the first `known` rows, `most` at a time; how many it has told now. Of a store
    /// that nobody takes from before its writer is done: its rows stay where they are.
    [[nodiscard]] std::size_t copyFrom(std::size_t known, std::size_t most, std::vector<Row>& out) const
    {
        const std::size_t head = std::min(m_head.load(std::memory_order_acquire), known + most);
        if (head > known)
            out.insert(out.end(), m_rows.get() + known, m_rows.get() + head);
        return std::max(head, known);
    }
    /// Writer only: a row would be dropped.
    [[nodiscard]] bool full() const
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        return m_limit == 0
            || (m_taken.load(std::memory_order_acquire) != head
                && head - m_base.load(std::memory_order_relaxed) >= m_limit);
    }
    [[nodiscard]] std::uint64_t dropped() const { return m_dropped.get(); }

private:
    struct Free {
        void operator()(Row* rows) const { std::free(rows); }
    };
    std::size_t m_limit;
    std::unique_ptr<Row[], Free> m_rows;
    std::atomic<std::size_t> m_head{ 0 }; ///< rows ever written
    std::atomic<std::size_t> m_base{ 0 }; ///< the row that stands at the front of the store
    std::atomic<std::size_t> m_taken{ 0 }; ///< rows ever taken
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

/// Latency over time of one lane: columns of 100 ms for the first minute, of 3 s after it, for an hour. One counter a
/// task; pages that are not used cost nothing.
class LaneHeat {
public:
    static constexpr Nanos kFine = 100 * kMilli, kCoarse = 3 * kSecond;
    static constexpr std::size_t kFineColumns = 600, kCoarseColumns = 1200;
    static constexpr std::size_t kFinePerCoarse = kCoarse / kFine;
    LaneHeat()
        : m_counts(static_cast<std::uint32_t*>(
              std::calloc((kFineColumns + kCoarseColumns) * heat::kRows, sizeof(std::uint32_t))))
    {
        if (!m_counts)
            throw std::bad_alloc();
    }
    void add(Nanos sinceBegin, Nanos latency)
    {
        if (sinceBegin < 0)
            return;
        auto column = static_cast<std::size_t>(sinceBegin / kFine);
        if (column >= kFineColumns) [[unlikely]] {
            column = static_cast<std::size_t>(sinceBegin / kCoarse);
            if (column >= kCoarseColumns)
                return;
            column += kFineColumns;
        }
        const std::atomic_ref<std::uint32_t> counter(m_counts[column * heat::kRows + heat::row(latency)]);
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (column >= m_used.load(std::memory_order_relaxed))
            m_used.store(column + 1, std::memory_order_release);
    }
    [[nodiscard]] std::size_t used() const { return m_used.load(std::memory_order_acquire); } ///< columns
    [[nodiscard]] std::uint32_t count(std::size_t column, std::size_t row) const
    {
        return std::atomic_ref<std::uint32_t>(m_counts[column * heat::kRows + row]).load(std::memory_order_relaxed);
    }

private:
    struct Free {
        void operator()(std::uint32_t* counts) const { std::free(counts); }
    };
    std::unique_ptr<std::uint32_t[], Free> m_counts;
    std::atomic<std::size_t> m_used{ 0 };
};

/// One ok task of the warm-up.
struct WarmUpRow {
    Nanos intend = 0, done = 0;
};

/// The first thousand of them; a reader may come at any time.
class LaneWarmUp {
public:
    LaneWarmUp() { m_rows.reserve(kLimit); }
    void append(const WarmUpRow& row)
    {
        if (m_rows.size() == kLimit)
            return;
        m_rows.push_back(row); // never past the reserved room: the rows do not move
        m_published.store(m_rows.size(), std::memory_order_release);
    }
    void copyTo(std::vector<WarmUpRow>& out) const
    {
        out.insert(out.end(), m_rows.data(), m_rows.data() + m_published.load(std::memory_order_acquire));
    }

private:
    static constexpr std::size_t kLimit = 1000;
    std::vector<WarmUpRow> m_rows;
    std::atomic<std::size_t> m_published{ 0 };
};

/// Tasks done ok and the sum of their response times per 10 ms, for as long as `limit` bins reach: what warm-up and
/// steadiness are read from (science §4).
class LaneFineBins {
public:
    static constexpr Nanos kWidth = 10 * kMilli;
    explicit LaneFineBins(std::size_t limit)
        : m_limit(limit)
        , m_bins(static_cast<Bin*>(std::calloc(limit ? limit : 1, sizeof(Bin))))
    {
        if (!m_bins)
            throw std::bad_alloc();
    }
    void add(Nanos sinceBegin, Nanos response)
    {
        if (sinceBegin < 0 || sinceBegin >= static_cast<Nanos>(m_limit) * kWidth)
            return;
        Bin& bin = m_bins[static_cast<std::size_t>(sinceBegin / kWidth)];
        const std::atomic_ref<std::uint64_t> count(bin.count);
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        const std::atomic_ref<Nanos> sum(bin.response);
        sum.store(sum.load(std::memory_order_relaxed) + response, std::memory_order_relaxed);
    }
    /// `ok` and `response` have `limit` places or more.
    void mergeInto(std::vector<std::uint32_t>& ok, std::vector<Nanos>& response) const
    {
        for (std::size_t i = 0; i < m_limit; ++i) {
            ok[i] += static_cast<std::uint32_t>(
                std::atomic_ref<std::uint64_t>(m_bins[i].count).load(std::memory_order_relaxed));
            response[i] += std::atomic_ref<Nanos>(m_bins[i].response).load(std::memory_order_relaxed);
        }
    }

private:
    struct Bin {
        std::uint64_t count;
        Nanos response;
    };
    struct Free {
        void operator()(Bin* bins) const { std::free(bins); }
    };
    std::size_t m_limit;
    std::unique_ptr<Bin[], Free> m_bins;
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
        , fine(limits.fineBins)
        , attemptRows(limits.attempts)
        , spans(limits.spans)
    {
    }
    std::atomic<Nanos> windowBegin{ 0 };
    std::atomic<Nanos> windowEnd{ INT64_MAX };
    LaneCounter<std::uint64_t> records; ///< tasks recorded, warm-up too
    LaneCounter<Nanos> residence; ///< done - intend, summed over every measured task
    LaneCounter<Nanos> residenceInWindow; ///< the same, each clipped to the window
    std::array<LaneCounter<std::uint64_t>, kOutcomeCount> outcomes;
    std::array<LaneCounter<std::uint64_t>, kOutcomeCount> warmupOutcomes;
    std::array<LaneCounter<Nanos>, kCategoryCount> spent;
    LaneCounter<std::uint64_t> attempts;
    LaneCounter<std::uint64_t> violations;
    Histogram response;
    Histogram service;
    LaneBins bins;
    LaneFineBins fine;
    LaneHeat heat;
    LaneWarmUp warmUp;
    LaneRows<AttemptRow> attemptRows;
    LaneRows<Span> spans;
    LaneStates states;
};

} // namespace ilv
