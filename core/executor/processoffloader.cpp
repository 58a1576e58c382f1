// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/offloader.h"
#include "executor/poolwork.h"

#include <algorithm>

namespace ilv {
namespace {

/// Hybrid's default: compute stages go to warm worker processes.
class ProcessOffloader final : public Offloader {
public:
    explicit ProcessOffloader(const ExecutorContext& context)
        : m_context(context)
    {
        auto options = poolOptions(context);
        options.maxOutput = 64u << 20;
        m_workers = addWorkerLanes(context.recorder, options.workers);
        m_pool = std::make_unique<ProcessPool>(context.loop, std::move(options),
            ProcessPool::Events { .done = [this](PoolJob& job) { done(job); },
                .ready =
                    [this] {
                        if (auto ready = std::exchange(m_ready, nullptr))
                            ready({});
                    },
                .failed =
                    [this](Error error) {
                        if (auto ready = std::exchange(m_ready, nullptr))
                            ready(std::move(error));
                        else if (failed)
                            failed(std::move(error));
                    } });
    }

    void prepare(std::function<void(Status)> ready) override
    {
        m_ready = std::move(ready);
        if (auto status = m_pool->start(); !status) {
            if (auto waiting = std::exchange(m_ready, nullptr))
                waiting(status);
        }
    }

    void submit(OffloadedWork& work) override
    {
        auto& job = work.job;
        job.index = work.life->start.index;
        job.attempt = work.life->start.attempt;
        job.firstStage = static_cast<std::uint16_t>(work.firstStage);
        job.lastStage = static_cast<std::uint16_t>(work.lastStage);
        job.digest = work.life->digest;
        job.input = m_context.recipe.input(TaskRecipe::variant(job.index));
        job.timeout = work.timeout;
        work.life->clock.enter(Category::QueueWait, now());
        job.owner = &work;
        m_pool->submit(job);
    }

    void kill() override
    {
        m_killed = true;
        m_pool->killAll();
    }

    void close(std::function<void()> closed) override
    {
        m_pool->shutdown([this, closed = std::move(closed)] {
            addWorkerStates(m_workers, m_pool->workerStates());
            closed();
        });
    }

    void report(ExecutorReport& report) const override
    {
        report.lanes = static_cast<int>(m_workers.size());
        report.pool = m_pool->counters();
    }

private:
    void done(PoolJob& job)
    {
        if (m_killed)
            return; // the task has been dropped and its coroutine with it
        auto& work = *static_cast<OffloadedWork*>(job.owner);
        auto& clock = work.life->clock;
        applyStamps(clock, job);
        work.end = endOfExecution(m_context.recipe, job);
        work.begun = job.stamps.begun;
        work.ended = job.stamps.ended;
        if (job.status == JobStatus::Lost) {
            failing = true;
            m_context.scheduler.cancel(); // or every task would be handed to a pool that is no more
        }
        auto& lane = *m_workers[job.worker % m_workers.size()];
        m_spans.add(lane, job, work.end.outcome);
        clock.enter(Category::LoopBlocked, job.stamps.decoded != 0 ? job.stamps.decoded : now());
        work.back.notify();
    }

    ExecutorContext m_context;
    std::vector<LaneRecorder*> m_workers;
    WorkerSpans m_spans;
    std::unique_ptr<ProcessPool> m_pool;
    std::function<void(Status)> m_ready;
    bool m_killed = false;
};

} // namespace

std::unique_ptr<Offloader> makeProcessOffloader(const ExecutorContext& context)
{
    return std::make_unique<ProcessOffloader>(context);
}

} // namespace ilv
