// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/blockinglane.h"

#include <QThreadPool>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace ilv {

/// Whole tasks, blocking, in the threads of a QThreadPool of its own. A batch is a QRunnable that carries up to `chunk`
/// tasks and puts itself back into the pool's queue when it has done them, so that each hand-over costs what Qt's pool
/// costs. The scheduler is shared under one lock, taken once a batch.
///
/// A thread cannot be stopped from outside. With a time-out (or a deadline) the main thread watches over the batches: a
/// task that has not returned a grace after its time was up is given up as timed out, its thread is abandoned, and a
/// fresh one takes its place; once more of them are stuck than were asked for, the trial ends (THREADS_STUCK). The
/// program then can only end with _exit: an abandoned thread may wake up at any time (reliability §2.4).
class ThreadsExecutor final : public Executor {
public:
    explicit ThreadsExecutor(const ExecutorContext& context);
    ~ThreadsExecutor() override;
    void prepare(std::function<void(Status)> ready) override;
    void run(std::function<void(Status)> finished) override;
    void cancel(int level) override;
    void close(std::function<void()> closed) override;
    [[nodiscard]] ExecutorReport report() const override;

private:
    struct Batch;
    class Pump;

    void work(Batch& batch); ///< on a pool thread
    void settle(Batch& batch, BlockingLane& lane, Nanos at);
    bool fill(Batch& batch, Nanos at); ///< under the lock
    void pump(); ///< main thread: starts parked batches that have something to do
    void finish(Status status);
    [[nodiscard]] Nanos watch(Nanos at); ///< abandons what is stuck; when to look again
    void abandon(Batch& batch, std::size_t task, Nanos at); ///< under the lock
    void giveUp(Nanos at); ///< under the lock: too many are stuck
    [[nodiscard]] BlockingLane& laneOfThisThread();
    [[nodiscard]] int chunkFor(Nanos perTask) const;

    ExecutorContext m_context;
    std::unique_ptr<QThreadPool> m_pool; // left to itself once a thread is stuck: it would wait for it for ever
    std::mutex m_mutex; // feed, scheduler, parked, chunk, lanes
    TaskFeed m_feed;
    std::vector<std::unique_ptr<BlockingLane>> m_lanes;
    std::vector<std::unique_ptr<Batch>> m_batches;
    std::vector<Batch*> m_parked;
    std::unique_ptr<Pump> m_pump;
    std::mutex m_interpreterLock;
    std::function<void(Status)> m_finished;
    std::size_t m_taken = 0; // lanes given to threads
    LaneRecorder* m_supervisor = nullptr; // where abandoned tasks are recorded
    const Nanos m_grace;
    const bool m_guarded; // there is a time-out: running tasks are watched
    bool m_over = false; // given up: threads that come back find nobody
    int m_abandoned = 0;
    std::atomic<int> m_chunkHint { 1 };
    int m_chunk = 1;
    int m_maxChunk = 1;
};

} // namespace ilv
