// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/threadsexecutor.h"

#include "executor/muster.h"

#include <QRunnable>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace ilv {
namespace {

constexpr int kBatchesPerThread = 2; // one running, one waiting in the pool's queue: no thread starves
constexpr Nanos kAutoBatch = 100 * kMicro; // what chunk "auto" aims at
constexpr std::uint32_t kAbandoned = UINT32_MAX;

} // namespace

struct ThreadsExecutor::Batch final : QRunnable {
    explicit Batch(ThreadsExecutor& executor, std::size_t capacity)
        : owner(executor)
    {
        setAutoDelete(false);
        tasks.reserve(capacity);
        ends.reserve(capacity);
        if (executor.m_guarded)
            own.reserve(capacity);
    }
    void run() override { owner.work(*this); }

    // Whose is the task that runs? Its thread's, until that comes back or the main thread takes it away.
    void enter(std::size_t task, Nanos until)
    {
        limit.store(until, std::memory_order_relaxed);
        turn.store(static_cast<std::uint32_t>(task) + 1, std::memory_order_release);
    }
    [[nodiscard]] bool leave(std::size_t task, std::uint32_t becomes = 0)
    {
        auto expected = static_cast<std::uint32_t>(task) + 1;
        return turn.compare_exchange_strong(expected, becomes, std::memory_order_acq_rel);
    }

    ThreadsExecutor& owner;
    std::vector<TaskLife*> tasks; ///< theirs who hold the lock
    std::vector<TaskLife> own; ///< what its thread works on instead where tasks may be taken away from it
    std::vector<std::pair<AttemptEnd, Nanos>> ends;
    std::atomic<std::uint32_t> turn { 0 }; ///< 1 + the task that runs; 0: none; kAbandoned
    std::atomic<Nanos> limit { 0 }; ///< when that task is given up
};

/// The main thread's part: wakes for arrivals and back-offs by time, and when a pool thread says that all is done.
class ThreadsExecutor::Pump final : public IoLoop::Timer, public IoLoop::Watcher {
public:
    explicit Pump(ThreadsExecutor& owner)
        : m_owner(owner)
        , m_event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        owner.m_context.loop.add(m_event, EPOLLIN, *this);
    }
    ~Pump() override
    {
        m_owner.m_context.loop.remove(m_event, *this);
        ::close(m_event);
    }
    void wake() const { eventfd_write(m_event, 1); }
    void ready(std::uint32_t) override
    {
        eventfd_t value = 0;
        eventfd_read(m_event, &value);
        m_owner.pump();
    }
    void fire() override
    {
        {
            const std::scoped_lock lock(m_owner.m_mutex);
            m_owner.m_context.scheduler.woke(
                m_owner.m_context.loop.batchTime(), m_owner.m_context.loop.idleSince());
        }
        m_owner.pump();
    }

private:
    ThreadsExecutor& m_owner;
    int m_event;
};

ThreadsExecutor::ThreadsExecutor(const ExecutorContext& context)
    : m_context(context)
    , m_pool(std::make_unique<QThreadPool>())
    , m_feed(context)
    , m_grace(std::max(nanosFromMs(context.plan.settings.killGraceMs), 10 * kMilli))
    , m_guarded(context.plan.settings.timeoutMs > 0 || context.plan.retry.deadlineMs > 0)
{
    const auto& settings = context.plan.settings;
    m_pool->setMaxThreadCount(settings.workers);
    m_pool->setExpiryTimeout(-1);
    const int clients = context.plan.load.mode == LoadMode::Closed ? context.plan.inFlight : 1024;
    m_maxChunk = settings.chunk > 0 ? settings.chunk
                                    : std::clamp(clients / (settings.workers * kBatchesPerThread), 1, 256);
    m_chunk = settings.chunk > 0 ? settings.chunk : 1;
    for (int i = 0; i < settings.workers * kBatchesPerThread; ++i) {
        m_batches.push_back(std::make_unique<Batch>(*this, static_cast<std::size_t>(m_maxChunk)));
        m_parked.push_back(m_batches.back().get());
    }
    for (int i = 0; i < settings.workers; ++i) {
        auto& recorder = context.recorder.addLane(LaneKind::Thread, "t" + std::to_string(i));
        m_lanes.push_back(std::make_unique<BlockingLane>(context, recorder, i + 1));
    }
    m_pump = std::make_unique<Pump>(*this);
}

ThreadsExecutor::~ThreadsExecutor()
{
    m_pool->clear();
    if (m_abandoned > 0)
        (void)m_pool.release();
    else
        m_pool->waitForDone();
}

BlockingLane& ThreadsExecutor::laneOfThisThread()
{
    // A pool thread keeps the lane it first takes; prepare() makes every thread take one.
    thread_local BlockingLane* lane = nullptr;
    thread_local const ThreadsExecutor* owner = nullptr;
    if (owner != this) {
        const std::scoped_lock lock(m_mutex);
        owner = this;
        lane = m_lanes[m_taken++].get();
        lane->recorder().start(now(), Category::Idle);
    }
    return *lane;
}

void ThreadsExecutor::prepare(std::function<void(Status)> ready)
{
    // All threads up and each with its lane before the window opens.
    musterThreads(*m_pool, m_context.plan.settings.workers, [this] { (void)laneOfThisThread(); });
    ready({});
}

void ThreadsExecutor::run(std::function<void(Status)> finished)
{
    m_finished = std::move(finished);
    pump();
}

bool ThreadsExecutor::fill(Batch& batch, Nanos at)
{
    batch.tasks.clear();
    batch.own.clear();
    batch.ends.clear();
    while (static_cast<int>(batch.tasks.size()) < m_chunk) {
        auto* life = m_feed.next(at);
        if (!life)
            break;
        batch.tasks.push_back(life);
        if (m_guarded)
            batch.own.push_back(*life);
    }
    return !batch.tasks.empty();
}

void ThreadsExecutor::work(Batch& batch)
{
    auto& lane = laneOfThisThread();
    const bool lock = m_context.plan.settings.lock;
    Nanos at = now();
    const Nanos begun = at;
    lane.recorder().enter(Category::Transport, at);
    for (std::size_t i = 0; i < batch.tasks.size(); ++i) {
        auto* life = m_guarded ? &batch.own[i] : batch.tasks[i];
        if (life->start.kind != Scheduler::Kind::Run || m_context.cancelLevel.load(std::memory_order_relaxed) > 0) {
            batch.ends.push_back({{Outcome::NotRun, Code::RunCancelled, 0}, at}); // handed over, never begun
            continue;
        }
        life->serviceBegin = at;
        const Nanos deadline = m_feed.deadline(*life);
        if (!m_guarded) {
            const auto end = lane.run(*life, deadline, at, lock ? &m_interpreterLock : nullptr);
            batch.ends.push_back({m_feed.judge(*life, end), at});
            continue;
        }
        batch.enter(i, deadline == 0 ? Scheduler::kNever : deadline + m_grace);
        const auto end = lane.run(*life, deadline, at, lock ? &m_interpreterLock : nullptr);
        if (!batch.leave(i))
            return; // abandoned: nothing here is this thread's any more
        batch.ends.push_back({m_feed.judge(*life, end), at});
    }
    if (m_context.plan.settings.chunk == 0 && !batch.tasks.empty())
        m_chunkHint.store(chunkFor((at - begun) / static_cast<Nanos>(batch.tasks.size())), std::memory_order_relaxed);
    settle(batch, lane, at);
}

int ThreadsExecutor::chunkFor(Nanos perTask) const
{
    return static_cast<int>(std::clamp<Nanos>(kAutoBatch / std::max<Nanos>(perTask, 1), 1, m_maxChunk));
}

void ThreadsExecutor::settle(Batch& batch, BlockingLane& lane, Nanos at)
{
    bool again = false;
    bool wake = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_over)
            return;
        for (std::size_t i = 0; i < batch.tasks.size(); ++i) {
            auto& [end, endedAt] = batch.ends[i];
            if (m_guarded)
                *batch.tasks[i] = batch.own[i];
            if (batch.tasks[i]->start.kind == Scheduler::Kind::Run)
                m_feed.finish(lane.recorder(), *batch.tasks[i], end, endedAt);
            else
                m_feed.dismiss(lane.recorder(), *batch.tasks[i], endedAt);
        }
        m_chunk = m_context.plan.settings.chunk > 0 ? m_chunk : m_chunkHint.load(std::memory_order_relaxed);
        again = fill(batch, at);
        if (!again)
            m_parked.push_back(&batch);
        // The others may lie parked while this batch's clients became ready: the main thread sees to them, and to the end.
        wake = !again || (!m_parked.empty() && m_context.scheduler.ready(at));
    }
    lane.recorder().enter(Category::Idle, now());
    if (again)
        m_pool->start(&batch);
    if (wake)
        m_pump->wake();
}

void ThreadsExecutor::pump()
{
    const Nanos at = now();
    std::vector<Batch*> toStart;
    Nanos wakeAt = Scheduler::kNever;
    Nanos lookAgain = Scheduler::kNever;
    bool over = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_context.cancelLevel.load(std::memory_order_relaxed) > 0 && !m_context.scheduler.cancelled())
            m_context.scheduler.cancel();
        if (m_guarded)
            lookAgain = watch(at);
        while (!m_over && !m_parked.empty() && fill(*m_parked.back(), at)) {
            toStart.push_back(m_parked.back());
            m_parked.pop_back();
        }
        wakeAt = m_context.scheduler.wakeAt();
        over = m_parked.size() == m_batches.size() && m_feed.finished(at);
    }
    for (auto* batch : toStart)
        m_pool->start(batch);
    const Nanos next = std::min(wakeAt > at ? wakeAt : Scheduler::kNever, lookAgain);
    if (m_over)
        finish(error(Code::ThreadsStuck,
            std::to_string(m_abandoned) + " threads are stuck in tasks that do not return, and threads cannot be killed.",
            "A process pool survives such tasks: their workers are killed at the time-out."));
    else if (over)
        finish({});
    else if (next != Scheduler::kNever)
        m_context.loop.arm(*m_pump, next);
}

Nanos ThreadsExecutor::watch(Nanos at)
{
    // A task that begins after this look is given up after the next at the earliest.
    Nanos next = at + m_grace;
    for (std::size_t i = 0; i < m_batches.size() && !m_over; ++i) {
        auto& batch = *m_batches[i];
        const auto turn = batch.turn.load(std::memory_order_acquire);
        if (turn == 0)
            continue;
        const Nanos limit = batch.limit.load(std::memory_order_relaxed);
        if (limit > at)
            next = std::min(next, limit);
        else if (batch.leave(turn - 1, kAbandoned))
            abandon(batch, turn - 1, at);
    }
    return next;
}

void ThreadsExecutor::abandon(Batch& batch, std::size_t task, Nanos at)
{
    if (!m_supervisor) {
        m_supervisor = &m_context.recorder.addLane(LaneKind::Main, "main");
        m_supervisor->start(at, Category::Idle);
    }
    for (std::size_t i = 0; i < batch.tasks.size(); ++i) {
        auto& life = *batch.tasks[i];
        if (i > task) {
            life.start.kind == Scheduler::Kind::Run ? m_feed.giveBack(life) : m_feed.dismiss(*m_supervisor, life, at);
        } else if (i == task) {
            life.clock.enter(Category::Compute, life.serviceBegin);
            life.serviceEnd = at;
            m_feed.finish(*m_supervisor, life, {Outcome::Timeout, Code::TaskTimeout, 0}, at);
        } else if (life.start.kind == Scheduler::Kind::Run) {
            life = batch.own[i];
            m_feed.finish(*m_supervisor, life, batch.ends[i].first, batch.ends[i].second);
        } else {
            m_feed.dismiss(*m_supervisor, life, batch.ends[i].second);
        }
    }
    ++m_abandoned;
    if (m_abandoned > m_context.plan.settings.workers) {
        giveUp(at);
        return;
    }
    // A fresh thread, with a lane and a batch of its own; the stuck one keeps what it has.
    auto& recorder = m_context.recorder.addLane(LaneKind::Thread, "t" + std::to_string(m_lanes.size()));
    m_lanes.push_back(std::make_unique<BlockingLane>(m_context, recorder, static_cast<int>(m_lanes.size()) + 1));
    const auto mine = std::find_if(m_batches.begin(), m_batches.end(), [&batch](const auto& one) { return one.get() == &batch; });
    (void)mine->release();
    *mine = std::make_unique<Batch>(*this, static_cast<std::size_t>(m_maxChunk));
    m_parked.push_back(mine->get());
    m_pool->setMaxThreadCount(m_context.plan.settings.workers + m_abandoned);
}

void ThreadsExecutor::giveUp(Nanos at)
{
    m_over = true;
    m_context.scheduler.cancel();
    m_feed.drop(*m_supervisor, at);
    while (auto* life = m_feed.next(at)) // what waited for a retry
        m_feed.dismiss(*m_supervisor, *life, at);
}

void ThreadsExecutor::finish(Status status)
{
    m_context.loop.cancel(*m_pump);
    if (auto finished = std::exchange(m_finished, nullptr))
        finished(std::move(status));
}

void ThreadsExecutor::cancel(int) { pump(); }

void ThreadsExecutor::close(std::function<void()> closed)
{
    if (m_abandoned == 0)
        m_pool->waitForDone();
    closed();
}

ExecutorReport ThreadsExecutor::report() const
{
    ExecutorReport report;
    report.lanes = m_context.plan.settings.workers;
    report.abandonedThreads = m_abandoned;
    return report;
}

} // namespace ilv
