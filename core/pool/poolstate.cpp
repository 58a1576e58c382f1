// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolstate.h"

#include "base/plant.h"

#include <algorithm>
#include <bit>
#include <utility>

// The part of PoolState that decides about workers' lives. The others: pooldispatch.cpp, poolclock.cpp.

namespace ilv {

namespace {

constexpr int kParkAfter = 5; ///< unproductive deaths of one slot in a row, while other workers live
constexpr Nanos kParkTime = 30 * kSecond;
constexpr int kMostRequeues = 5;
constexpr int kMostBlamed = 3 * kMostRequeues; ///< deaths in a row, then it is not the jobs
constexpr Nanos kShortStretch = kSecond; ///< a worker missed for less is a restart like any other
constexpr int kExitCannotWork = 3;
constexpr Nanos kStartAgain = 20 * kMilli; ///< after a start that failed for want of what other processes have

Nanos restartDelay(int barren)
{
    if (barren <= 1)
        return 0;
    return std::min<Nanos>((50 * kMilli) << std::min(barren - 2, 10), 2 * kSecond);
}

} // namespace

PoolState::PoolState(const PoolRules& rules)
    : m_rules(rules)
    , m_slots(static_cast<std::size_t>(std::max(rules.workers, 1)))
{
    const std::size_t most = std::max<std::size_t>(256, 2 * static_cast<std::size_t>(std::max(rules.chunk, 0)));
    const std::size_t capacity = rules.freshProcessPerJob ? 1 : std::bit_ceil(most);
    m_mask = static_cast<std::uint32_t>(capacity - 1);
    for (Slot& slot : m_slots)
        slot.ring.resize(capacity);
    m_actions.reserve(4 * m_slots.size() + 16);
}

void PoolState::start(Nanos now)
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        m_slots[i].restartAt = now;
        if (!m_rules.freshProcessPerJob) {
            born(m_slots[i], now);
            act(PoolAction::Kind::Spawn, static_cast<int>(i));
        }
    }
    if (m_rules.freshProcessPerJob) {
        m_mode = Mode::Running;
        act(PoolAction::Kind::Ready, -1);
    }
}

void PoolState::setPhase(Slot& slot, SlotPhase phase)
{
    m_alive += (phase == SlotPhase::Idle) - (slot.phase == SlotPhase::Idle);
    slot.phase = phase;
}

void PoolState::born(Slot& slot, Nanos now)
{
    setPhase(slot, SlotPhase::Spawning);
    slot.cause = Cause::None;
    slot.code = Code::None;
    slot.blocked = slot.exclusive = slot.killed = false;
    slot.held = slot.head = 0;
    slot.nextSeq = 1;
    slot.given = slot.finished = 0;
    slot.resident = 0;
    slot.outgrown = false;
    slot.progress = {};
    slot.gapSeq = 0;
    slot.spawnedAt = now;
    slot.closedAt = 0;
    slot.restartAt = kNever;
    if (slot.respawn)
        ++m_restarts;
    slot.respawn = false;
    dueAt(now + m_rules.helloTimeout);
}

void PoolState::hello(int slotNumber)
{
    Slot& slot = m_slots[index(slotNumber)];
    if (slot.phase == SlotPhase::Spawning)
        setPhase(slot, SlotPhase::Handshake);
}

void PoolState::ready(int slotNumber, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    if (slot.phase != SlotPhase::Handshake)
        return;
    setPhase(slot, SlotPhase::Idle);
    slot.waitingSince = now;
    m_proven = true;
    m_emptySince = kNever;
    checkReady();
    countMissing(now);
}

void PoolState::checkReady()
{
    const bool settled = std::all_of(
        m_slots.begin(), m_slots.end(), [](const Slot& slot) { return live(slot) || slot.phase == SlotPhase::Parked; });
    if (m_mode == Mode::Starting && m_alive > 0 && settled) {
        m_mode = Mode::Running;
        act(PoolAction::Kind::Ready, -1);
    }
}

void PoolState::release(int slotNumber, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    act(PoolAction::Kind::Release, slotNumber);
    setPhase(slot, SlotPhase::Dead);
    slot.restartAt = now;
    if (m_rules.freshProcessPerJob)
        return;
    born(slot, now);
    act(PoolAction::Kind::Spawn, slotNumber);
}

void PoolState::progress(int slotNumber, const WorkerProgress& progress, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    // It may be looked at in the very moment between two jobs: only one that stands still for long is unresponsive.
    if (progress.startedSeq != slot.progress.startedSeq || progress.finishedSeq != slot.progress.finishedSeq)
        slot.waitingSince = now;
    slot.progress = progress;
    slot.progress.startedAt = std::clamp<Nanos>(progress.startedAt, 0, now); // it is another program's word
}

bool PoolState::running(const Slot& slot) const
{
    const WorkerProgress& p = slot.progress;
    return p.startedSeq > p.finishedSeq && p.startedSeq >= slot.frontSeq() && p.startedSeq < slot.nextSeq;
}

void PoolState::kill(int slotNumber, Cause cause, Code code, Nanos now, bool gently)
{
    Slot& slot = m_slots[index(slotNumber)];
    gently = gently && m_rules.killGrace > 0;
    if (slot.phase == SlotPhase::Dead || slot.phase == SlotPhase::Parked
        || (slot.phase == SlotPhase::Killing && slot.killed))
        return;
    if (slot.phase == SlotPhase::Spawning && takeBackSpawn(slotNumber)) {
        setPhase(slot, SlotPhase::Dead);
        return;
    }
    if (slot.phase != SlotPhase::Killing) {
        slot.cause = cause;
        slot.code = code;
        ++m_kills;
    }
    setPhase(slot, SlotPhase::Killing);
    slot.killed = !gently;
    slot.killAt = now + (gently ? m_rules.killGrace : kSecond);
    act(gently ? PoolAction::Kind::Terminate : PoolAction::Kind::Kill, slotNumber, code);
    dueAt(slot.killAt);
    countMissing(now);
    if (m_alive == 0 && m_emptySince == kNever)
        m_emptySince = now;
}

/// The shell has not come round to starting it: then it need not.
bool PoolState::takeBackSpawn(int slotNumber)
{
    const auto from = m_actions.begin() + static_cast<std::ptrdiff_t>(m_nextAction);
    const auto spawn = std::find_if(from, m_actions.end(), [slotNumber](const PoolAction& action) {
        return action.kind == PoolAction::Kind::Spawn && action.slot == slotNumber;
    });
    if (spawn == m_actions.end())
        return false;
    m_actions.erase(spawn);
    return true;
}

void PoolState::violation(int slotNumber, Code code, Nanos now)
{
    kill(slotNumber, Cause::Violation, code, now, false);
}

void PoolState::channelClosed(int slotNumber, Nanos now)
{
    m_slots[index(slotNumber)].closedAt = now;
    dueAt(now + kCloseLimit);
}

void PoolState::endJobs(Slot& slot, JobStatus status, Code code, Nanos now)
{
    for (std::uint64_t seq = slot.frontSeq(); seq < slot.nextSeq; ++seq) {
        PoolJob* job = std::exchange(at(slot, seq), nullptr);
        if (job && running(slot) && seq == slot.progress.startedSeq)
            stampRun(*job, slot, now);
        if (job)
            finish(*job, status, code);
    }
}

/// What is known of a run that had no answer: when it began, and that it is over.
void PoolState::stampRun(PoolJob& job, const Slot& slot, Nanos now)
{
    job.stamps.received = job.stamps.begun = slot.progress.startedAt;
    job.stamps.ended = job.stamps.flushed = now;
}

/// `charge`: this was a death, after too many of which a job is given up.
void PoolState::requeue(Slot& slot, bool charge)
{
    if (slot.held > 1)
        m_window = std::min(m_window, 2U); // fewer hostages should it happen again
    for (std::uint64_t seq = slot.nextSeq; seq-- > slot.frontSeq();) {
        PoolJob* job = at(slot, seq);
        if (!job)
            continue;
        if (charge && ++job->requeued >= kMostRequeues) {
            finish(*job, JobStatus::Crashed, Code::DispatchFailed);
            continue;
        }
        job->next = m_head;
        m_head = job;
        if (!m_tail)
            m_tail = job;
        ++m_queued;
    }
}

void PoolState::died(int slotNumber, const WorkerDeath& death, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    if (slot.phase == SlotPhase::Dead || slot.phase == SlotPhase::Parked)
        return;
    const bool startingUp = slot.phase == SlotPhase::Spawning || slot.phase == SlotPhase::Handshake;
    const bool unexpected = slot.cause == Cause::None;
    const bool began = running(slot);

    // Who pays: the job that was running, or the one whose answer broke the protocol. All others begin anew elsewhere.
    const bool frozen = slot.cause == Cause::Unresponsive && began;
    if (unexpected || frozen || slot.cause == Cause::Violation) {
        const bool answering = slot.cause == Cause::Violation && slot.held > 0;
        const std::uint64_t payer = began ? slot.progress.startedSeq : answering ? slot.frontSeq() : slot.nextSeq;
        if (PoolJob* job = heldJob(slotNumber, payer)) {
            job->exitCode = death.exitCode;
            job->signal = death.signal;
            if (began)
                stampRun(*job, slot, now);
            finish(*job, JobStatus::Crashed, unexpected ? Code::WorkerCrashed : slot.code);
            at(slot, payer) = nullptr;
            countAttempt(true);
        }
    }
    const bool blamed
        = slot.held > 0 && !began && !death.failedToStart && m_everFinished && m_blamedRow < kMostBlamed;
    if (!ended())
        requeue(slot, !death.failedToStart); // who never lived has met no job
    else
        endJobs(slot, m_mode == Mode::Failed ? JobStatus::Lost : JobStatus::Cancelled, Code::RunCancelled, now);
    slot.held = slot.head = 0;
    setPhase(slot, SlotPhase::Dead);
    if (m_alive == 0 && m_emptySince == kNever)
        m_emptySince = now;
    countMissing(now);
    if (ended()) {
        m_crashes += unexpected && began ? 1 : 0;
        checkClosed();
        return;
    }

    m_crashes += unexpected && !death.failedToStart ? 1 : 0;
    if (death.failedToStart && !death.transient)
        return fail(Code::WorkerNotFound, now);
    const bool cannotWork = startingUp && unexpected && death.exitCode == kExitCannotWork;
    if (cannotWork && !m_proven)
        return fail(Code::WorkerInitFailed, now);
    if (cannotWork || slot.cause == Cause::Start)
        ++slot.failedStarts;
    m_blamedRow += blamed ? 1 : 0;
    if (m_rules.freshProcessPerJob && death.failedToStart && anyLives()) {
        slot.restartAt = now + kStartAgain; // it may have what it needs when one of them has ended
        return dueAt(slot.restartAt);
    }
    const bool ours = slot.cause == Cause::Timeout || slot.cause == Cause::Stop;
    restart(slotNumber, slot.finished > 0 || ours || blamed || (m_rules.freshProcessPerJob && began), now);
}

bool PoolState::anyLives() const
{
    return std::any_of(m_slots.begin(), m_slots.end(),
        [](const Slot& slot) { return slot.phase != SlotPhase::Dead && slot.phase != SlotPhase::Parked; });
}

void PoolState::restart(int slotNumber, bool productive, Nanos now)
{
    Slot& slot = m_slots[index(slotNumber)];
    slot.respawn = true;
    slot.restartAt = now;
    if (!productive) {
        ++slot.barren;
        ++m_barrenRow;
        const bool hopeless = slot.barren >= kParkAfter || slot.failedStarts >= 2;
        if (hopeless && m_alive > 0) {
            m_barrenRow = std::max(0, m_barrenRow - slot.barren);
            setPhase(slot, SlotPhase::Parked);
            slot.restartAt = now + kParkTime;
            checkReady();
        } else if (m_barrenRow >= std::max(5, 2 * m_rules.workers) && !planted(Plant::NoRestartLimit)) {
            return fail(Code::PoolCrashLoop, now);
        } else {
            slot.restartAt = now + restartDelay(slot.barren);
        }
    } else {
        slot.barren = 0;
    }
    if (slot.restartAt > now || m_rules.freshProcessPerJob) {
        dueAt(slot.restartAt);
        return;
    }
    born(slot, now);
    act(PoolAction::Kind::Spawn, slotNumber);
}

void PoolState::fail(Code code, Nanos now)
{
    if (ended())
        return;
    m_mode = Mode::Failed;
    finishQueued(JobStatus::Lost, code);
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        endJobs(m_slots[i], JobStatus::Lost, code, now);
        kill(static_cast<int>(i), Cause::Stop, code, now, false);
    }
    act(PoolAction::Kind::Fail, -1, code);
}

void PoolState::cancelQueued()
{
    finishQueued(JobStatus::Cancelled, Code::RunCancelled);
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].held > 0)
            act(PoolAction::Kind::Revoke, static_cast<int>(i));
    }
}

void PoolState::killAll(Nanos now)
{
    finishQueued(JobStatus::Cancelled, Code::RunCancelled);
    if (!ended())
        m_mode = Mode::Draining;
    m_drainSince = now;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        endJobs(m_slots[i], JobStatus::Cancelled, Code::RunCancelled, now);
        kill(static_cast<int>(i), Cause::Stop, Code::RunCancelled, now, false);
    }
    checkClosed();
}

void PoolState::shutdown(Nanos now)
{
    m_closeWanted = true;
    if (!ended()) {
        m_mode = Mode::Draining;
        m_drainSince = now;
        finishQueued(JobStatus::Cancelled, Code::RunCancelled);
        for (std::size_t i = 0; i < m_slots.size(); ++i) {
            const bool unused = m_slots[i].held == 0 && !live(m_slots[i]);
            if (unused)
                kill(static_cast<int>(i), Cause::Stop, Code::RunCancelled, now, false);
            else if (live(m_slots[i]))
                act(PoolAction::Kind::Shutdown, static_cast<int>(i));
        }
        dueAt(now + kDrainGently);
    }
    checkClosed();
}

void PoolState::checkClosed()
{
    const auto gone = [](const Slot& slot) { return slot.phase == SlotPhase::Dead || slot.phase == SlotPhase::Parked; };
    if (!m_closeWanted || m_mode == Mode::Closed || !std::all_of(m_slots.begin(), m_slots.end(), gone))
        return;
    m_mode = Mode::Closed;
    act(PoolAction::Kind::Closed, -1);
}

void PoolState::memory(int slotNumber, std::uint64_t resident)
{
    Slot& slot = m_slots[index(slotNumber)];
    if (m_rules.memoryGrowth == 0 || m_rules.freshProcessPerJob || !live(slot) || slot.finished == 0 || resident == 0)
        return;
    if (slot.resident == 0)
        slot.resident = resident; // after its first task: what a task needs is there, and no growth
    if (slot.outgrown || resident <= slot.resident + m_rules.memoryGrowth)
        return;
    slot.outgrown = true;
    ++m_outgrown;
}

/// Called whenever the number of workers that are up may have changed, and at each tick.
void PoolState::countMissing(Nanos now)
{
    if (m_mode != Mode::Running || m_rules.freshProcessPerJob)
        return;
    if (m_shortSince != kNever)
        m_shortSum += m_missing * (now - m_missingAt);
    m_missingAt = now;
    m_missing = static_cast<int>(m_slots.size()) - m_alive;
    if (m_missing > 0 && m_shortSince == kNever)
        m_shortSince = now;
    if (m_missing > 0 || m_shortSince == kNever)
        return;
    if (now - m_shortSince > kShortStretch)
        m_degradedSum += m_shortSum;
    m_shortSince = kNever;
    m_shortSum = 0;
}

Nanos PoolState::missing(Nanos now) const
{
    if (m_shortSince == kNever || now - m_shortSince <= kShortStretch)
        return m_degradedSum;
    return m_degradedSum + m_shortSum + m_missing * (now - m_missingAt);
}

void PoolState::countAttempt(bool crashed)
{
    m_crashed[m_attempts++ % kRecent] = crashed;
    if (crashed && m_attempts >= kRecent && 2 * m_crashed.count() >= kRecent)
        m_unstable = true;
}

SlotPhase PoolState::phase(int slotNumber) const
{
    const Slot& slot = m_slots[index(slotNumber)];
    return live(slot) && slot.held > 0 ? SlotPhase::Busy : slot.phase;
}

} // namespace ilv
