// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/recorder.h"

#include "measure/lanestore.h"

#include <algorithm>
#include <utility>

namespace ilv {
namespace {

/// Parts that sum to the whole and are none of them negative (science §14.1).
bool holdsIdentity(const TaskRecord& task)
{
    Nanos sum = 0;
    Nanos signs = 0;
    for (const Nanos part : task.spent) {
        sum += part;
        signs |= part;
    }
    return signs >= 0 && sum == task.done - task.intend;
}

bool ran(Outcome outcome)
{
    return outcome <= Outcome::Crashed;
}

} // namespace

LaneRecorder::LaneRecorder(std::uint16_t lane, LaneKind kind, std::string name, const RecorderLimits& limits)
    : m_lane(lane)
    , m_kind(kind)
    , m_name(std::move(name))
    , m_store(std::make_shared<Store>(limits))
{
}

void LaneRecorder::openWindow(Nanos begin, Nanos end)
{
    m_store->windowEnd.store(end, std::memory_order_relaxed);
    m_store->windowBegin.store(begin, std::memory_order_relaxed);
}

void LaneRecorder::record(const TaskRecord& task)
{
    Store& store = *m_store;
    const auto outcome = static_cast<std::size_t>(task.outcome);
    store.records.add(1);
    if (ran(task.outcome) && !holdsIdentity(task)) [[unlikely]]
        store.violations.add(1);
    if (task.warmup) {
        store.warmupOutcomes[outcome].add(1);
        if (task.outcome == Outcome::Ok)
            store.warmUp.append({ task.intend, task.done });
        return;
    }
    store.outcomes[outcome].add(1);
    store.attempts.add(task.attempts);
    const Nanos begin = store.windowBegin.load(std::memory_order_relaxed);
    store.residence.add(task.done - task.intend);
    store.residenceInWindow.add(std::max<Nanos>(0,
        std::min(task.done, store.windowEnd.load(std::memory_order_relaxed)) - std::max(task.intend, begin)));

    if (task.outcome == Outcome::Ok) [[likely]] {
        for (std::size_t i = 0; i < kCategoryCount; ++i) {
            if (task.spent[i] != 0)
                store.spent[i].add(task.spent[i]);
        }
        store.bins.add(task.done - begin);
        store.fine.add(task.done - begin, task.done - task.intend);
    } else if (task.outcome != Outcome::Wrong && task.outcome != Outcome::Timeout) {
        return;
    }
    store.response.add(task.done - task.intend);
    store.heat.add(task.done - store.windowBegin.load(std::memory_order_relaxed), task.done - task.intend);
    if (task.outcome != Outcome::Timeout || task.service > 0)
        store.service.add(task.service);
}

void LaneRecorder::attempt(const AttemptRow& row)
{
    m_store->attemptRows.append(row);
}

void LaneRecorder::span(const Span& span)
{
    m_store->spans.append(span);
}

bool LaneRecorder::keepsSpans() const
{
    return !m_store->spans.full();
}

void LaneRecorder::start(Nanos at, Category first)
{
    m_store->states.start(at, first);
}

void LaneRecorder::enter(Category next, Nanos at)
{
    m_store->states.enter(next, at);
}

void LaneRecorder::addStates(const CategorySums& sums, Nanos begin, Nanos end)
{
    m_store->states.add(sums, begin, end);
}

TrialRecorder::TrialRecorder(const RecorderLimits& limits)
    : m_limits(limits)
{
}

LaneRecorder& TrialRecorder::addLane(LaneKind kind, std::string name)
{
    const std::lock_guard lock(m_mutex);
    LaneRecorder& lane
        = m_lanes.emplace_back(static_cast<std::uint16_t>(m_lanes.size()), kind, std::move(name), m_limits);
    lane.openWindow(m_windowBegin, m_windowEnd);
    return lane;
}

void TrialRecorder::openWindow(Nanos begin, Nanos end)
{
    const std::lock_guard lock(m_mutex);
    m_windowBegin = begin;
    m_windowEnd = end;
    for (LaneRecorder& lane : m_lanes)
        lane.openWindow(begin, end);
}

FineBins TrialRecorder::fineBins() const
{
    const std::lock_guard lock(m_mutex);
    FineBins all;
    all.ok.resize(m_limits.fineBins);
    all.response.resize(m_limits.fineBins);
    for (const LaneRecorder& lane : m_lanes)
        lane.m_store->fine.mergeInto(all.ok, all.response);
    while (!all.ok.empty() && all.ok.back() == 0)
        all.ok.pop_back();
    all.response.resize(all.ok.size());
    return all;
}

RecorderSnapshot TrialRecorder::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    RecorderSnapshot all;
    for (const LaneRecorder& lane : m_lanes) {
        const LaneRecorder::Store& store = *lane.m_store;
        for (std::size_t i = 0; i < kOutcomeCount; ++i) {
            all.outcomes[i] += store.outcomes[i].get();
            all.warmupOutcomes[i] += store.warmupOutcomes[i].get();
        }
        for (std::size_t i = 0; i < kCategoryCount; ++i)
            all.spent[i] += store.spent[i].get();
        all.attempts += store.attempts.get();
        all.identityViolations += store.violations.get();
        all.recorded += store.records.get();
        all.residence += store.residence.get();
        all.residenceInWindow += store.residenceInWindow.get();
        all.spansDropped += store.spans.dropped();
        all.attemptsDropped += store.attemptRows.dropped();
        all.response.merge(store.response.snapshot());
        all.service.merge(store.service.snapshot());
        store.bins.mergeInto(all.okBins);
    }
    return all;
}

std::vector<LaneSummary> TrialRecorder::lanes(Nanos at) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<LaneSummary> summaries;
    summaries.reserve(m_lanes.size());
    for (const LaneRecorder& lane : m_lanes) {
        LaneSummary& summary = summaries.emplace_back();
        summary.lane = lane.m_lane;
        summary.kind = lane.m_kind;
        summary.name = lane.m_name;
        lane.m_store->states.read(at, summary);
    }
    return summaries;
}

std::vector<AttemptRow> TrialRecorder::takeAttempts()
{
    const std::lock_guard lock(m_mutex);
    std::vector<AttemptRow> rows;
    for (const LaneRecorder& lane : m_lanes)
        lane.m_store->attemptRows.take(rows);
    return rows;
}

std::vector<Span> TrialRecorder::takeSpans()
{
    const std::lock_guard lock(m_mutex);
    std::vector<Span> rows;
    for (const LaneRecorder& lane : m_lanes)
        lane.m_store->spans.take(rows);
    return rows;
}

std::vector<Span> TrialRecorder::newSpans(std::vector<std::size_t>& told, std::size_t most) const
{
    const std::lock_guard lock(m_mutex);
    told.resize(m_lanes.size());
    std::vector<Span> rows;
    for (std::size_t lane = 0; lane < m_lanes.size(); ++lane)
        told[lane] = m_lanes[lane].m_store->spans.copyFrom(told[lane], most, rows);
    return rows;
}

} // namespace ilv
