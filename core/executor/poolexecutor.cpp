// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/poolexecutor.h"

#include "executor/poolwork.h"

namespace ilv {

PoolExecutor::PoolExecutor(const ExecutorContext& context)
    : m_context(context)
    , m_feed(context)
    , m_lane(context.loop, context.recorder)
{
    auto options = poolOptions(context);
    if (context.plan.load.mode == LoadMode::Closed) // made before the clock starts
        m_jobs.resize(static_cast<std::size_t>(context.plan.inFlight));
    m_workers = addWorkerLanes(context.recorder, options.workers);
    m_pool = std::make_unique<ProcessPool>(context.loop, std::move(options),
        ProcessPool::Events { .done = [this](PoolJob& job) { done(job); },
            .more = [this] { pump(); },
            .ready =
                [this] {
                    if (auto ready = std::exchange(m_ready, nullptr))
                        ready({});
                },
            .failed = [this](Error error) { failed(std::move(error)); } });
}

PoolExecutor::~PoolExecutor() { m_context.loop.cancel(*this); }

void PoolExecutor::prepare(std::function<void(Status)> ready)
{
    m_ready = std::move(ready);
    if (auto status = m_pool->start(); !status)
        failed(status.error());
}

void PoolExecutor::run(std::function<void(Status)> finished)
{
    m_finished = std::move(finished);
    m_startingBefore = m_pool->counters().starting;
    m_lane.start(now());
    m_context.loop.arm(*this, 0); // in a turn of the loop: what it does between two would count as waiting
}

void PoolExecutor::pump()
{
    if (m_pumping || !m_finished)
        return; // jobs that end inside submit() are seen to by the loop below
    m_pumping = true;
    const Nanos at = now();
    // The pool never stays without a job while there is one: with every worker down and coming up again there is no
    // room, and only the end of a job would bring us here once more.
    for (int room = 0;; --room) {
        if (room <= 0)
            room = m_pool->idleRoom();
        if (room <= 0 && m_held > 0 && !m_context.scheduler.cancelled())
            break;
        auto* life = m_feed.next(at);
        if (!life)
            break;
        if (life->start.kind == Scheduler::Kind::Run)
            submit(*life);
        else
            m_feed.dismiss(m_lane.recorder(), *life, at);
    }
    m_pumping = false;
    if (m_feed.finished(at) && (!m_failing || m_failure)) {
        finish(m_failure ? Status(*m_failure) : Status());
        return;
    }
    if (const Nanos wakeAt = m_context.scheduler.wakeAt(); wakeAt > at && wakeAt != Scheduler::kNever)
        m_context.loop.arm(*this, wakeAt);
}

void PoolExecutor::submit(TaskLife& life)
{
    while (m_jobs.size() <= life.start.slot)
        m_jobs.emplace_back();
    auto& job = m_jobs[life.start.slot];
    job.index = life.start.index;
    job.attempt = life.start.attempt;
    job.lastStage = static_cast<std::uint16_t>(m_context.recipe.stageCount()); // from the first, with no digest yet
    job.input = m_context.recipe.input(TaskRecipe::variant(life.start.index));
    job.timeout = m_feed.timeout(life, life.attemptBegin);
    job.owner = &life;
    ++m_held;
    m_pool->submit(job);
}

void PoolExecutor::done(PoolJob& job)
{
    --m_held;
    auto& life = *static_cast<TaskLife*>(job.owner);
    if (job.status == JobStatus::Lost) {
        m_failing = true;
        m_context.scheduler.cancel(); // or every task would be handed to a pool that is no more
    }
    const auto end = m_feed.judge(life, endOfExecution(m_context.recipe, job));

    applyStamps(life.clock, job);
    life.serviceBegin = job.stamps.begun;
    life.serviceEnd = job.stamps.ended;
    auto& lane = *m_workers[job.worker % m_workers.size()];
    m_spans.add(lane, job, end.outcome);
    WorkerSpans::addHandOver(m_lane.recorder(), job);
    const Nanos at = job.stamps.decoded != 0 ? job.stamps.decoded : now();
    m_feed.finish(lane, life, end, at);
}

void PoolExecutor::failed(Error error)
{
    if (auto ready = std::exchange(m_ready, nullptr)) {
        ready(std::move(error));
        return;
    }
    m_failing = true;
    m_failure = error;
    m_context.scheduler.cancel();
    pump(); // what waits for a retry comes back as cancelled
    finish(std::move(error));
}

void PoolExecutor::finish(Status status)
{
    m_context.loop.cancel(*this);
    m_lane.ran(Category::StartUp, 0, m_pool->counters().starting - m_startingBefore, -1);
    m_lane.stop(now());
    if (auto finished = std::exchange(m_finished, nullptr))
        finished(std::move(status));
}

void PoolExecutor::cancel(int level)
{
    m_context.scheduler.cancel();
    if (level >= 2)
        m_pool->killAll();
    else
        m_pool->cancelQueued();
    pump();
}

void PoolExecutor::close(std::function<void()> closed)
{
    m_pool->shutdown([this, closed = std::move(closed)] {
        addWorkerStates(m_workers, m_pool->workerStates());
        closed();
    });
}

ExecutorReport PoolExecutor::report() const
{
    ExecutorReport report;
    report.lanes = static_cast<int>(m_workers.size());
    report.pool = m_pool->counters();
    report.loopLag = m_lane.lag();
    return report;
}

} // namespace ilv
