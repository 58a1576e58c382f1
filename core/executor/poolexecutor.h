// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/looplane.h"
#include "executor/poolwork.h"
#include "executor/tasklife.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace ilv {

/// Whole tasks in worker processes: kept warm (processes), or a fresh one for each task (process-per-task). Tasks leave
/// the scheduler only when a worker can take them.
class PoolExecutor final : public Executor, private IoLoop::Timer {
public:
    explicit PoolExecutor(const ExecutorContext& context);
    ~PoolExecutor() override;
    void prepare(std::function<void(Status)> ready) override;
    void run(std::function<void(Status)> finished) override;
    void cancel(int level) override;
    void close(std::function<void()> closed) override;
    [[nodiscard]] ExecutorReport report() const override;

private:
    void pump();
    void submit(TaskLife& life);
    void done(PoolJob& job);
    void failed(Error error);
    void fire() override
    {
        m_context.scheduler.woke(m_context.loop.batchTime(), m_context.loop.idleSince());
        pump();
    }
    void finish(Status status);

    ExecutorContext m_context;
    TaskFeed m_feed;
    LoopLane m_lane;
    std::vector<LaneRecorder*> m_workers;
    std::unique_ptr<ProcessPool> m_pool;
    std::deque<PoolJob> m_jobs; // by slot
    WorkerSpans m_spans;
    std::function<void(Status)> m_ready, m_finished;
    Nanos m_startingBefore = 0; // of the pool's counter
    int m_held = 0; // submitted, not done
    bool m_failing = false; // the pool has given jobs back as lost: it will say why
    std::optional<Error> m_failure;
    bool m_pumping = false;
};

} // namespace ilv
