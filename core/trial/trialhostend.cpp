// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialhost.h"

#include <unistd.h>

#include <algorithm>

// The ends that do not come by themselves: the main thread hangs in a task, and the reporter's thread concludes.

namespace ilv {

/// Other threads may still end theirs: counts and rows are taken until nothing came between the two.
TrialResult TrialHost::lastResult()
{
    TrialResult result;
    do {
        result = collect();
        for (auto& event : takeOutcomes())
            m_reporter.write(std::move(event));
    } while (m_recorder.snapshot().recorded != result.recorded);
    return result;
}

/// The main thread hangs in a task. What was recorded is kept; of what it holds at most `most` end as `inHand`; the
/// rest never ran.
void TrialHost::endHere(TrialResult result, Outcome inHand, std::uint64_t most)
{
    auto& counts = result.counts;
    const auto known = counts.total();
    const auto handed = m_scheduler.gauge().handed.load(std::memory_order_relaxed);
    counts.planned = std::max({ counts.planned, known, handed });
    counts.endRest(inHand, std::min(most, handed > known ? handed - known : 0));
    m_reporter.write(EndEvent{ std::move(result) });
    ::_exit(0);
}

void TrialHost::forceEnd()
{
    auto result = lastResult();
    result.status = TrialStatus::Cancelled;
    result.disturbed.emplace_back(name(Code::RunCancelled));
    endHere(std::move(result), Outcome::Cancelled, UINT64_MAX);
}

/// How long no attempt has ended though one is under way that should have, with all its retries; none: it may yet.
/// Where a thread or process of their own runs the tasks, their executor sees to this.
std::optional<Nanos> TrialHost::hungFor(std::uint64_t recorded)
{
    const Nanos at = now();
    const auto& gauge = m_scheduler.gauge();
    const bool inHand = gauge.handed.load(std::memory_order_relaxed) > gauge.finished.load(std::memory_order_relaxed);
    const bool warmingUp
        = m_plan.load.mode == LoadMode::Closed && gauge.windowBegin.load(std::memory_order_relaxed) == 0;
    const bool firstLook = m_recordedAt == 0;
    if (firstLook || !m_loadStarted || m_finishedAt.load() != 0 || recorded != m_recorded || !(inHand || warmingUp)) {
        m_recorded = recorded;
        m_recordedAt = at;
        return std::nullopt;
    }
    const bool ownThread
        = m_plan.model == Model::Sequential || m_plan.model == Model::Async || m_plan.model == Model::Hybrid;
    const double timeout = m_plan.settings.timeoutMs, deadline = m_plan.retry.deadlineMs;
    if (!ownThread || (timeout <= 0 && deadline <= 0))
        return std::nullopt;
    const int attempts = std::max(m_plan.retry.maxAttempts, 1);
    const double allTried = attempts * timeout + (attempts - 1) * m_plan.retry.maxMs;
    const double ms = timeout <= 0 ? deadline : deadline <= 0 ? allTried : std::min(allTried, deadline);
    const Nanos hung = at - m_recordedAt;
    return hung > nanosFromMs(ms) + kForcedEnd ? std::optional(hung) : std::nullopt;
}

void TrialHost::giveUpOn(Nanos hung)
{
    auto result = lastResult();
    result.status = TrialStatus::Failed;
    result.error = error(Code::TaskTimeout,
        "A task has not ended after " + std::to_string((hung + kSecond / 2) / kSecond)
            + " s, which is beyond its time-out; nothing can end it from outside in this model.",
        "In a process pool such a task costs one worker, and the others go on.");
    endHere(std::move(result), Outcome::Timeout, 1);
}

} // namespace ilv
