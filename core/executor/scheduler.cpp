// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/scheduler.h"

#include "base/rng.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ilv {
namespace {

void bump(std::atomic<std::uint64_t>& gauge, std::int64_t by)
{
    gauge.store(gauge.load(std::memory_order_relaxed) + static_cast<std::uint64_t>(by), std::memory_order_relaxed);
}

/// Never worth a second try, whatever the retry settings say (reliability §2.4).
bool neverRetriable(Code code)
{
    switch (code) {
    case Code::OutputMismatch:
    case Code::OutputLimit:
    case Code::TaskNotFound:
    case Code::TaskBadParams:
    case Code::QueueOverflow:
        return true;
    default:
        return false;
    }
}

} // namespace

Scheduler::Scheduler(const Options& options)
    : m_options(options)
    , m_arrivals(options.load, options.seed)
{
    const auto clients = options.load.mode == LoadMode::Closed ? static_cast<std::size_t>(std::max(options.inFlight, 1)) : 64;
    m_slots.reserve(clients);
    m_free.reserve(clients);
    m_delayed.reserve(clients);
    m_again.reserve(clients);
    m_ready.resize(clients);
}

void Scheduler::begin(Nanos at)
{
    m_begin = at;
    if (m_options.load.mode == LoadMode::Closed) {
        m_readyCount = m_ready.size();
        std::fill(m_ready.begin(), m_ready.end(), at);
    } else {
        m_nextArrival = at + m_arrivals.next();
    }
}

void Scheduler::openWindow(Nanos at)
{
    m_windowBegin = at;
    m_gauge.windowBegin.store(at, std::memory_order_relaxed);
    const auto& load = m_options.load;
    if (load.durationS > 0)
        m_endAt = at + static_cast<Nanos>(load.durationS * 1e9);
}

bool Scheduler::moreToIssue(Nanos at) const
{
    if (m_cancelled)
        return false;
    if (m_warmupIssued < static_cast<std::uint64_t>(m_options.warmupTasks))
        return true;
    const auto& load = m_options.load;
    if (load.tasks > 0 && m_issued >= static_cast<std::uint64_t>(load.tasks))
        return false;
    return at < m_endAt;
}

std::uint32_t Scheduler::takeSlot(std::uint64_t index, Nanos intend, bool warmup)
{
    std::uint32_t slot;
    if (m_free.empty()) {
        slot = static_cast<std::uint32_t>(m_slots.size());
        m_slots.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    m_slots[slot] = {index, intend, 0, false, warmup};
    return slot;
}

Scheduler::Start Scheduler::handOut(std::uint32_t number, Kind kind)
{
    auto& slot = m_slots[number];
    slot.inHand = true;
    if (kind == Kind::Run) {
        ++slot.attempt;
        ++m_attempts;
    }
    ++m_inHand;
    return {slot.index, slot.intend, number, slot.attempt, kind, slot.warmup};
}

std::optional<Scheduler::Start> Scheduler::nextRetry(Nanos at)
{
    if (!m_again.empty()) {
        const auto slot = m_again.back();
        m_again.pop_back();
        return handOut(slot, m_cancelled ? Kind::Cancel : Kind::Run);
    }
    if (m_delayed.empty() || (m_delayed.front().first > at && !m_cancelled))
        return std::nullopt;
    std::pop_heap(m_delayed.begin(), m_delayed.end(), std::greater<> {});
    const auto slot = m_delayed.back().second;
    m_delayed.pop_back();
    return handOut(slot, m_cancelled ? Kind::Cancel : Kind::Run);
}

std::optional<Scheduler::Start> Scheduler::next(Nanos at)
{
    if (!m_again.empty() || !m_delayed.empty()) [[unlikely]] {
        if (auto start = nextRetry(at))
            return start;
    }
    return m_options.load.mode == LoadMode::Closed ? nextClosed(at) : nextOpen(at);
}

std::optional<Scheduler::Start> Scheduler::nextClosed(Nanos at)
{
    if (m_readyCount == 0 || !moreToIssue(at))
        return std::nullopt;
    const Nanos intend = m_ready[m_readyHead];
    if (++m_readyHead == m_ready.size())
        m_readyHead = 0;
    --m_readyCount;
    const bool warmup = m_warmupIssued < static_cast<std::uint64_t>(m_options.warmupTasks);
    const auto index = warmup ? kWarmupBase + m_warmupIssued++ : m_issued++;
    if (!warmup && index == 0)
        openWindow(at);
    if (!warmup)
        bump(m_gauge.handed, 1);
    return handOut(takeSlot(index, intend, warmup), Kind::Run);
}

void Scheduler::collectArrivals(Nanos at)
{
    while (!m_arrivalsOver && m_nextArrival <= at) {
        if (!moreToIssue(m_nextArrival)) {
            m_arrivalsOver = true;
            break;
        }
        const bool warmup = m_warmupIssued < static_cast<std::uint64_t>(m_options.warmupTasks);
        const auto index = warmup ? kWarmupBase + m_warmupIssued++ : m_issued++;
        if (!warmup && index == 0)
            openWindow(m_nextArrival);
        auto& queue = m_queue.size() < static_cast<std::size_t>(m_options.load.maxQueue) ? m_queue : m_rejected;
        queue.push_back({index, m_nextArrival, warmup});
        m_nextArrival = m_begin + m_arrivals.next();
    }
    m_gauge.queued.store(m_queue.size(), std::memory_order_relaxed);
}

std::optional<Scheduler::Start> Scheduler::nextOpen(Nanos at)
{
    collectArrivals(at);
    auto& queue = m_rejected.empty() ? m_queue : m_rejected;
    if (queue.empty())
        return std::nullopt;
    const auto kind = &queue == &m_rejected ? Kind::Reject : Kind::Run;
    const auto arrival = queue.front();
    queue.pop_front();
    if (!arrival.warmup)
        bump(m_gauge.handed, 1);
    return handOut(takeSlot(arrival.index, arrival.intend, arrival.warmup), kind);
}

bool Scheduler::mayRetry(const Slot& slot, Outcome outcome, Code code) const
{
    const auto& retry = m_options.retry;
    if (m_cancelled || slot.attempt >= retry.maxAttempts || neverRetriable(code))
        return false;
    const bool wanted = (outcome == Outcome::Error && retry.onError) || (outcome == Outcome::Timeout && retry.onTimeout)
        || (outcome == Outcome::Crashed && retry.onCrash);
    if (!wanted)
        return false;
    return retry.budget <= 0 || static_cast<double>(m_retries + 1) <= retry.budget * static_cast<double>(m_attempts + 1);
}

Nanos Scheduler::backoff(const Slot& slot) const
{
    const auto& retry = m_options.retry;
    double ms = std::min(retry.backoffMs * std::pow(retry.factor, slot.attempt - 1), retry.maxMs);
    if (retry.fullJitter)
        ms *= unit(draw(mix64(m_options.seed ^ 0xBAC0FF), slot.index * 128 + slot.attempt));
    return nanosFromMs(ms);
}

Scheduler::Ending Scheduler::ended(const Start& start, Outcome outcome, Code code, Nanos at)
{
    auto& slot = m_slots[start.slot];
    if (!slot.inHand || slot.index != start.index || slot.attempt != start.attempt) {
        ++m_violations; // a second end, or one of an attempt that is over: dropped (reliability §2.1)
        return {false, kNever};
    }
    slot.inHand = false;
    --m_inHand;
    if (start.kind == Kind::Run && outcome != Outcome::Ok && mayRetry(slot, outcome, code)) {
        ++m_retries;
        const Nanos due = at + backoff(slot);
        m_delayed.emplace_back(due, start.slot);
        std::push_heap(m_delayed.begin(), m_delayed.end(), std::greater<> {});
        return {false, due};
    }
    if (!slot.warmup)
        bump(m_gauge.finished, 1);
    m_free.push_back(start.slot);
    if (m_options.load.mode == LoadMode::Closed) {
        m_ready[(m_readyHead + m_readyCount) % m_ready.size()] = at;
        ++m_readyCount;
    }
    return {true, 0};
}

void Scheduler::giveBack(const Start& start)
{
    auto& slot = m_slots[start.slot];
    if (!slot.inHand || slot.index != start.index) {
        ++m_violations;
        return;
    }
    slot.inHand = false;
    --slot.attempt;
    --m_attempts;
    --m_inHand;
    m_again.push_back(start.slot);
}

void Scheduler::cancel()
{
    m_cancelled = true;
    m_arrivalsOver = true;
    for (const auto* queue : { &m_queue, &m_rejected }) // arrived, and never begun
        m_dropped += static_cast<std::uint64_t>(std::count_if(queue->begin(), queue->end(), [](const Arrival& a) { return !a.warmup; }));
    m_queue.clear();
    m_rejected.clear();
}

Nanos Scheduler::wakeAt() const
{
    if (!m_again.empty() || !m_queue.empty() || !m_rejected.empty())
        return 0;
    Nanos at = m_delayed.empty() ? kNever : m_delayed.front().first;
    if (m_options.load.mode == LoadMode::Open && !m_arrivalsOver)
        at = std::min(at, m_nextArrival);
    return at;
}

bool Scheduler::ready(Nanos at) const
{
    if (!m_again.empty() || !m_queue.empty() || !m_rejected.empty())
        return true;
    return m_options.load.mode == LoadMode::Closed && m_readyCount > 0 && moreToIssue(at);
}

bool Scheduler::finished(Nanos at) const
{
    if (m_inHand > 0 || !m_delayed.empty() || !m_again.empty())
        return false;
    if (m_options.load.mode == LoadMode::Open)
        return m_queue.empty() && m_rejected.empty() && (m_arrivalsOver || !moreToIssue(m_nextArrival));
    return m_cancelled || !moreToIssue(at);
}

std::uint64_t Scheduler::planned() const
{
    const auto& load = m_options.load;
    if (load.tasks > 0 && load.durationS <= 0)
        return static_cast<std::uint64_t>(load.tasks);
    return m_issued;
}

std::uint64_t Scheduler::neverHanded() const
{
    return planned() - m_issued + m_dropped;
}

} // namespace ilv
