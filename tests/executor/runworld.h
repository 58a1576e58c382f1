// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/scheduler.h"
#include "pool/poolevents.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ilv {

/// A whole run without a process and without a clock: Scheduler and PoolState wired as PoolExecutor wires them, workers
/// that do what the dice say. The twelve invariants of reliability §5 are checked at every step; the first breach is
/// kept in pool.breach, by its number.
class RunWorld {
public:
    RunWorld(const Scheduler::Options& options, const PoolRules& rules, Dice& dice)
        : scheduler(options)
        , pool(rules, kJobs)
        , m_options(options)
        , m_dice(dice)
    {
        pool.onEnd = [this](PoolJob& job) { ended(job); };
        pool.start();
        scheduler.begin(pool.at);
        settle();
    }

    void settle()
    {
        pump();
        pool.settle();
        if (pool.failure != Code::None && !scheduler.cancelled())
            scheduler.cancel();
        pump();
        pool.settle();
        check();
    }
    /// As the real timers would: the pool's and the scheduler's, each when it is due.
    void pass(Nanos duration)
    {
        const Nanos until = pool.at + duration;
        while (!pool.breach) {
            const Nanos wake = scheduler.wakeAt();
            const Nanos next = std::min(pool.state.due(), wake > pool.at ? wake : Scheduler::kNever);
            if (next > until)
                break;
            pool.passTo(std::max(next, pool.at));
            settle();
        }
        pool.at = until;
        settle();
    }
    void cancel(int level)
    {
        scheduler.cancel();
        level >= 2 ? pool.state.killAll(pool.at) : pool.state.cancelQueued();
        settle();
    }
    /// The identity at the end of a run (I2): each planned task has one outcome.
    [[nodiscard]] const char* wrongAtTheEnd() const
    {
        if (scheduler.violations() != 0)
            return "I5: the scheduler was told something twice";
        if (m_inHand != 0 || m_waiting != 0)
            return "I1: a finished run holds tasks";
        if (m_done + scheduler.neverHanded() != scheduler.planned())
            return "I2: the outcomes do not sum to the planned tasks";
        return nullptr;
    }

    Scheduler scheduler;
    PoolWorld pool;
    std::array<std::uint64_t, kOutcomeCount> outcomes{}; ///< of tasks, warm-up too
    std::uint64_t retries = 0, expired = 0;

private:
    static constexpr std::size_t kJobs = 96; ///< tasks beyond their outcome: an open load's arrivals at most
    static constexpr std::size_t kTasks = 128;
    enum class Is : std::uint8_t { Fresh, InHand, Waiting, Done };

    [[nodiscard]] Is& task(std::uint64_t index)
    {
        return index >= Scheduler::kWarmupBase ? m_warmup[index - Scheduler::kWarmupBase] : m_tasks[index];
    }

    void pump()
    {
        if (m_pumping)
            return;
        m_pumping = true;
        while (pool.state.idleRoom() > 0 || m_held == 0 || scheduler.cancelled()) {
            const auto start = scheduler.next(pool.at);
            if (!start)
                break;
            take(*start);
        }
        m_pumping = false;
    }

    void take(const Scheduler::Start& start)
    {
        Is& is = task(start.index);
        pool.expect(is != Is::InHand, "I3: a task is handed out that is in hand");
        pool.expect(is != Is::Done, "I5: a task is handed out that has ended");
        pool.expect(start.attempt <= m_options.retry.maxAttempts, "I4: more attempts than allowed");
        pool.expect(start.kind != Scheduler::Kind::Run || !scheduler.cancelled(), "I6: a task is begun after a cancel");
        m_waiting -= is == Is::Waiting ? 1 : 0;
        retries += is == Is::Waiting && start.kind == Scheduler::Kind::Run ? 1 : 0;
        is = Is::InHand;
        ++m_inHand;
        pool.expect(start.slot < kJobs, "I12: more tasks than there can be");
        if (start.slot >= kJobs)
            return;
        m_starts[start.slot] = start;
        if (start.kind != Scheduler::Kind::Run) {
            expired += start.kind == Scheduler::Kind::Expire ? 1 : 0;
            settleTask(start, Outcome::Cancelled, Code::RunCancelled);
            return;
        }
        ++m_held;
        pool.jobs[start.slot].timeout = start.index % 3 == 0 ? 20 * kMilli : 0;
        pool.submitAgain(start.slot);
    }

    void ended(PoolJob& job)
    {
        --m_held;
        const auto& start = m_starts[job.index];
        switch (job.status) {
        case JobStatus::Ok:
            if (m_dice.below(4) == 0)
                return settleTask(start, Outcome::Error, Code::TaskError);
            if (m_dice.below(8) == 0)
                return settleTask(start, Outcome::Wrong, Code::OutputMismatch);
            return settleTask(start, Outcome::Ok, Code::None);
        case JobStatus::Timeout:
            return settleTask(start, Outcome::Timeout, Code::TaskTimeout);
        case JobStatus::Crashed:
            return settleTask(start, Outcome::Crashed, Code::WorkerCrashed);
        default:
            return settleTask(start, Outcome::NotRun, Code::RunCancelled);
        }
    }

    void settleTask(const Scheduler::Start& start, Outcome outcome, Code code)
    {
        Is& is = task(start.index);
        pool.expect(is == Is::InHand, "I5: a task ends that is not in hand");
        --m_inHand;
        const auto ending = scheduler.ended(start, outcome, code, pool.at);
        is = ending.last ? Is::Done : Is::Waiting;
        if (!ending.last) {
            ++m_waiting;
            pool.expect(ending.retryAt >= pool.at && ending.retryAt < scheduler.deadlineOf(start.intend),
                "I9: a retry is due before now, or after the task's deadline");
            pool.expect(outcome != Outcome::Ok && outcome != Outcome::Wrong, "I5: a good or a wrong answer is tried again");
            return;
        }
        ++outcomes[static_cast<std::size_t>(outcome)];
        m_done += start.warmup ? 0 : 1;
    }

    void check()
    {
        const Nanos at = pool.at;
        if (!pool.state.ended() && !scheduler.cancelled())
            pool.expect(!scheduler.ready(at) || pool.state.idleRoom() <= 0, "I8: a task waits beside an idle worker");
        if (m_waiting > 0)
            pool.expect(scheduler.wakeAt() != Scheduler::kNever, "I9: nobody will look at a task that waits for its retry");
        if (m_options.load.mode == LoadMode::Closed)
            pool.expect(m_inHand + m_waiting <= m_options.inFlight, "I12: more tasks in hand than clients");
        int living = 0;
        for (const auto& worker : pool.workers)
            living += worker.lives ? 1 : 0;
        pool.expect(living <= static_cast<int>(pool.workers.size()), "I7: more workers than asked for");
        pool.expect(!scheduler.finished(at) || (m_inHand == 0 && m_waiting == 0), "I2: finished while tasks are open");
    }

    Scheduler::Options m_options;
    Dice& m_dice;
    std::array<Scheduler::Start, kJobs> m_starts{};
    std::array<Is, kTasks> m_tasks{}, m_warmup{};
    std::uint64_t m_done = 0;
    int m_inHand = 0, m_waiting = 0, m_held = 0;
    bool m_pumping = false;
};

} // namespace ilv
