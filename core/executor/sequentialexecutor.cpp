// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/sequentialexecutor.h"

#include <algorithm>
#include <ctime>

namespace ilv {

SequentialExecutor::SequentialExecutor(const ExecutorContext& context)
    : m_context(context)
    , m_feed(context)
    , m_recorder(context.recorder.addLane(LaneKind::Main, "main"))
    , m_lane(context, m_recorder, 0)
{
}

void SequentialExecutor::prepare(std::function<void(Status)> ready)
{
    m_recorder.start(now(), Category::Idle);
    ready({});
}

void SequentialExecutor::waitUntil(Nanos at) const
{
    // In slices, so that a cancel is seen while an open load has nothing due.
    const Nanos until = std::min(at, now() + 50 * kMilli);
    const timespec when { static_cast<time_t>(until / kSecond), static_cast<long>(until % kSecond) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

void SequentialExecutor::run(std::function<void(Status)> finished)
{
    Nanos at = now();
    for (;;) {
        if (m_context.cancelLevel.load(std::memory_order_relaxed) > 0 && !m_context.scheduler.cancelled())
            m_context.scheduler.cancel();
        auto* life = m_feed.next(at);
        if (!life) {
            if (m_feed.finished(at))
                break;
            m_recorder.enter(Category::Idle, at);
            const Nanos asleep = at;
            waitUntil(m_context.scheduler.wakeAt());
            at = now();
            m_context.scheduler.woke(at, asleep);
            continue;
        }
        if (life->start.kind != Scheduler::Kind::Run) {
            m_feed.dismiss(m_recorder, *life, at);
            continue;
        }
        life->serviceBegin = at;
        const auto end = m_lane.run(*life, m_feed.deadline(*life), at, nullptr);
        m_feed.finish(m_recorder, *life, end, at);
    }
    m_recorder.enter(Category::Idle, at);
    finished({});
}

void SequentialExecutor::close(std::function<void()> closed) { closed(); }

ExecutorReport SequentialExecutor::report() const
{
    ExecutorReport report;
    report.lanes = 1;
    return report;
}

} // namespace ilv
