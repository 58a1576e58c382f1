// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/tasklife.h"

#include "base/plant.h"

#include <algorithm>

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
    if (m_plan.load.mode == LoadMode::Closed) // made before the clock starts
        m_lives.resize(static_cast<std::size_t>(m_plan.inFlight));
}

TaskLife* TaskFeed::next(Nanos at)
{
    const auto start = m_scheduler.next(at);
    if (!start)
        return nullptr;
    if (!m_windowOpen && m_scheduler.windowBegin() != 0) {
        m_windowOpen = true;
        m_recorder.openWindow(
            m_scheduler.windowBegin(), m_scheduler.gauge().windowEnd.load(std::memory_order_relaxed));
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
    life.waited = 0;
    return &life;
}

AttemptEnd TaskFeed::judge(const TaskLife& life, AttemptEnd end) const
{
    if (end.outcome != Outcome::Ok || m_plan.expected.empty() || planted(Plant::SkipTheGoldenCompare))
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

void TaskFeed::record(
    LaneRecorder& lane, const TaskLife& life, const AttemptEnd& end, bool begun, bool last, Nanos at) const
{
    const auto& start = life.start;
    // What was never begun is no attempt; the one before it is the task's last then.
    const auto attempts = static_cast<std::uint8_t>(begun || start.attempt == 0 ? start.attempt : start.attempt - 1);
    if (!start.warmup)
        lane.attempt({start.index, at - life.attemptBegin, static_cast<std::uint16_t>(end.code), attempts, end.outcome,
            last});
    if (!last || (planted(Plant::LoseAnOutcome) && start.index % 997 == 996))
        return;
    const TaskRecord record {.index = start.index,
        .intend = start.intend,
        .done = at,
        .service = life.serviceEnd - life.serviceBegin,
        .spent = life.clock.sums(),
        .code = static_cast<std::uint16_t>(end.code),
        .attempts = attempts,
        .outcome = end.outcome,
        .warmup = start.warmup};
    lane.record(record);
    if (planted(Plant::RecordTwice) && start.index % 97 == 96)
        lane.record(record);
}

void TaskFeed::finish(LaneRecorder& lane, TaskLife& life, AttemptEnd end, Nanos at)
{
    end = judge(life, end);
    if (end.code == Code::TaskTimeout && at >= m_scheduler.deadlineOf(life.start.intend))
        end.code = Code::TaskDeadline;
    const bool begun = end.outcome != Outcome::NotRun;
    if (!begun && life.start.attempt > 1)
        end.outcome = Outcome::Cancelled; // it has had an attempt before (reliability §2.1)
    life.clock.enter(Category::Retry, at);
    life.inHand = false;
    // Recording reads the life; settling may reuse its slot at once, so the order is: decide, then write, and nothing
    // between the two hands out a task.
    const bool last = settle(life, end, at);
    record(lane, life, end, begun, last, at);
    if (!last)
        chargeToRetry(life.clock);
}

void TaskFeed::dismiss(LaneRecorder& lane, TaskLife& life, Nanos at)
{
    AttemptEnd end;
    if (life.start.kind == Scheduler::Kind::Reject)
        end = {Outcome::Error, Code::QueueOverflow, 0};
    else if (life.start.kind == Scheduler::Kind::Expire)
        end = {Outcome::Timeout, Code::TaskDeadline, 0};
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
    const Nanos whole = m_scheduler.deadlineOf(life.start.intend);
    const Nanos attempt = m_timeout > 0 ? life.serviceBegin + life.waited + m_timeout : Scheduler::kNever;
    const Nanos first = std::min(whole, attempt);
    return first == Scheduler::kNever ? 0 : first;
}

Nanos TaskFeed::timeout(const TaskLife& life, Nanos at) const
{
    const Nanos whole = m_scheduler.deadlineOf(life.start.intend);
    if (whole == Scheduler::kNever)
        return m_timeout;
    const Nanos left = std::max<Nanos>(whole - at, 1);
    return m_timeout > 0 ? std::min(m_timeout, left) : left;
}

} // namespace ilv
