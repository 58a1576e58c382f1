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
    void finish();
    [[nodiscard]] BlockingLane& laneOfThisThread();
    [[nodiscard]] int chunkFor(Nanos perTask) const;

    ExecutorContext m_context;
    QThreadPool m_pool;
    std::mutex m_mutex; // feed, scheduler, parked, chunk, lanes
    TaskFeed m_feed;
    std::vector<std::unique_ptr<BlockingLane>> m_lanes;
    std::vector<std::unique_ptr<Batch>> m_batches;
    std::vector<Batch*> m_parked;
    std::unique_ptr<Pump> m_pump;
    std::mutex m_interpreterLock;
    std::function<void(Status)> m_finished;
    std::size_t m_taken = 0; // lanes given to threads
    std::atomic<int> m_chunkHint { 1 };
    int m_chunk = 1;
    int m_maxChunk = 1;
};

} // namespace ilv
