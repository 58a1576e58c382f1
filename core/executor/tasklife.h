// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/executor.h"
#include "measure/category.h"
#include "measure/taskrecord.h"

#include <deque>

namespace ilv {

/// A task between its hand-out and its outcome, over all its attempts.
struct TaskLife {
    Scheduler::Start start;
    CategoryClock clock; ///< since the intended start, through every attempt
    Nanos attemptBegin = 0;
    Nanos serviceBegin = 0; ///< first stage of this attempt begun
    Nanos serviceEnd = 0;
    Nanos waited = 0; ///< of this attempt, since serviceBegin, for a worker to be free
    std::uint64_t digest = 0;
    bool inHand = false;
};

/// How one attempt came out, before it is compared with the right answer.
struct AttemptEnd {
    Outcome outcome = Outcome::Ok;
    Code code = Code::None;
    std::uint64_t digest = 0;
};

/// Between scheduler and recorder: begins a task's clock, judges its result against the expected digest, decides with
/// the scheduler whether the attempt was the last, and records. Not thread-safe but for judge() and record().
class TaskFeed {
public:
    explicit TaskFeed(const ExecutorContext& context);

    /// The next task that may start, its clock running in QueueWait up to `at`; null: none now.
    [[nodiscard]] TaskLife* next(Nanos at);
    [[nodiscard]] bool finished(Nanos at) const { return m_scheduler.finished(at); }

    /// Ok becomes Wrong where the right digest is known and another.
    [[nodiscard]] AttemptEnd judge(const TaskLife& life, AttemptEnd end) const;
    /// The attempt is over at `at` (the clock must have been brought there). True: the task as well.
    [[nodiscard]] bool settle(TaskLife& life, const AttemptEnd& end, Nanos at);
    /// Writes a settled attempt into a lane (any thread, but one at a time per lane). `begun`: it was one.
    void record(
        LaneRecorder& lane, const TaskLife& life, const AttemptEnd& end, bool begun, bool last, Nanos at) const;

    /// judge + settle + record, for executors of one thread. Not run, for an attempt: it was handed over, and never begun.
    void finish(LaneRecorder& lane, TaskLife& life, AttemptEnd end, Nanos at);
    /// A start of kind Reject or Cancel: recorded at once.
    void dismiss(LaneRecorder& lane, TaskLife& life, Nanos at);
    /// Ends every task in hand as cancelled (the executor has let go of them).
    void drop(LaneRecorder& lane, Nanos at);
    /// Never begun after all: goes back to the scheduler, not charged.
    void giveBack(TaskLife& life);

    /// Of this attempt: its time-out from serviceBegin, or its task's deadline when that is earlier; 0: neither.
    [[nodiscard]] Nanos deadline(const TaskLife& life) const;
    /// The same as a span, for an attempt that begins elsewhere and not before `at`; at least 1; 0: none.
    [[nodiscard]] Nanos timeout(const TaskLife& life, Nanos at) const;

private:
    const TrialPlan& m_plan;
    Scheduler& m_scheduler;
    TrialRecorder& m_recorder;
    Nanos m_timeout;
    bool m_windowOpen = false;
    std::deque<TaskLife> m_lives; // by slot; a deque keeps references valid
};

} // namespace ilv
