// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/poolparts.h"

// The part of the shell that tells what happened so far.

namespace ilv {

const PoolCounters& ProcessPool::Parts::counters() const
{
    m_counters.crashes = m_state.crashes();
    m_counters.restarts = m_state.restarts();
    m_counters.killed = m_state.kills();
    m_counters.lateResults = m_state.lateResults();
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
    states.pid = link.pid();
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
    std::vector<WorkerStates> all = m_ended;
    const Nanos end = now();
    for (const auto* group : { &m_links, &m_leaving }) {
        for (const auto& link : *group) {
            if (link && link->page())
                all.push_back(statesOf(*link, end));
        }
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
