// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/trialfollower.h"

#include "base/codes.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ilv {
namespace {

constexpr std::uint64_t kMostTasks = 100'000'000;

std::uint64_t sum(const std::array<std::uint64_t, kOutcomeCount>& by)
{
    return std::accumulate(by.begin(), by.end(), std::uint64_t { 0 });
}

std::uint64_t& of(Counts& counts, Outcome outcome) { return counts.by[static_cast<std::size_t>(outcome)]; }

} // namespace

TrialFollower::TrialFollower(const TrialPlan& plan)
    : m_trial(plan.trial)
    , m_round(plan.round)
    , m_label(plan.label)
    , m_load(plan.load)
    , m_recording(plan.recordOutcomes)
    , m_maxRows(plan.maxOutcomes)
{
    auto nothing = std::make_shared<LiveEvent>();
    nothing->result.trial = m_trial;
    nothing->result.round = m_round;
    nothing->result.label = m_label;
    nothing->result.counts.planned = fixedPlan();
    m_live = std::move(nothing);
    if (m_recording)
        m_seen.reserve(fixedPlan());
}

std::uint64_t TrialFollower::fixedPlan() const
{
    return m_load.tasks > 0 && m_load.durationS <= 0 ? static_cast<std::uint64_t>(m_load.tasks) : 0;
}

bool TrialFollower::rowsCut() const
{
    return m_maxRows > 0 && sum(m_rows) >= static_cast<std::uint64_t>(m_maxRows);
}

std::string_view TrialFollower::phaseName() const
{
    if (m_phase == "warm-up" && m_live->result.windowBegin != 0)
        return "measure";
    return m_phase;
}

void TrialFollower::live(const LiveEvent& event)
{
    auto next = std::make_shared<LiveEvent>(event);
    if (event.binsFrom > 0) {
        const auto& told = m_live->result.okBins;
        auto& bins = next->result.okBins;
        const auto kept = static_cast<std::ptrdiff_t>(std::min(event.binsFrom, told.size()));
        bins.insert(bins.begin(), told.begin(), told.begin() + kept);
    }
    next->result.trial = m_trial;
    next->result.round = m_round;
    next->result.label = m_label;
    addSpans(next->result);
    m_live = std::move(next);
}

/// Out of the picture, which comes ten times a second, and into the sample, which grows for a while only.
void TrialFollower::addSpans(TrialResult& live)
{
    const auto spans = std::exchange(live.spans, {});
    auto lanes = std::exchange(live.lanes, {});
    if (spans.empty() || (m_sample && m_sample->spans.size() >= kSampledInAll))
        return;
    auto sample = std::make_shared<TimelineSample>();
    if (m_sample)
        sample->spans = m_sample->spans;
    sample->spans.insert(sample->spans.end(), spans.begin(), spans.end());
    sample->lanes = std::move(lanes);
    m_sample = std::move(sample);
}

std::shared_ptr<const TrialResult> TrialFollower::picture() const
{
    return { m_live, &m_live->result };
}

std::uint64_t TrialFollower::finishedTasks() const
{
    return sum(m_live->result.counts.by) + m_live->result.warmupDone;
}

Status TrialFollower::outcomes(const OutcomesEvent& event)
{
    if (!m_recording)
        return {};
    const auto bound = fixedPlan() ? fixedPlan() : kMostTasks;
    for (const auto& row : event.rows) {
        if (row.index >= bound) {
            return error(Code::HostProtocol,
                "The host reported task " + std::to_string(row.index) + ", which was never planned.");
        }
        if (!row.last)
            continue; // an attempt before the last may be told after it: lanes are read one by one
        if (row.index >= m_seen.size())
            m_seen.resize(row.index + 1);
        if (m_seen[row.index])
            return error(Code::HostProtocol, "The host reported the end of task " + std::to_string(row.index) + " again.");
        m_seen[row.index] = true;
        ++m_rows[static_cast<std::size_t>(row.outcome)];
    }
    return {};
}

void TrialFollower::fault(const FaultEvent& event)
{
    if (!event.refused)
        m_faults.push_back({ .asked = event.at,
            .lane = event.lane,
            .fault = fromName<HandFault>(event.fault).value_or(HandFault::None) });
}

void TrialFollower::end(const EndEvent& event)
{
    m_ended = true;
    m_end = event.result;
    m_end->trial = m_trial;
    m_end->round = m_round;
    m_end->label = m_label;
}

TrialResult TrialFollower::conclude(const TrialEnding& ending) const
{
    TrialResult result = m_end ? *m_end : lastWords(ending);
    if (auto wrong = audit(result)) {
        result.status = TrialStatus::Failed;
        result.error = std::move(wrong);
    }
    return result;
}

TrialResult TrialFollower::lastWords(const TrialEnding& ending) const
{
    TrialResult result = m_live->result;
    result.status = ending.status;
    result.error = ending.error;
    auto& counts = result.counts;
    const auto inFlight = m_live->inFlight;
    if (m_recording && !rowsCut())
        counts.by = m_rows; // newer than the picture, and what the outcome file says
    else
        of(counts, Outcome::NotRun) = 0;
    const auto finished = sum(counts.by);
    counts.planned = fixedPlan() ? fixedPlan() : std::max(m_live->result.counts.planned, finished + inFlight);
    if (!fixedPlan())
        counts.planned = std::max<std::uint64_t>(counts.planned, m_seen.size());
    if (ending.taskCrashed && !fixedPlan())
        counts.planned = std::max(counts.planned, finished + 1);
    counts.planned = std::max(counts.planned, finished);
    if (ending.taskCrashed)
        counts.endRest(Outcome::Crashed, 1);
    else
        counts.endRest(Outcome::Cancelled, ending.status == TrialStatus::Cancelled ? inFlight : 0);
    addFaults(result);
    return result;
}

/// A host that died may have died of what was planted, before its next picture could tell.
void TrialFollower::addFaults(TrialResult& result) const
{
    for (const auto& one : m_faults) {
        const auto told = std::find_if(result.faults.begin(), result.faults.end(),
            [&one](const PlantedByHand& other) { return other.asked == one.asked && other.lane == one.lane; });
        if (told == result.faults.end())
            result.faults.push_back(one);
    }
    const std::string code(name(Code::FaultPlanted));
    if (!result.faults.empty() && std::find(result.disturbed.begin(), result.disturbed.end(), code) == result.disturbed.end())
        result.disturbed.push_back(code);
}

std::optional<Error> TrialFollower::audit(const TrialResult& result) const
{
    const auto& counts = result.counts;
    if (!counts.addsUp()) {
        return error(Code::InternalAccounting,
            "The trial planned " + std::to_string(counts.planned) + " tasks and has an outcome for "
                + std::to_string(counts.total()) + " of them.");
    }
    if (!m_recording || !m_end)
        return std::nullopt;
    const bool cut = result.outcomesLeftOut > 0 && (rowsCut() || m_maxRows == 0);
    for (const auto outcome : kOutcomes) {
        // A host that gives up on a hung task cannot say which one it is.
        const bool fillable = outcome == Outcome::NotRun || outcome == Outcome::Cancelled
            || (outcome == Outcome::Timeout && result.status == TrialStatus::Failed);
        const auto rows = m_rows[static_cast<std::size_t>(outcome)];
        if (rows > counts.of(outcome) || (rows < counts.of(outcome) && !fillable && !cut)) {
            return error(Code::InternalAccounting,
                "The trial counts " + std::to_string(counts.of(outcome)) + " tasks as " + std::string(name(outcome))
                    + " and reported " + std::to_string(rows) + ".");
        }
    }
    return std::nullopt;
}

OutcomesEvent TrialFollower::missing(const TrialResult& result, const std::string& code) const
{
    OutcomesEvent event;
    if (!m_recording || rowsCut() || result.outcomesLeftOut > 0)
        return event;
    constexpr Outcome order[] { Outcome::Crashed, Outcome::Timeout, Outcome::Cancelled, Outcome::NotRun };
    std::array<std::uint64_t, std::size(order)> left {};
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto rows = m_rows[static_cast<std::size_t>(order[i])];
        left[i] = result.counts.of(order[i]) > rows ? result.counts.of(order[i]) - rows : 0;
    }
    std::size_t kind = 0;
    for (std::uint64_t index = 0; index < result.counts.planned; ++index) {
        if (index < m_seen.size() && m_seen[index])
            continue;
        while (kind < left.size() && left[kind] == 0)
            ++kind;
        if (kind == left.size())
            break;
        --left[kind];
        event.rows.push_back({ .index = index, .attempt = 0, .outcome = order[kind], .code = code, .elapsed = 0, .last = true });
    }
    return event;
}

} // namespace ilv
