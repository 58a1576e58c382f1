// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolparts.h"

#include <algorithm>
#include <numeric>

// The part of the shell that tells what happened so far.

namespace ilv {

namespace {

Nanos& of(WorkerStates& states, LaneState state)
{
    return states.sums[static_cast<std::size_t>(state)];
}

/// A slot's next process may come up while the last one is still going down. A lane is one thing at a time: the end of
/// the earlier life, in which it had nothing left to do, is cut off where the later one begins.
void cutTail(WorkerStates& life, Nanos end)
{
    Nanos over = life.end - end;
    life.end = end;
    for (const auto state : { LaneState::Unexplained, LaneState::Idle, LaneState::Transport, LaneState::Serialize,
             LaneState::StartUp, LaneState::IoWait, LaneState::Compute, LaneState::RunDelay }) {
        const Nanos cut = std::min(over, of(life, state));
        of(life, state) -= cut;
        over -= cut;
    }
}

} // namespace

void ProcessPool::Parts::addLife(std::optional<WorkerStates>& lives, WorkerStates life)
{
    const Nanos stated = std::accumulate(life.sums.begin(), life.sums.end(), Nanos{ 0 });
    of(life, LaneState::Unexplained) += std::max<Nanos>(0, life.end - life.begin - stated);
    if (!lives) {
        lives = life;
        return;
    }
    if (life.begin < lives->begin)
        std::swap(*lives, life);
    if (life.begin < lives->end)
        cutTail(*lives, life.begin);
    of(*lives, LaneState::Idle) += life.begin - lives->end;
    lives->end = std::max(lives->end, life.end);
    for (std::size_t i = 0; i < kLaneStates; ++i)
        lives->sums[i] += life.sums[i];
    lives->cpuUser += life.cpuUser;
    lives->cpuSystem += life.cpuSystem;
}

const PoolCounters& ProcessPool::Parts::counters() const
{
    m_counters.crashes = m_state.crashes();
    m_counters.restarts = m_state.restarts();
    m_counters.killed = m_state.kills();
    m_counters.lateResults = m_state.lateResults();
    m_counters.outgrown = m_state.outgrown();
    m_counters.gaps = m_state.gaps();
    m_counters.missing = m_state.missing(now());
    m_counters.unstable = m_state.unstable();
    m_counters.bytesIn = m_buriedIn;
    m_counters.bytesOut = m_buriedOut;
    for (const auto* group : { &m_links, &m_leaving }) {
        for (const auto& link : *group) {
            m_counters.bytesIn += link ? link->bytesIn() : 0;
            m_counters.bytesOut += link ? link->bytesOut() : 0;
        }
    }
    return m_counters;
}

WorkerStates ProcessPool::Parts::statesOf(const WorkerLink& link, Nanos end)
{
    const SharedPage& page = *link.page();
    const auto time = [&link](const std::atomic<Nanos>& stamp) {
        return stamp.load(std::memory_order_relaxed) - link.clockOffset();
    };
    WorkerStates states;
    states.worker = link.slot();
    states.begin = link.spawnedAt();
    states.end = end;
    states.cpuUser = page.cpuUser.load(std::memory_order_relaxed);
    states.cpuSystem = page.cpuSystem.load(std::memory_order_relaxed);
    auto& startUp = states.sums[static_cast<std::size_t>(LaneState::StartUp)];
    if (page.bornAt.load(std::memory_order_acquire) == 0) {
        startUp = end - states.begin;
        return states;
    }
    for (std::size_t i = 0; i < kLaneStates; ++i)
        states.sums[i] = page.sums[i].load(std::memory_order_relaxed);
    startUp += time(page.bornAt) - states.begin;
    if (page.endedAt.load(std::memory_order_acquire) != 0)
        states.end = time(page.endedAt);
    else
        states.sums[static_cast<std::size_t>(page.state.load(std::memory_order_relaxed)) % kLaneStates]
            += end - time(page.stateSince);
    return states;
}

std::vector<WorkerStates> ProcessPool::Parts::workerStates() const
{
    auto bySlot = m_ended;
    const Nanos end = now();
    for (const auto* group : { &m_leaving, &m_links }) { // those that leave are the older ones
        for (const auto& link : *group) {
            if (link && link->page())
                addLife(bySlot[slotOf(*link)], statesOf(*link, end));
        }
    }
    std::vector<WorkerStates> all;
    for (const auto& lives : bySlot) {
        if (lives)
            all.push_back(*lives);
    }
    return all;
}

std::vector<int> ProcessPool::Parts::pids() const
{
    std::vector<int> all;
    for (const auto& link : m_links)
        all.push_back(link ? link->pid() : 0);
    return all;
}

} // namespace ilv
