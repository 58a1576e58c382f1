// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/scheduler.h"

#include "base/plant.h"
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
    , m_deadline(nanosFromMs(options.retry.deadlineMs))
    , m_arrivals(options.load, options.seed)
{
    const auto clients
        = options.load.mode == LoadMode::Closed ? static_cast<std::size_t>(std::max(options.inFlight, 1)) : 64;
    m_slots.reserve(clients);
    m_free.reserve(clients);
    m_delayed.reserve(clients);
    m_again.reserve(clients);
    m_ready.resize(clients);
}

void Scheduler::begin(Nanos at)
{
    m_begin = at;
    m_gauge.begun.store(at, std::memory_order_relaxed);
    if (m_options.load.mode == LoadMode::Open)
        m_slip = std::make_unique<Histogram>();
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
    m_gauge.windowEnd.store(m_endAt, std::memory_order_relaxed);
}

/// Closed load: who waits is every idle client that will still be given a measured task.
void Scheduler::showQueue(Nanos at)
{
    std::uint64_t waiting = clientMayStart(at) && m_windowBegin != 0 ? m_readyCount : 0;
    if (m_options.load.tasks > 0)
        waiting = std::min(waiting, static_cast<std::uint64_t>(m_options.load.tasks) - m_issued);
    m_gauge.queued.store(waiting, std::memory_order_relaxed);
}

void Scheduler::woke(Nanos at, Nanos awake)
{
    if (m_slip && !m_arrivalsOver && m_queue.empty() && m_nextArrival <= at)
        m_slip->add(at - std::max(m_nextArrival, awake));
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

Nanos Scheduler::drainLimit() const
{
    return std::max(static_cast<Nanos>(m_options.load.durationS * 1e9), kSecond);
}

/// Closed load: the client that has waited longest gets its task, after the end too if it asked before it.
bool Scheduler::clientMayStart(Nanos at) const
{
    if (m_readyCount == 0)
        return false;
    if (moreToIssue(at))
        return true;
    const auto& load = m_options.load;
    if (m_cancelled || at < m_endAt || (load.tasks > 0 && m_issued >= static_cast<std::uint64_t>(load.tasks)))
        return false;
    return at < m_endAt + drainLimit();
}

/// Clients that asked before the end and have got nothing yet.
std::uint64_t Scheduler::leftWaiting() const
{
    if (!m_draining)
        return 0;
    const auto& load = m_options.load;
    return load.tasks > 0 ? std::min<std::uint64_t>(m_readyCount, static_cast<std::uint64_t>(load.tasks) - m_issued)
                          : m_readyCount;
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
    m_slots[slot] = { index, intend, 0, false, warmup };
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
    return { slot.index, slot.intend, number, slot.attempt, kind, slot.warmup };
}

Scheduler::Kind Scheduler::kindOfRetry(std::uint32_t slot, Nanos at) const
{
    if (m_cancelled)
        return Kind::Cancel;
    return at >= deadlineOf(m_slots[slot].intend) ? Kind::Expire : Kind::Run;
}

std::optional<Scheduler::Start> Scheduler::nextRetry(Nanos at)
{
    if (!m_again.empty()) {
        const auto slot = m_again.back();
        m_again.pop_back();
        return handOut(slot, kindOfRetry(slot, at));
    }
    if (m_delayed.empty() || (m_delayed.front().first > at && !m_cancelled))
        return std::nullopt;
    std::pop_heap(m_delayed.begin(), m_delayed.end(), std::greater<>{});
    const auto slot = m_delayed.back().second;
    m_delayed.pop_back();
    return handOut(slot, kindOfRetry(slot, at));
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
    m_draining = m_draining || (at >= m_endAt && !m_cancelled);
    if (!clientMayStart(at))
        return std::nullopt;
    const Nanos intend = m_ready[m_readyHead];
    if (++m_readyHead == m_ready.size())
        m_readyHead = 0;
    --m_readyCount;
    const bool warmup = m_warmupIssued < static_cast<std::uint64_t>(m_options.warmupTasks);
    const auto index = warmup ? kWarmupBase + m_warmupIssued++ : m_issued++;
    if (!warmup && index == 0)
        openWindow(at);
    if (!warmup) {
        bump(m_gauge.handed, 1);
        m_stepArea -= static_cast<std::uint64_t>(intend);
        showQueue(at);
    }
    return handOut(takeSlot(index, intend, warmup), at >= deadlineOf(intend) ? Kind::Expire : Kind::Run);
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
        queue.push_back({ index, m_nextArrival, warmup });
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
    const auto arrival = queue.front();
    const auto kind = &queue == &m_rejected ? Kind::Reject
        : at >= deadlineOf(arrival.intend)  ? Kind::Expire
                                            : Kind::Run;
    queue.pop_front();
    m_gauge.queued.store(m_queue.size(), std::memory_order_relaxed);
    if (!arrival.warmup) {
        bump(m_gauge.handed, 1);
        m_stepArea -= static_cast<std::uint64_t>(arrival.intend);
    }
    return handOut(takeSlot(arrival.index, arrival.intend, arrival.warmup), kind);
}

bool Scheduler::mayRetry(const Slot& slot, Outcome outcome, Code code)
{
    const auto& retry = m_options.retry;
    if (m_cancelled || slot.attempt >= retry.maxAttempts || neverRetriable(code))
        return false;
    const bool wanted = (planted(Plant::RetryAfterSuccess) && outcome == Outcome::Ok)
        || (outcome == Outcome::Error && retry.onError) || (outcome == Outcome::Timeout && retry.onTimeout)
        || (outcome == Outcome::Crashed && retry.onCrash);
    if (!wanted)
        return false;
    if (retry.budget <= 0 || static_cast<double>(m_retries + 1) <= retry.budget * static_cast<double>(m_attempts + 1))
        return true;
    m_budgetExhausted = true;
    return false;
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
        return { false, kNever };
    }
    slot.inHand = false;
    --m_inHand;
    const bool good = outcome == Outcome::Ok && !planted(Plant::RetryAfterSuccess);
    if (start.kind == Kind::Run && !good && mayRetry(slot, outcome, code)) {
        const Nanos due = at + backoff(slot);
        if (due < deadlineOf(slot.intend)) { // else it is over now, and not after the back-off
            ++m_retries;
            m_delayed.emplace_back(due, start.slot);
            std::push_heap(m_delayed.begin(), m_delayed.end(), std::greater<>{});
            return { false, due };
        }
    }
    if (!slot.warmup) {
        bump(m_gauge.finished, 1);
        m_stepArea += static_cast<std::uint64_t>(at);
    }
    m_free.push_back(start.slot);
    if (m_options.load.mode == LoadMode::Closed && at < m_endAt) { // else its client asks for nothing more
        const std::size_t end = m_readyHead + m_readyCount;
        m_ready[end < m_ready.size() ? end : end - m_ready.size()] = at;
        ++m_readyCount;
        showQueue(at);
    }
    return { true, 0 };
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
        m_dropped += static_cast<std::uint64_t>(
            std::count_if(queue->begin(), queue->end(), [](const Arrival& a) { return !a.warmup; }));
    m_queue.clear();
    m_rejected.clear();
}

Nanos Scheduler::wakeAt() const
{
    if (!m_again.empty() || !m_queue.empty() || !m_rejected.empty() || (m_cancelled && !m_delayed.empty()))
        return 0;
    Nanos at = m_delayed.empty() ? kNever : m_delayed.front().first;
    if (m_options.load.mode == LoadMode::Open && !m_arrivalsOver)
        at = std::min(at, m_nextArrival);
    return at;
}

bool Scheduler::ready(Nanos at) const
{
    if (!m_again.empty() || !m_queue.empty() || !m_rejected.empty() || (m_cancelled && !m_delayed.empty()))
        return true;
    return m_options.load.mode == LoadMode::Closed && clientMayStart(at);
}

bool Scheduler::finished(Nanos at) const
{
    if (m_inHand > 0 || !m_delayed.empty() || !m_again.empty())
        return false;
    if (m_options.load.mode == LoadMode::Open)
        return m_queue.empty() && m_rejected.empty() && (m_arrivalsOver || !moreToIssue(m_nextArrival));
    return m_cancelled || !clientMayStart(at);
}

std::uint64_t Scheduler::planned() const
{
    const auto& load = m_options.load;
    if (load.tasks > 0 && load.durationS <= 0)
        return static_cast<std::uint64_t>(load.tasks);
    return m_issued + leftWaiting();
}

std::uint64_t Scheduler::neverHanded() const
{
    return planned() - m_issued + m_dropped;
}

} // namespace ilv
