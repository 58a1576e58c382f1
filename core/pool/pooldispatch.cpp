// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolstate.h"

#include <algorithm>

// The part of PoolState that every job passes through: queue, dispatch, result. The others: poolstate.cpp,
// poolclock.cpp.

namespace ilv {

namespace {

constexpr std::uint32_t kWindowCap = 256;
constexpr float kHeldWork = 1500e3F; ///< ns of work a worker should hold: more than it answers at once
constexpr float kLongTask = 4e6F; ///< ns; from here a wake-up costs under 1 %, and prefetching could only misplace jobs
constexpr float kTinyTask = 50e3F; ///< ns; below, jobs are given out several at a time
constexpr std::uint32_t kMostGrants = 16;
constexpr Nanos kShortTimeout = 50 * kMilli; ///< no prefetch below: it would eat the time-out's precision
constexpr int kPatience = 2; ///< a job that met so many deaths of others gets a worker of its own

} // namespace

bool PoolState::wantsExclusive(const PoolJob& job)
{
    return (job.timeout > 0 && job.timeout < kShortTimeout) || job.requeued >= kPatience;
}

std::uint32_t PoolState::limit() const
{
    if (m_rules.freshProcessPerJob)
        return 1;
    return m_rules.chunk > 0 ? 2 * static_cast<std::uint32_t>(m_rules.chunk) : m_window;
}

void PoolState::submit(PoolJob& job)
{
    job.next = nullptr;
    job.requeued = 0;
    if (ended()) {
        finish(job, m_mode == Mode::Failed ? JobStatus::Lost : JobStatus::Cancelled, Code::RunCancelled);
        return;
    }
    (m_tail ? m_tail->next : m_head) = &job;
    m_tail = &job;
    ++m_queued;
}

bool PoolState::takes(const Slot& slot, Nanos now) const
{
    if (m_rules.freshProcessPerJob)
        return slot.phase == SlotPhase::Dead && slot.restartAt <= now;
    return live(slot) && !slot.blocked && !slot.exclusive && !slot.outgrown && slot.held < limit()
        && (m_rules.maxTasksPerWorker == 0 || slot.given < static_cast<std::uint64_t>(m_rules.maxTasksPerWorker));
}

int PoolState::pick(Nanos now)
{
    if (!m_head || ended())
        return -1;
    const bool alone = wantsExclusive(*m_head);
    if (m_grants > 0 && !alone && takes(m_slots[index(m_grantSlot)], now))
        return m_grantSlot;

    // The least held work first. A chunk is given whole, so it needs room for all of it.
    const bool chunked = m_rules.chunk > 0 && !m_rules.freshProcessPerJob;
    const std::uint32_t most = chunked ? static_cast<std::uint32_t>(m_rules.chunk) : limit() - 1;
    int best = -1;
    std::uint32_t bestHeld = alone ? 1 : most + 1;
    for (std::size_t i = 0; i < m_slots.size() && bestHeld > 0; ++i) {
        const Slot& slot = m_slots[i];
        if (slot.held < bestHeld && takes(slot, now)) {
            best = static_cast<int>(i);
            bestHeld = slot.held;
        }
    }
    m_grants = 0;
    m_grantSlot = best;
    if (best >= 0 && !alone)
        grantsFor(m_slots[index(best)]);
    return best;
}

void PoolState::grantsFor(const Slot& slot)
{
    if (m_rules.chunk > 0) {
        m_grants = static_cast<std::uint32_t>(m_rules.chunk);
    } else if (m_mean > 0 && m_mean < kTinyTask) {
        const std::uint64_t share = m_queued / static_cast<std::uint64_t>(std::max(m_alive, 1));
        m_grants
            = std::min(static_cast<std::uint32_t>(std::min<std::uint64_t>(share, kMostGrants)), limit() - slot.held);
    }
}

PoolJob& PoolState::take(int slotNumber, Nanos now, std::uint64_t& sequence)
{
    Slot& slot = m_slots[index(slotNumber)];
    PoolJob& job = *m_head;
    m_head = job.next;
    if (!m_head)
        m_tail = nullptr;
    --m_queued;
    job.next = nullptr;
    job.worker = static_cast<std::uint16_t>(slotNumber);

    if (m_rules.freshProcessPerJob)
        born(slot, now);
    if (slot.held == 0) {
        slot.waitingSince = now;
        slot.exclusive = wantsExclusive(job);
        dueAt(now + m_rules.stallTimeout);
    }
    if (job.timeout > 0)
        dueAt(now + job.timeout);
    slot.ring[(slot.head + slot.held) & m_mask] = &job;
    ++slot.held;
    ++slot.given;
    sequence = slot.nextSeq++;
    if (m_grants > 0)
        --m_grants;
    return job;
}

PoolState::Answer PoolState::result(int slotNumber, std::uint64_t sequence, Nanos spent, Nanos now, PoolJob*& job)
{
    Slot& slot = m_slots[index(slotNumber)];
    job = nullptr;
    if (slot.held == 0 || sequence != slot.frontSeq() || (!live(slot) && slot.phase != SlotPhase::Killing))
        return Answer::Unexpected;
    job = slot.ring[slot.head];
    slot.head = (slot.head + 1) & m_mask;
    --slot.held;
    slot.waitingSince = now;
    if (slot.held == 0)
        slot.exclusive = false;
    if (spent >= 0) {
        ++slot.finished;
        slot.barren = slot.failedStarts = 0;
        m_barrenRow = m_blamedRow = 0;
        m_everFinished = true;
        learn(spent);
        countAttempt(false);
    }
    const bool spentAll = slot.outgrown
        || (m_rules.maxTasksPerWorker > 0 && slot.given >= static_cast<std::uint64_t>(m_rules.maxTasksPerWorker));
    if (slot.held == 0 && (spentAll || m_rules.freshProcessPerJob) && live(slot) && !ended())
        release(slotNumber, now);
    if (job)
        return Answer::Accepted;
    ++m_late;
    return Answer::Late;
}

void PoolState::learn(Nanos spent)
{
    const float sample = std::max(static_cast<float>(spent), 1.0F);
    m_mean = m_mean > 0 ? m_mean + (sample - m_mean) / 32 : sample;
    const std::uint32_t target
        = m_mean > kLongTask ? 1 : std::clamp(static_cast<std::uint32_t>(kHeldWork / m_mean) + 1, 2U, kWindowCap);
    m_window = m_window < target ? m_window + 1 : target; // grows step by step: the mean may still be a guess
}

PoolJob* PoolState::heldJob(int slotNumber, std::uint64_t sequence) const
{
    const Slot& slot = m_slots[index(slotNumber)];
    if (sequence < slot.frontSeq() || sequence >= slot.nextSeq)
        return nullptr;
    return slot.ring[(slot.head + (sequence - slot.frontSeq())) & m_mask];
}

bool PoolState::hasIdle() const
{
    const SlotPhase free = m_rules.freshProcessPerJob ? SlotPhase::Dead : SlotPhase::Idle;
    return std::any_of(m_slots.begin(), m_slots.end(),
        [free](const Slot& slot) { return slot.held == 0 && !slot.blocked && slot.phase == free; });
}

int PoolState::idleRoom() const
{
    std::int64_t room = 0;
    for (const Slot& slot : m_slots) {
        if (m_rules.freshProcessPerJob)
            room += slot.phase == SlotPhase::Dead ? 1 : 0;
        else if (live(slot) && !slot.exclusive && !slot.outgrown && slot.held < limit())
            room += limit() - slot.held;
    }
    room -= static_cast<std::int64_t>(m_queued);
    return ended() ? 0 : static_cast<int>(std::max<std::int64_t>(room, 0));
}

bool PoolState::takeAction(PoolAction& action)
{
    if (m_nextAction == m_actions.size()) {
        m_actions.clear();
        m_nextAction = 0;
        return false;
    }
    action = m_actions[m_nextAction++];
    return true;
}

PoolJob* PoolState::takeFinished()
{
    PoolJob* job = m_finishedHead;
    if (job) {
        m_finishedHead = job->next;
        if (!m_finishedHead)
            m_finishedTail = nullptr;
        job->next = nullptr;
    }
    return job;
}

void PoolState::finish(PoolJob& job, JobStatus status, Code code)
{
    job.status = status;
    job.code = code;
    job.output = {};
    job.next = nullptr;
    (m_finishedTail ? m_finishedTail->next : m_finishedHead) = &job;
    m_finishedTail = &job;
}

void PoolState::finishQueued(JobStatus status, Code code)
{
    while (PoolJob* job = m_head) {
        m_head = job->next;
        finish(*job, status, code);
    }
    m_tail = nullptr;
    m_queued = 0;
}

} // namespace ilv
