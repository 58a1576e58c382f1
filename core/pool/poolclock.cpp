// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolstate.h"

#include "base/plant.h"

#include <algorithm>
#include <utility>

// The part of PoolState that time drives: start-ups, time-outs, stalls, restarts, the end. The others: poolstate.cpp,
// pooldispatch.cpp.

namespace ilv {

namespace {

constexpr Nanos kEmptyLimit = 10 * kSecond;
constexpr Nanos kGap = 500 * kMilli; ///< a tick so late means that the whole program stood still
constexpr Nanos kDrainLimit = 2500 * kMilli;

} // namespace

void PoolState::allowForGap(Nanos now)
{
    const Nanos late = m_due == kNever ? 0 : now - m_due;
    if (late <= kGap)
        return;
    ++m_gaps;
    for (Slot& slot : m_slots) {
        slot.spawnedAt += late;
        slot.waitingSince += late;
        slot.gap
            = (slot.gapSeq == slot.progress.startedSeq ? slot.gap : 0) + late + kGap; // what it had left is not known
        slot.gapSeq = slot.progress.startedSeq;
    }
}

void PoolState::tick(Nanos now)
{
    allowForGap(now);
    m_due = kNever;
    countMissing(now);
    for (std::size_t i = 0; i < m_slots.size(); ++i)
        tickSlot(static_cast<int>(i), now);
    if (m_mode == Mode::Draining)
        tickDraining(now);
    if (m_mode == Mode::Running && !m_rules.freshProcessPerJob && m_emptySince != kNever) {
        if (now - m_emptySince >= kEmptyLimit)
            return fail(Code::PoolEmpty, now);
        dueAt(m_emptySince + kEmptyLimit);
    }
}

void PoolState::tickDraining(Nanos now)
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        const Slot& slot = m_slots[i];
        if (slot.phase == SlotPhase::Dead || slot.phase == SlotPhase::Parked)
            continue;
        const Nanos gentle = m_drainSince + kDrainGently;
        const Nanos last = m_drainSince + kDrainLimit;
        if (now >= last)
            kill(static_cast<int>(i), Cause::Stop, Code::RunCancelled, now, false);
        else if (now >= gentle && slot.phase != SlotPhase::Killing)
            kill(static_cast<int>(i), Cause::Stop, Code::RunCancelled, now, true);
        if (now < last)
            dueAt(now < gentle ? gentle : last);
    }
}

void PoolState::tickSlot(int slotNumber, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    switch (slot.phase) {
    case SlotPhase::Dead:
    case SlotPhase::Parked:
        if (ended() || slot.restartAt == kNever)
            return;
        if (slot.restartAt > now)
            return dueAt(slot.restartAt);
        if (m_rules.freshProcessPerJob)
            return setPhase(slot, SlotPhase::Dead); // no longer parked: its next job starts it
        born(slot, now);
        act(PoolAction::Kind::Spawn, slotNumber);
        return;
    case SlotPhase::Spawning:
    case SlotPhase::Handshake:
        // A fresh process says hello together with its result: its page tells that it is at work already.
        if (running(slot))
            return tickLive(slotNumber, now);
        if (slot.closedAt != 0 && now >= slot.closedAt + kCloseLimit)
            return kill(slotNumber, Cause::Violation, Code::ProtoTruncated, now, false);
        if (slot.closedAt != 0)
            dueAt(slot.closedAt + kCloseLimit);
        if (now >= slot.spawnedAt + m_rules.helloTimeout)
            kill(slotNumber, Cause::Start, Code::WorkerStartTimeout, now, false);
        else
            dueAt(slot.spawnedAt + m_rules.helloTimeout);
        return;
    case SlotPhase::Killing:
        if (now >= slot.killAt) {
            slot.killed = true;
            slot.killAt = now + kSecond;
            act(PoolAction::Kind::Kill, slotNumber);
        }
        return dueAt(slot.killAt);
    case SlotPhase::Idle:
    case SlotPhase::Busy:
        return tickLive(slotNumber, now);
    }
}

void PoolState::tickLive(int slotNumber, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    const WorkerProgress& progress = slot.progress;
    if (slot.closedAt != 0 && now >= slot.closedAt + kCloseLimit)
        return kill(slotNumber, Cause::Violation, Code::ProtoTruncated, now, false);
    if (progress.partialSince != 0 && now >= progress.partialSince + m_rules.stallTimeout)
        return kill(slotNumber, Cause::Violation, Code::ProtoStalled, now, false);
    if (progress.stoppedSince != 0 && now >= progress.stoppedSince + m_rules.stallTimeout)
        return kill(slotNumber, Cause::Unresponsive, Code::WorkerUnresponsive, now, false);
    if (slot.outgrown && slot.held == 0 && !ended())
        return release(slotNumber, now);
    if (slot.closedAt != 0)
        dueAt(slot.closedAt + kCloseLimit);
    if (progress.stoppedSince != 0)
        dueAt(progress.stoppedSince + m_rules.stallTimeout);
    if (progress.partialSince != 0)
        dueAt(progress.partialSince + m_rules.stallTimeout);
    if (slot.held == 0)
        return;

    if (running(slot)) {
        PoolJob* job = heldJob(slotNumber, progress.startedSeq);
        if (job && job->timeout > 0) {
            const Nanos gap = slot.gapSeq == progress.startedSeq ? slot.gap : 0;
            const Nanos from = planted(Plant::TimeOutFromTheQueue) ? job->stamps.submitted : progress.startedAt;
            const Nanos deadline = from + job->timeout + gap;
            if (now >= deadline) {
                stampRun(*job, slot, now);
                if (!planted(Plant::AcceptALateResult))
                    at(slot, progress.startedSeq) = nullptr;
                finish(*job, JobStatus::Timeout, Code::TaskTimeout);
                return kill(slotNumber, Cause::Timeout, Code::TaskTimeout, now, true);
            }
            dueAt(deadline);
        }
    } else if (progress.partialSince == 0 && now >= slot.waitingSince + m_rules.stallTimeout) {
        const Code code = progress.unread ? Code::WorkerNotReading : Code::WorkerUnresponsive;
        return kill(slotNumber, Cause::Unresponsive, code, now, false);
    } else if (progress.partialSince == 0) {
        dueAt(slot.waitingSince + m_rules.stallTimeout);
    }
    // Those behind may begin at any time from now on.
    for (std::uint64_t seq = slot.frontSeq(); seq < slot.nextSeq; ++seq) {
        if (const PoolJob* job = at(slot, seq); job && job->timeout > 0)
            dueAt(now + job->timeout);
    }
    dueAt(now + m_rules.stallTimeout);
}

} // namespace ilv
