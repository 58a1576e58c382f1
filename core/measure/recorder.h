// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "measure/heat.h"
#include "measure/histogram.h"
#include "measure/taskrecord.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ilv {

enum class LaneKind : std::uint8_t { Main, Loop, Thread, Worker };

/// How much each lane may keep beyond its sums. Everything is preallocated; when a store is full, recording of that
/// kind stops and `spansDropped` / `attemptsDropped` says how many were left out.
struct RecorderLimits {
    std::size_t spans = 20'000; ///< for the timeline, per lane
    std::size_t attempts = 0; ///< rows for outcomes.jsonl, per lane; 0: not asked for
    std::size_t bins = 36'000; ///< 100 ms bins: one hour; what is done later is counted everywhere but there
    std::size_t fineBins = 1'500; ///< 10 ms bins: the first 15 s; a longer window has enough of the others
};

/// One lane (a worker, a pool thread, the loop): written by one thread, read by any. Preallocated: record() and enter()
/// neither allocate nor lock. Times are the caller's, so that a batch can share one clock reading.
class LaneRecorder {
public:
    LaneRecorder(std::uint16_t lane, LaneKind kind, std::string name, const RecorderLimits& limits);

    /// The window: bins count from its begin, residence is clipped to it. Set before the first task that is not
    /// warm-up; `end` is INT64_MAX where the load ends by number.
    void openWindow(Nanos begin, Nanos end = INT64_MAX);

    void record(const TaskRecord& task); ///< final outcome of a task; folds everything
    void attempt(const AttemptRow& row);
    void span(const Span& span);
    [[nodiscard]] bool keepsSpans() const; ///< there is room for more: else they need not be made

    /// Lane state machine: always in exactly one category (science §0.3).
    void start(Nanos at, Category first);
    void enter(Category next, Nanos at);
    /// A lane whose states were kept elsewhere (a worker process): adds the sums of one life of it, from begin to end.
    void addStates(const CategorySums& sums, Nanos begin, Nanos end);

    [[nodiscard]] std::uint16_t lane() const { return m_lane; }
    [[nodiscard]] LaneKind kind() const { return m_kind; }
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    friend class TrialRecorder;
    struct Store; // the preallocated buffers and single-writer counters
    std::uint16_t m_lane;
    LaneKind m_kind;
    std::string m_name;
    std::shared_ptr<Store> m_store;
};

/// What has happened so far, merged over lanes. A plain value.
struct RecorderSnapshot {
    std::array<std::uint64_t, kOutcomeCount> outcomes {}; ///< measured tasks (no warm-up), by outcome
    std::array<std::uint64_t, kOutcomeCount> warmupOutcomes {};
    std::uint64_t attempts = 0; ///< of measured tasks
    HistogramData response; ///< done - intend, measured tasks that ran to ok or wrong, and timed-out ones (censored)
    HistogramData service; ///< of the same tasks, where a timed-out one had begun
    CategorySums spent {}; ///< of measured ok tasks
    std::vector<std::uint32_t> okBins; ///< tasks done ok per 100 ms of the window
    std::uint64_t identityViolations = 0; ///< tasks (warm-up too) that ran and whose parts were negative or did not sum
    std::uint64_t recorded = 0; ///< tasks that were handed to record(), warm-up too: what the two above are of
    /// Little's law, exactly (science §9): done - intend summed over all measured tasks, and each clipped to the window.
    Nanos residence = 0, residenceInWindow = 0;
    std::uint64_t spansDropped = 0;
    std::uint64_t attemptsDropped = 0;
};

/// Ok tasks of the window per 10 ms, and the sum of their response times, ns.
struct FineBins {
    static constexpr Nanos kWidth = 10 * kMilli;
    std::vector<std::uint32_t> ok;
    std::vector<Nanos> response;
};

struct LaneSummary {
    std::uint16_t lane = 0;
    LaneKind kind = LaneKind::Main;
    std::string name;
    CategorySums states {}; ///< time between two lives of a lane is Idle, what a life leaves open Unexplained
    Nanos begin = 0, end = 0; ///< the lane's own window; states sum to end - begin
    std::uint64_t violations = 0; ///< steps backwards, lives that state more than they lasted, overlapping lives
};

/// All lanes of one trial.
class TrialRecorder {
public:
    explicit TrialRecorder(const RecorderLimits& limits);
    /// Any thread, before the lane's first task. The reference stays valid as long as the recorder.
    LaneRecorder& addLane(LaneKind kind, std::string name);
    void openWindow(Nanos begin, Nanos end = INT64_MAX); ///< for all lanes there are and will be

    [[nodiscard]] RecorderSnapshot snapshot() const; ///< any thread, while lanes write
    [[nodiscard]] FineBins fineBins() const; ///< as far as the last task that was ok reaches; any thread
    [[nodiscard]] std::vector<LaneSummary> lanes(Nanos at) const; ///< states up to `at`
    /// Rows written since the last call, in no particular order between lanes. One reader.
    [[nodiscard]] std::vector<AttemptRow> takeAttempts();
    [[nodiscard]] std::vector<Span> takeSpans(); ///< when no lane writes any more
    /// Of each lane at most `most` spans beyond those `told` of it (by lane; grows with them), oldest first. Any thread,
    /// while lanes write, before the spans are taken.
    [[nodiscard]] std::vector<Span> newSpans(std::vector<std::size_t>& told, std::size_t most) const;
    /// Latency over time of the tasks that count in `response`, in at most heat::kMostColumns columns. Any thread; the
    /// first hour of the window.
    [[nodiscard]] HeatData heat() const;
    /// What the warm-up did before `windowBegin`, in 20 stretches (fewer where it was short of tasks); its first
    /// thousand tasks a lane.
    [[nodiscard]] WarmUpData warmUp(Nanos windowBegin) const;

private:
    RecorderLimits m_limits;
    mutable std::mutex m_mutex; // guards the list of lanes only
    std::deque<LaneRecorder> m_lanes;
    Nanos m_windowBegin = 0, m_windowEnd = INT64_MAX;
};

} // namespace ilv
