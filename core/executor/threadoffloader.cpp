// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/offloader.h"

#include "executor/muster.h"

#include <QThreadPool>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace ilv {
namespace {

/// Hybrid with `offload: threads`: compute stages go to a QThreadPool; results come back over one eventfd.
class ThreadOffloader final : public Offloader, private IoLoop::Watcher {
public:
    explicit ThreadOffloader(const ExecutorContext& context)
        : m_context(context)
        , m_event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        const int workers = context.plan.settings.workers;
        m_pool.setMaxThreadCount(workers);
        m_pool.setExpiryTimeout(-1);
        for (int i = 0; i < workers; ++i) {
            auto& recorder = context.recorder.addLane(LaneKind::Thread, "t" + std::to_string(i));
            m_lanes.push_back(std::make_unique<Lane>(context.recipe, recorder, i + 1));
        }
        context.loop.add(m_event, EPOLLIN, *this);
    }

    ~ThreadOffloader() override
    {
        m_pool.clear();
        m_pool.waitForDone();
        m_context.loop.remove(m_event, *this);
        ::close(m_event);
    }

    void prepare(std::function<void(Status)> ready) override
    {
        musterThreads(m_pool, m_context.plan.settings.workers, [this] { (void)laneOfThisThread(); });
        ready({});
    }

    void submit(OffloadedWork& work) override
    {
        work.life->clock.enter(Category::QueueWait, now());
        m_pool.start([this, &work] { compute(work); });
    }

    void kill() override
    {
        // Threads cannot be killed: what is queued is dropped, what runs is waited for and forgotten.
        m_pool.clear();
        m_pool.waitForDone();
        const std::scoped_lock lock(m_mutex);
        m_done.clear();
    }

    void close(std::function<void()> closed) override
    {
        m_pool.waitForDone();
        closed();
    }

    void report(ExecutorReport& report) const override { report.lanes = static_cast<int>(m_lanes.size()); }

private:
    struct Lane {
        Lane(const TaskRecipe& recipe, LaneRecorder& laneRecorder, int number)
            : faultLane(number)
            , recorder(laneRecorder)
            , runner(recipe, laneRecorder.lane())
            , output(static_cast<std::size_t>(recipe.spec().outputBytes))
        {
        }
        const int faultLane;
        LaneRecorder& recorder;
        BlockingTaskRunner runner;
        std::vector<std::byte> output;
    };
    struct Done {
        OffloadedWork* work;
        TaskResult result;
        Nanos begun, ended;
    };

    Lane& laneOfThisThread()
    {
        thread_local Lane* lane = nullptr;
        thread_local const ThreadOffloader* owner = nullptr;
        if (owner != this) {
            owner = this;
            lane = m_lanes[m_taken.fetch_add(1)].get();
            lane->recorder.start(now(), Category::Idle);
        }
        return *lane;
    }

    void compute(OffloadedWork& work)
    {
        auto& lane = laneOfThisThread();
        const Nanos begun = now();
        lane.recorder.enter(Category::Compute, begun);
        const auto& start = work.life->start;
        const Nanos deadline = work.timeout > 0 ? begun + work.timeout : 0;
        const auto result = lane.runner.run(start.index, start.attempt, work.life->digest, work.firstStage,
            work.lastStage, deadline, m_context.faultFor(lane.faultLane, start.index));
        if (!lane.output.empty())
            TaskRecipe::fillOutput(result.digest, lane.output); // every model hands back the same payload
        const Nanos ended = now();
        lane.recorder.enter(Category::Idle, ended);
        lane.recorder.span({.begin = begun,
            .end = ended,
            .index = start.index,
            .lane = lane.recorder.lane(),
            .category = Category::Compute,
            .outcome = result.outcome});
        const std::scoped_lock lock(m_mutex);
        m_done.push_back({&work, result, begun, ended});
        eventfd_write(m_event, 1);
    }

    void ready(std::uint32_t) override
    {
        eventfd_t value = 0;
        eventfd_read(m_event, &value);
        {
            const std::scoped_lock lock(m_mutex);
            m_done.swap(m_resuming);
        }
        for (const auto& done : m_resuming) {
            auto& clock = done.work->life->clock;
            clock.enter(Category::Compute, done.begun);
            clock.enter(Category::LoopBlocked, done.ended); // it is ready; the loop comes round to it
            if (done.result.cpu >= 0)
                clock.transfer(Category::Compute, Category::RunDelay,
                    std::clamp<Nanos>(done.result.compute - done.result.cpu, 0, done.ended - done.begun));
            done.work->begun = done.begun;
            done.work->ended = done.ended;
            done.work->end = {done.result.outcome, done.result.code, done.result.digest};
            done.work->back.notify();
        }
        m_resuming.clear();
    }

    ExecutorContext m_context;
    QThreadPool m_pool;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::atomic<std::size_t> m_taken { 0 };
    int m_event;
    std::mutex m_mutex; // m_done
    std::vector<Done> m_done, m_resuming;
};

} // namespace

std::unique_ptr<Offloader> makeThreadOffloader(const ExecutorContext& context)
{
    return std::make_unique<ThreadOffloader>(context);
}

} // namespace ilv
