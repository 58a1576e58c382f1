// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/tasklife.h"

namespace ilv {
namespace {

/// A failed attempt and what follows it is the price of retrying; the wait before it stays what it was.
void chargeToRetry(CategoryClock& clock)
{
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        if (category != Category::QueueWait && category != Category::Retry)
            clock.transfer(category, Category::Retry, clock.sums()[i]);
    }
}

} // namespace

TaskFeed::TaskFeed(const ExecutorContext& context)
    : m_plan(context.plan)
    , m_scheduler(context.scheduler)
    , m_recorder(context.recorder)
    , m_timeout(nanosFromMs(context.plan.settings.timeoutMs))
{
}

TaskLife* TaskFeed::next(Nanos at)
{
    const auto start = m_scheduler.next(at);
    if (!start)
        return nullptr;
    if (!m_windowOpen && m_scheduler.windowBegin() != 0) {
        m_windowOpen = true;
        m_recorder.openWindow(m_scheduler.windowBegin());
    }
    while (m_lives.size() <= start->slot)
        m_lives.emplace_back();
    auto& life = m_lives[start->slot];
    life.start = *start;
    life.inHand = true;
    if (start->attempt <= 1)
        life.clock.begin(start->intend, Category::QueueWait);
    else
        life.clock.enter(Category::QueueWait, at);
    life.attemptBegin = at;
    life.serviceBegin = life.serviceEnd = at;
    return &life;
}

AttemptEnd TaskFeed::judge(const TaskLife& life, AttemptEnd end) const
{
    if (end.outcome != Outcome::Ok || m_plan.expected.empty())
        return end;
    const auto right = m_plan.expected[TaskRecipe::variant(life.start.index) % m_plan.expected.size()];
    if (right != 0 && right != end.digest) {
        end.outcome = Outcome::Wrong;
        end.code = Code::OutputMismatch;
    }
    return end;
}

bool TaskFeed::settle(TaskLife& life, const AttemptEnd& end, Nanos at)
{
    return m_scheduler.ended(life.start, end.outcome, end.code, at).last;
}

void TaskFeed::record(LaneRecorder& lane, const TaskLife& life, const AttemptEnd& end, bool last, Nanos at) const
{
    const auto& start = life.start;
    if (!start.warmup)
        lane.attempt({start.index, at - life.attemptBegin, static_cast<std::uint16_t>(end.code), start.attempt,
            end.outcome, last});
    if (!last)
        return;
    lane.record({.index = start.index,
        .intend = start.intend,
        .done = at,
        .service = life.serviceEnd - life.serviceBegin,
        .spent = life.clock.sums(),
        .code = static_cast<std::uint16_t>(end.code),
        .attempts = start.attempt,
        .outcome = end.outcome,
        .warmup = start.warmup});
}

void TaskFeed::finish(LaneRecorder& lane, TaskLife& life, AttemptEnd end, Nanos at)
{
    end = judge(life, end);
    life.clock.enter(Category::Retry, at);
    life.inHand = false;
    // Recording reads the life; settling may reuse its slot at once, so the order is: decide, then write, and nothing
    // between the two hands out a task.
    const bool last = settle(life, end, at);
    record(lane, life, end, last, at);
    if (!last)
        chargeToRetry(life.clock);
}

void TaskFeed::dismiss(LaneRecorder& lane, TaskLife& life, Nanos at)
{
    AttemptEnd end;
    if (life.start.kind == Scheduler::Kind::Reject)
        end = {Outcome::Error, Code::QueueOverflow, 0};
    else
        end = {life.start.attempt == 0 ? Outcome::NotRun : Outcome::Cancelled, Code::RunCancelled, 0};
    finish(lane, life, end, at);
}

void TaskFeed::drop(LaneRecorder& lane, Nanos at)
{
    for (auto& life : m_lives) {
        if (life.inHand)
            finish(lane, life, {Outcome::Cancelled, Code::RunCancelled, 0}, at);
    }
}

void TaskFeed::giveBack(TaskLife& life)
{
    life.inHand = false;
    m_scheduler.giveBack(life.start);
}

Nanos TaskFeed::deadline(const TaskLife& life) const
{
    return m_timeout > 0 ? life.serviceBegin + m_timeout : 0;
}

} // namespace ilv
