// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolparts.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>

// The part of the shell that acts: all that follows from what came in (poolparts.cpp).

namespace ilv {

namespace {

constexpr Nanos kLeaveLimit = 1 * kSecond;
constexpr std::size_t kQuotedErrors = 4u << 10;
constexpr Nanos kQuickTask = 5 * kMicro;
constexpr Nanos kLinger = 5 * kMicro;
constexpr int kLooks = 16; ///< between two clock reads

} // namespace

void ProcessPool::Parts::settle()
{
    if (m_settling || m_inTurn)
        return;
    m_settling = true;
    m_dirty = false;
    m_clock = now();
    if (m_zygote)
        m_zygote->bury();
    do {
        bury(m_clock);
        performAll(m_clock);
        deliver();
        if (std::exchange(m_told, false) && m_events.more)
            m_events.more();
        dispatch(m_clock);
    } while (!m_dead.empty() || m_state.hasOutcome());
    for (std::size_t i = 0; i < m_links.size(); ++i)
        flushLink(static_cast<int>(i));
    arm();
    m_settling = false;
    if (m_mayLinger)
        linger();
}

/// The spinning worker's counterpart (Spinner): where a job takes a few µs, its answer comes while the loop is still on
/// its way to sleep, or just after, and then waking it costs ten times as much. So it stays a moment longer, as long as
/// that pays.
void ProcessPool::Parts::linger()
{
    if (m_sitOut > 0) {
        --m_sitOut;
        return;
    }
    if (m_state.meanTask() == 0 || m_state.meanTask() > kQuickTask)
        return;
    const auto answered = [this] {
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            const int slot = static_cast<int>(i);
            if (m_links[i] && m_state.held(slot) > 0
                && m_links[i]->page()->finishedSeq.load(std::memory_order_relaxed) + 1 == m_state.nextSequence(slot))
                return true;
        }
        return false;
    };
    const Nanos end = now() + kLinger;
    do {
        for (int i = 0; i < kLooks; ++i) {
            if (answered()) {
                m_misses = 0;
                return;
            }
        }
    } while (now() < end);
    m_misses = std::min(m_misses + 1, 6);
    m_sitOut = (1 << m_misses) - 1;
}

void ProcessPool::Parts::performAll(Nanos at)
{
    PoolAction action;
    while (m_state.takeAction(action))
        perform(action, at);
}

void ProcessPool::Parts::bury(Nanos at)
{
    while (!m_dead.empty()) {
        WorkerLink* dead = m_dead.back();
        m_dead.pop_back();
        dead->drainAndClose(); // a result that was written whole before the death counts
        performAll(at); // it may have been the last one its worker owed: then that one leaves, and does not die
        forget(*dead, at);
        if (owns(*dead)) {
            const std::unique_ptr<WorkerLink> link = std::move(m_links[slotOf(*dead)]);
            mourn(*link, at);
            continue;
        }
        const auto isDead = [dead](const auto& link) { return link.get() == dead; };
        m_leaving.erase(std::find_if(m_leaving.begin(), m_leaving.end(), isDead));
    }
}

void ProcessPool::Parts::mourn(const WorkerLink& link, Nanos at)
{
    explain(link);
    if (!m_state.ended())
        m_diedAt[slotOf(link)] = at;
    m_state.progress(link.slot(), link.progress(), at);
    m_state.died(link.slot(), link.death(), at);
}

void ProcessPool::Parts::forget(const WorkerLink& link, Nanos at)
{
    m_buriedIn += link.bytesIn();
    m_buriedOut += link.bytesOut();
    if (link.page())
        addLife(m_ended[slotOf(link)], statesOf(link, at));
}

void ProcessPool::Parts::explain(const WorkerLink& link)
{
    const WorkerDeath& death = link.death();
    std::string what = "worker " + std::to_string(link.slot());
    const Code killedFor = std::exchange(m_killedFor[slotOf(link)], Code::None);
    if (killedFor != Code::None && !death.failedToStart)
        what += " was killed for " + std::string(name(killedFor));
    else if (death.failedToStart)
        what += " could not be started: " + link.deathMessage();
    else if (death.signal != 0)
        what += " was ended by signal " + std::to_string(death.signal) + " (" + ::strsignal(death.signal) + ")";
    else
        what += " ended with exit code " + std::to_string(death.exitCode);
    if (const std::string errors = link.errors().last(kQuotedErrors); !errors.empty())
        what += "; its last words: " + errors;
    m_problem = std::move(what);
}

Error ProcessPool::Parts::failure(Code code) const
{
    switch (code) {
    case Code::WorkerNotFound:
        return error(code, "the worker program " + m_options.program + " cannot be run: " + m_problem);
    case Code::WorkerInitFailed:
        return error(code, "a worker could not set itself up: " + m_problem);
    case Code::WorkerVersionMismatch:
        return error(code, m_problem, "Install the programs of one release together.");
    case Code::PoolEmpty:
        return error(code, "no worker has been alive for 10 s: " + m_problem);
    default:
        return error(code, "workers end again and again without finishing a task: " + m_problem);
    }
}

void ProcessPool::Parts::perform(const PoolAction& action, Nanos at)
{
    using Kind = PoolAction::Kind;
    WorkerLink* link = action.slot >= 0 ? m_links[static_cast<std::size_t>(action.slot)].get() : nullptr;
    switch (action.kind) {
    case Kind::Spawn:
        return startLink(action.slot);
    case Kind::Release:
        return release(action.slot, at);
    case Kind::Terminate:
    case Kind::Kill:
        if (action.code != Code::None)
            m_killedFor[static_cast<std::size_t>(action.slot)] = action.code;
        if (link)
            link->signal(action.kind == Kind::Kill ? SIGKILL : SIGTERM);
        return;
    case Kind::Shutdown:
        if (link)
            link->putShutdown();
        return;
    case Kind::Revoke:
        if (link && link->page())
            link->revoke(m_state.nextSequence(action.slot) - 1);
        return;
    case Kind::Ready:
        if (m_events.ready)
            m_events.ready();
        return;
    case Kind::Fail:
        deliver();
        if (m_events.failed)
            m_events.failed(failure(action.code));
        return;
    case Kind::Closed:
        m_allClosed = true;
        return;
    }
}

void ProcessPool::Parts::startLink(int slot)
{
    ++m_counters.spawned;
    m_killedFor[static_cast<std::size_t>(slot)] = Code::None;
    auto& link = m_links[static_cast<std::size_t>(slot)];
    link = std::make_unique<WorkerLink>(m_loop, *this, m_linkOptions, slot);
    const Nanos begun = now();
    link->start(m_options.program, m_launcher);
    m_counters.starting += now() - begun;
}

void ProcessPool::Parts::release(int slot, Nanos at)
{
    std::unique_ptr<WorkerLink> link = std::move(m_links[static_cast<std::size_t>(slot)]);
    if (!link)
        return;
    if (!m_options.freshProcessPerJob) { // else it was told with its job
        ++m_counters.recycled;
        link->putShutdown();
        link->write();
    }
    link->silence();
    link->leaveBy = at + kLeaveLimit;
    m_leaving.push_back(std::move(link));
}

void ProcessPool::Parts::deliver()
{
    while (PoolJob* job = m_state.takeFinished()) {
        job->stamps.arrived = job->stamps.decoded = m_clock;
        m_told = true;
        m_events.done(*job);
    }
}

void ProcessPool::Parts::dispatch(Nanos at)
{
    if (std::exchange(m_blocked, false)) {
        for (std::size_t i = 0; i < m_links.size(); ++i)
            m_state.unblock(static_cast<int>(i));
    }
    for (int slot = m_state.pick(at); slot >= 0; slot = m_state.pick(at)) {
        WorkerLink* link = m_links[static_cast<std::size_t>(slot)].get();
        if (!m_options.freshProcessPerJob && !link->accepts(m_state.front())) {
            m_state.block(slot);
            m_blocked = true;
            continue;
        }
        std::uint64_t sequence = 0;
        PoolJob& job = m_state.take(slot, at, sequence);
        job.stamps.encodeBegin = at;
        if (m_options.faults != nullptr && job.fault == HandFault::None) // else its worker died before it began
            job.fault = m_options.faults->take(slot + 1, job.index);
        if (m_options.freshProcessPerJob) {
            startLink(slot);
            link = m_links[static_cast<std::size_t>(slot)].get();
            job.stamps.spawned = link->spawnedAt();
            job.stamps.encodeBegin = now();
        }
        if (link->ended())
            continue; // it could not be started: bury() gives the job back
        link->putJob(job, sequence);
        if (m_options.freshProcessPerJob)
            link->putShutdown();
        if (m_options.freshProcessPerJob || (m_options.chunk > 0 && m_state.chunkEnds()))
            flushLink(slot);
    }
}

void ProcessPool::Parts::flushLink(int slot)
{
    WorkerLink* link = m_links[static_cast<std::size_t>(slot)].get();
    if (!link || !link->unsent())
        return;
    const bool all = link->write();
    const Nanos sent = now();
    const std::uint64_t end = m_state.nextSequence(slot);
    for (std::uint64_t seq = std::max(link->unstampedSeq, m_state.frontSequence(slot)); seq < end; ++seq) {
        if (PoolJob* job = m_state.heldJob(slot, seq))
            job->stamps.sent = sent;
    }
    if (all)
        link->unstampedSeq = end;
}

bool ProcessPool::Parts::allEnded() const
{
    return m_allClosed && m_leaving.empty() && (!m_zygote || m_zygote->stopped());
}

void ProcessPool::Parts::arm()
{
    Nanos due = m_state.due();
    if (due != PoolState::kNever) // some worker has work, or is in between: else nobody needs to look
        due = std::min(due, std::max(m_inspectAt, m_clock + kMilli));
    for (const auto& link : m_leaving)
        due = std::min(due, link->leaveBy);
    if (m_allClosed && m_leaving.empty() && m_zygote && m_zygoteBy == 0) {
        m_zygote->stop();
        m_zygoteBy = m_clock + kLeaveLimit;
    }
    if (m_zygoteBy != 0 && !m_zygote->stopped())
        due = std::min(due, m_zygoteBy);
    if (allEnded() && m_closed)
        due = 0;
    if (due != PoolState::kNever && (!armed() || due < IoLoop::Timer::due()))
        m_loop.arm(*this, due);
}

} // namespace ilv
