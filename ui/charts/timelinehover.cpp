// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelineview.h"
#include "charts/words.h"
#include "look/numbers.h"
#include "model/chartadapter.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace ilv::ui {
namespace {

constexpr std::uint64_t kNoTask = UINT64_MAX;
constexpr double kFailureReach = 4; ///< unscaled px

bool beginsAfter(Nanos time, const Slice& slice)
{
    return time < slice.begin;
}

/// The last slice that begins at or before `time`, or end().
std::vector<Slice>::const_iterator lastBegun(const std::vector<Slice>& slices, Nanos time)
{
    const auto next = std::upper_bound(slices.begin(), slices.end(), time, beginsAfter);
    return next == slices.begin() ? slices.end() : next - 1;
}

QString outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Wrong:
        return Charts::tr("wrong result");
    case Outcome::Error:
        return Charts::tr("error");
    case Outcome::Timeout:
        return Charts::tr("timed out");
    case Outcome::Crashed:
        return Charts::tr("crashed");
    case Outcome::Cancelled:
        return Charts::tr("cancelled");
    case Outcome::Ok:
    case Outcome::NotRun:
        break;
    }
    return {};
}

void addLength(Tooltip& tip, const QString& name, Nanos length)
{
    tip.rows.push_back({ name, durationText(static_cast<double>(length)), 0 });
}

} // namespace

Nanos TimelineView::nanosFor(double px) const
{
    return static_cast<Nanos>(px * static_cast<double>(m_window.end - m_window.begin) / std::max(1.0, plot().width()));
}

std::optional<Nanos> TimelineView::pointedTime() const
{
    return m_pointed ? std::optional<Nanos>(m_pointed->time) : std::nullopt;
}

QString TimelineView::sentence() const
{
    const TimelineLayout placed = layout();
    const bool there = m_pointed && m_pointed->group < placed.groups.size()
        && m_pointed->lane < placed.groups[m_pointed->group].lanes;
    return there ? tooltip(*m_pointed).sentence() : QString();
}

std::optional<RunningLane> TimelineView::runningLane(const Pointed& pointed) const
{
    const TimelineLayout placed = layout();
    if (pointed.group >= placed.groups.size() || pointed.lane >= placed.groups[pointed.group].lanes)
        return std::nullopt;
    const TimelineGroup& group = m_scene->data.groups[placed.groups[pointed.group].index];
    if (!group.live)
        return std::nullopt;
    return RunningLane{ group.name.label, group.lanes[static_cast<std::size_t>(pointed.lane)].name };
}

std::optional<RunningLane> TimelineView::runningLaneAt(QPointF position) const
{
    const auto place = placeAt(position);
    return place ? runningLane(*place) : std::nullopt;
}

std::optional<RunningLane> TimelineView::pointedRunningLane() const
{
    return m_pointed ? runningLane(*m_pointed) : std::nullopt;
}

const Slice* TimelineView::sliceAt(const Pointed& pointed) const
{
    const TimelineLayout placed = layout();
    const std::size_t group = placed.groups[pointed.group].index;
    const auto lane = static_cast<std::size_t>(pointed.lane);
    const Nanos reach = nanosFor(px(kFailureReach));
    const Slice* near = nullptr;
    const std::vector<Slice>& failed = m_scene->groups[group][lane].failed;
    for (auto at = std::lower_bound(failed.begin(), failed.end(), pointed.time,
             [&](const Slice&slice, Nanos time) { return slice.end < time - reach; });
         at != failed.end() && at->begin <= pointed.time + reach; ++at)
        near = &*at;
    if (near)
        return near;
    const std::vector<Slice>& slices = m_scene->data.groups[group].lanes[lane].slices;
    const auto at = lastBegun(slices, pointed.time);
    return at != slices.end() && at->end > pointed.time ? &*at : nullptr;
}

/// The task, which attempt, how it ended, and how long each of its stages took on this lane.
void TimelineView::addTask(Tooltip& tip, const TimelineGroup& group, std::size_t lane, const Slice& slice) const
{
    if (slice.task == kNoTask) {
        addLength(tip, slice.failed ? Charts::tr("Failed") : phaseName(slice.phase), slice.end - slice.begin);
        return;
    }
    QString attempt = Charts::tr("attempt %1").arg(slice.attempt);
    if (slice.failed)
        attempt = Charts::tr("%1, %2").arg(attempt, outcomeText(slice.outcome));
    tip.rows.push_back({ taskText(slice.task), attempt, 0 });

    const std::vector<Slice>& slices = group.lanes[lane].slices;
    const auto own = [&](const Slice& one) { return one.task == slice.task && one.attempt == slice.attempt; };
    auto first = lastBegun(slices, slice.begin);
    if (first == slices.end())
        return;
    auto last = first;
    while (first != slices.begin() && own(*(first - 1)))
        --first;
    while (last + 1 != slices.end() && own(*(last + 1)))
        ++last;
    std::array<Nanos, kPhaseCount> length{};
    for (auto one = first; one <= last; ++one) {
        if (own(*one))
            length[static_cast<std::size_t>(one->phase)] += one->end - one->begin;
    }
    for (const Phase phase : kPhases) {
        if (length[static_cast<std::size_t>(phase)] > 0)
            addLength(tip, phaseName(phase), length[static_cast<std::size_t>(phase)]);
    }
    for (const TimelineFlow& flow : group.flows) {
        if (flow.task != slice.task || flow.lane != static_cast<int>(lane) || flow.begun < slice.begin
            || flow.begun > slice.end)
            continue;
        addLength(tip, Charts::tr("sent to taken up"), flow.begun - flow.sent);
        addLength(tip, Charts::tr("done to read"), flow.arrived - flow.ended);
        break;
    }
}

Tooltip TimelineView::tooltip(const Pointed& pointed) const
{
    const TimelineLayout placed = layout();
    const std::size_t index = placed.groups[pointed.group].index;
    const TimelineGroup& group = m_scene->data.groups[index];
    const auto lane = static_cast<std::size_t>(pointed.lane);
    Tooltip tip;
    tip.heading = m_scene->end == 0
        ? Charts::tr("%1, %2").arg(group.name.label, group.lanes[lane].name)
        : Charts::tr("%1, %2 at %3")
              .arg(group.name.label, group.lanes[lane].name, durationText(static_cast<double>(pointed.time)));
    if (pointed.time < group.measuredFrom)
        tip.heading = Charts::tr("%1, warm-up").arg(tip.heading);
    for (const PlantedMark& mark : group.lanes[lane].planted) {
        if (mark.at < 0 || std::abs(mark.at - pointed.time) <= nanosFor(px(kFailureReach)))
            tip.rows.push_back({ mark.text, QString(), 0 });
    }
    if (const Slice* slice = sliceAt(pointed)) {
        addTask(tip, group, lane, *slice);
        return tip;
    }
    if (pointed.time > group.lanes[lane].known) {
        tip.rows.push_back({ group.live ? Charts::tr("Not told yet") : Charts::tr("Not recorded"), QString(), 0 });
        return tip;
    }
    const std::vector<Slice>& slices = group.lanes[lane].slices;
    const auto next = std::upper_bound(slices.begin(), slices.end(), pointed.time, beginsAfter);
    if (next != slices.begin() && next != slices.end())
        addLength(tip, Charts::tr("Idle"), next->begin - (next - 1)->end);
    else
        tip.rows.push_back({ Charts::tr("Idle"), QString(), 0 });
    return tip;
}

std::optional<Nanos> TimelineView::stepFailure(int direction)
{
    const TimelineLayout placed = layout();
    // By time, then from top to bottom.
    const auto key = [](const Pointed& p) { return std::tuple(p.time, p.group, p.lane); };
    const Pointed from = m_pointed.value_or(Pointed{ 0, -1, direction > 0 ? m_window.begin : m_window.end });
    std::optional<Pointed> best;
    for (std::size_t group = 0; group < placed.groups.size(); ++group) {
        for (int lane = 0; lane < placed.groups[group].lanes; ++lane) {
            for (const Slice& slice :
                m_scene->groups[placed.groups[group].index][static_cast<std::size_t>(lane)].failed) {
                const Pointed here{ group, lane, slice.begin };
                const bool further = direction > 0 ? key(here) > key(from) : key(here) < key(from);
                const bool nearer = !best || (direction > 0 ? key(here) < key(*best) : key(here) > key(*best));
                if (further && nearer)
                    best = here;
            }
        }
    }
    if (!best)
        return std::nullopt;
    select(best);
    return best->time;
}

std::optional<Nanos> TimelineView::stepStretch(int direction)
{
    const TimelineLayout placed = layout();
    if (placed.groups.empty())
        return std::nullopt;
    Pointed at = m_pointed.value_or(Pointed{ 0, 0, m_window.begin - 1 });
    at.group = std::min(at.group, placed.groups.size() - 1);
    at.lane = std::clamp(at.lane, 0, placed.groups[at.group].lanes - 1);
    const std::vector<Slice>& slices
        = m_scene->data.groups[placed.groups[at.group].index].lanes[static_cast<std::size_t>(at.lane)].slices;
    if (direction > 0) {
        const auto next = std::upper_bound(slices.begin(), slices.end(), at.time, beginsAfter);
        if (next == slices.end())
            return std::nullopt;
        at.time = next->begin;
    } else {
        const auto next = std::lower_bound(
            slices.begin(), slices.end(), at.time, [](const Slice& slice, Nanos time) { return slice.begin < time; });
        if (next == slices.begin())
            return std::nullopt;
        at.time = (next - 1)->begin;
    }
    select(at);
    return at.time;
}

} // namespace ilv::ui
