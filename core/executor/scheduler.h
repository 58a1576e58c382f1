// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/vocabulary.h"
#include "experiment/experiment.h"
#include "measure/histogram.h"
#include "plan/schedule.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ilv {

/// Decides which task may start when, and what becomes of a failed attempt: one for all models. A pure state machine:
/// every time is an argument, there is no I/O, no lock and no clock inside (reliability §2.0). An executor asks next()
/// whenever it has capacity and reports each attempt's end exactly once with ended().
///
/// Closed load: `inFlight` clients; each waits for its answer, then is ready again at that moment, which is the
/// intended start of its next task. Open load: the arrival sequence says when each task was meant to start.
/// A load that ends by time plans what was meant to start before its end: closed, what its clients asked for by then
/// and, open, what arrived. It runs all of it, closed for at most drainLimit() more: else the latencies of a model that
/// lets its clients wait would be those of the few that were served first. The rest is not_run, and censors them.
class Scheduler {
public:
    struct Options {
        Load load;
        int inFlight = 1;
        Retry retry;
        std::int64_t warmupTasks = 0;
        std::uint64_t seed = 1;
    };

    /// Indices of warm-up tasks begin here, so that measured ones are 0 … planned-1.
    static constexpr std::uint64_t kWarmupBase = std::uint64_t { 1 } << 40;
    static constexpr Nanos kNever = INT64_MAX;

    enum class Kind : std::uint8_t {
        Run, ///< execute an attempt, then call ended()
        Reject, ///< the queue was full when it arrived: record error / QUEUE_OVERFLOW, then call ended()
        Cancel, ///< waited for its retry when the run was cancelled: record cancelled, then call ended()
        Expire, ///< its deadline passed before it could begin: record timeout / TASK_DEADLINE, then call ended()
    };
    struct Start {
        std::uint64_t index = 0;
        Nanos intend = 0;
        std::uint32_t slot = 0; ///< names the task until its end; slots are reused, small and dense
        std::uint8_t attempt = 1;
        Kind kind = Kind::Run;
        bool warmup = false;
    };
    struct Ending {
        bool last = true; ///< the task's outcome is final; else it comes again from next() after `retryAt`
        Nanos retryAt = 0;
    };

    explicit Scheduler(const Options& options);

    void begin(Nanos at); ///< the load starts
    [[nodiscard]] std::optional<Start> next(Nanos at); ///< a task that may start now; none: ask again at wakeAt()
    [[nodiscard]] Ending ended(const Start& start, Outcome outcome, Code code, Nanos at);
    void giveBack(const Start& start); ///< it was never begun (its worker died first): comes again, not charged
    void cancel(); ///< hands out nothing new; what waits for a retry comes once more as Cancel

    [[nodiscard]] Nanos wakeAt() const; ///< when time alone may make next() yield; kNever: only an ended() can
    [[nodiscard]] bool finished(Nanos at) const; ///< nothing in hand and nothing more to come from `at` on
    [[nodiscard]] bool ready(Nanos at) const; ///< next(at) would yield (arrivals not yet collected left aside)
    [[nodiscard]] bool cancelled() const { return m_cancelled; }
    [[nodiscard]] Nanos windowBegin() const { return m_windowBegin; } ///< 0 until the first measured task
    /// How long after its end a closed load by time goes on with what waits: as long as it lasted, at least a second.
    [[nodiscard]] Nanos drainLimit() const;
    /// Closed load by time: when its window ends; kNever otherwise.
    [[nodiscard]] Nanos windowEnd() const { return m_endAt; }
    /// Measured tasks: handed out so far and, for a load by number, still to come; once a load by time has reached its
    /// end, also those that its clients wait for.
    [[nodiscard]] std::uint64_t planned() const;
    [[nodiscard]] std::uint64_t neverHanded() const; ///< planned, but not handed out (not_run once all is over)
    [[nodiscard]] std::uint64_t violations() const { return m_violations; } ///< calls that broke this contract
    /// Retry::budget kept back an attempt that would else have been made (RETRY_BUDGET_EXHAUSTED).
    [[nodiscard]] bool budgetExhausted() const { return m_budgetExhausted; }
    /// When a task has to be over, with all its retries; kNever: it need not.
    [[nodiscard]] Nanos deadlineOf(Nanos intend) const { return m_deadline > 0 ? intend + m_deadline : kNever; }

    /// Little's law, the one side (science §9): the area under the count of measured tasks between intended start and
    /// end, kept by steps: every end adds its time, every first hand-out takes its intended start away. Modulo 2^64;
    /// what the records add up to must be the same number once every task has ended.
    [[nodiscard]] std::uint64_t stepArea() const { return m_stepArea; }
    /// Open load: the executor has just woken up to see whether somebody has arrived; `awake` is since when it could
    /// have seen it. How late it was counts as the generator's slip (science §1).
    void woke(Nanos at, Nanos awake);
    [[nodiscard]] HistogramData slip() const { return m_slip ? m_slip->snapshot() : HistogramData {}; }

    /// For the reporter's thread: relaxed, single writer. `handed`, `finished`: measured tasks; `queued`: those that
    /// wait for capacity, as far as the executor has looked.
    struct Gauge {
        std::atomic<std::uint64_t> handed { 0 }, finished { 0 }, queued { 0 };
        std::atomic<Nanos> begun { 0 }, windowBegin { 0 }, windowEnd { kNever };
    };
    [[nodiscard]] const Gauge& gauge() const { return m_gauge; }
    [[nodiscard]] const Options& options() const { return m_options; }

private:
    struct Slot {
        std::uint64_t index = 0;
        Nanos intend = 0;
        std::uint8_t attempt = 0;
        bool inHand = false;
        bool warmup = false;
    };
    struct Arrival {
        std::uint64_t index;
        Nanos intend;
        bool warmup;
    };
    using Delayed = std::pair<Nanos, std::uint32_t>; // due, slot

    [[nodiscard]] std::optional<Start> nextRetry(Nanos at);
    [[nodiscard]] Kind kindOfRetry(std::uint32_t slot, Nanos at) const;
    [[nodiscard]] std::optional<Start> nextClosed(Nanos at);
    [[nodiscard]] std::optional<Start> nextOpen(Nanos at);
    void collectArrivals(Nanos at);
    [[nodiscard]] bool moreToIssue(Nanos at) const;
    [[nodiscard]] bool clientMayStart(Nanos at) const;
    [[nodiscard]] std::uint64_t leftWaiting() const;
    [[nodiscard]] std::uint32_t takeSlot(std::uint64_t index, Nanos intend, bool warmup);
    [[nodiscard]] Start handOut(std::uint32_t slot, Kind kind);
    [[nodiscard]] bool mayRetry(const Slot& slot, Outcome outcome, Code code);
    [[nodiscard]] Nanos backoff(const Slot& slot) const;
    void openWindow(Nanos at);
    void showQueue(Nanos at);

    Options m_options;
    Nanos m_deadline = 0; ///< Retry::deadlineMs
    ArrivalSequence m_arrivals;
    Nanos m_begin = 0;
    Nanos m_windowBegin = 0;
    Nanos m_endAt = kNever;
    Nanos m_nextArrival = 0;
    std::uint64_t m_warmupIssued = 0;
    std::uint64_t m_issued = 0; // measured
    std::uint64_t m_inHand = 0;
    std::uint64_t m_attempts = 0, m_retries = 0;
    std::uint64_t m_violations = 0;
    std::uint64_t m_stepArea = 0;
    std::unique_ptr<Histogram> m_slip; // open load
    std::uint64_t m_dropped = 0; // arrivals that a cancel found in the queue
    bool m_budgetExhausted = false;
    bool m_cancelled = false;
    bool m_draining = false; // closed by time: its end has passed
    bool m_arrivalsOver = false;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::vector<Nanos> m_ready; // ring of idle clients' ready times (closed)
    std::size_t m_readyHead = 0, m_readyCount = 0;
    std::deque<Arrival> m_queue, m_rejected; // open
    std::vector<Delayed> m_delayed; // min-heap: back-off
    std::vector<std::uint32_t> m_again; // given back, to be handed out first
    Gauge m_gauge;
};

} // namespace ilv
