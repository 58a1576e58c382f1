// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/axis.h"
#include "report/figurerows.h"
#include "report/figures.h"

#include "base/format.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ilv::report {
namespace {

constexpr double kLeft = 44, kRight = 548, kLane = 11, kPitch = 14, kGroupHead = 20, kTop = 6;
constexpr std::size_t kLanesInAll = 14; ///< about; shared out among the models
constexpr double kTasksInView = 10; ///< of one lane
constexpr double kNarrowest = 0.5; ///< px; thinner slices are drawn together with the next

struct Lane {
    std::string name;
    std::vector<Span> spans; ///< by begin, without overlaps, times from the window's first span
};
struct Group {
    const Entry* entry = nullptr;
    std::vector<Lane> lanes;
    std::size_t total = 0;
};

bool failed(const Span& span)
{
    return span.outcome == Outcome::Wrong || span.outcome == Outcome::Error || span.outcome == Outcome::Timeout
        || span.outcome == Outcome::Crashed;
}

/// Many waits lie upon each other on a loop: there only what keeps the loop busy is a stretch of its time.
bool isDrawn(const Span& span, LaneKind kind)
{
    const auto phase = phaseOf(span.category);
    if (!phase || phase == Phase::QueueWait)
        return false;
    return kind != LaneKind::Loop || span.category != Category::IoWait;
}

/// The parts of one task's work that touch are one stretch.
void append(std::vector<Span>& spans, const Span& span)
{
    const bool joins = !spans.empty() && spans.back().end == span.begin && spans.back().index == span.index
        && phaseOf(spans.back().category) == phaseOf(span.category) && failed(spans.back()) == failed(span);
    if (joins)
        spans.back().end = span.end;
    else
        spans.push_back(span);
}

Group groupOf(const Entry& entry, const TrialResult& trial, std::size_t lanesShown)
{
    std::map<std::uint16_t, LaneSummary> known;
    for (const auto& lane : trial.lanes)
        known[lane.lane] = lane;
    Nanos origin = INT64_MAX;
    for (const auto& span : trial.spans) {
        if (span.begin >= trial.windowBegin)
            origin = std::min(origin, span.begin);
    }
    std::map<std::uint16_t, Lane> lanes;
    for (Span span : trial.spans) { // by begin
        const auto found = known.find(span.lane);
        const LaneKind kind = found == known.end() ? LaneKind::Worker : found->second.kind;
        if (span.begin < origin || !isDrawn(span, kind))
            continue;
        Lane& lane = lanes[span.lane];
        if (lane.name.empty())
            lane.name
                = found == known.end() || found->second.name.empty() ? std::to_string(span.lane) : found->second.name;
        span.begin -= origin;
        span.end -= origin;
        if (!lane.spans.empty())
            span.begin = std::max(span.begin, lane.spans.back().end);
        if (span.end > span.begin)
            append(lane.spans, span);
    }
    Group group{ &entry, {}, lanes.size() };
    for (auto& [number, lane] : lanes) {
        if (group.lanes.size() < lanesShown && !lane.spans.empty())
            group.lanes.push_back(std::move(lane));
    }
    return group;
}

std::vector<Group> groupsOf(const std::vector<Entry>& entries, const RunResult& run)
{
    const std::size_t lanesShown
        = std::clamp<std::size_t>(kLanesInAll / std::max<std::size_t>(entries.size(), 1), 2, 8);
    std::vector<Group> groups;
    for (const auto& entry : entries) {
        const auto trial = std::find_if(run.trials.begin(), run.trials.end(),
            [&](const TrialResult& t) { return t.label == entry.summary->label && !t.spans.empty(); });
        if (trial == run.trials.end())
            continue;
        Group group = groupOf(entry, *trial, lanesShown);
        if (!group.lanes.empty())
            groups.push_back(std::move(group));
    }
    return groups;
}

/// About ten tasks of the middle model, on a round number.
double viewOf(const std::vector<Group>& groups)
{
    std::vector<double> cycles;
    double longest = 0;
    for (const auto& group : groups) {
        for (const auto& lane : group.lanes) {
            const auto work = std::count_if(
                lane.spans.begin(), lane.spans.end(), [](const Span& s) { return phaseOf(s.category) == Phase::Work; });
            const auto end = static_cast<double>(lane.spans.back().end);
            longest = std::max(longest, end);
            if (work > 0)
                cycles.push_back(end / static_cast<double>(work));
        }
    }
    if (cycles.empty())
        return longest;
    std::sort(cycles.begin(), cycles.end());
    return std::max(1000.0, std::min(longest, kTasksInView * cycles[cycles.size() / 2]));
}

void drawLane(Svg& svg, const Axis& x, double y, const Lane& lane, Model model)
{
    svg.rect(kLeft, y, kRight - kLeft, kLane, "idle");
    double drawnTo = kLeft;
    for (const auto& span : lane.spans) {
        if (static_cast<double>(span.begin) >= x.high)
            break;
        const double from = std::max(x.at(static_cast<double>(span.begin)), drawnTo);
        const double to = x.at(static_cast<double>(span.end));
        if (to - from < kNarrowest && !failed(span))
            continue;
        const bool work = phaseOf(span.category) == Phase::Work;
        const double height = work ? kLane : kLane * 0.56; // overhead is lower: the second code beside its grey
        if (work && failed(span))
            svg.rect(from, y + 0.75, std::max(to - from - 0.6, 2.0), kLane - 1.5, "failbox");
        else
            svg.rect(from, y + (kLane - height) / 2, std::max(to - from - (work ? 0.6 : 0), kNarrowest), height,
                phaseClass(phaseOf(span.category), model));
        drawnTo = std::max(drawnTo, to);
    }
}

void drawGroup(Svg& svg, const Axis& x, double& y, const Group& group)
{
    const Entry& entry = *group.entry;
    svg.marker(entry.model(), { kLeft + 5, y + 9 }, 4, entry.variant);
    const std::string count = group.lanes.size() < group.total
        ? std::to_string(group.lanes.size()) + " of " + std::to_string(group.total) + " lanes"
        : std::to_string(group.total) + (group.total == 1 ? " lane" : " lanes");
    svg.label({ kLeft + 15, y + 13 }, cut(entry.longName, 40), count);
    y += kGroupHead;
    for (const auto& lane : group.lanes) {
        svg.text({ kLeft - 6, y + kLane - 2 }, "tick", cut(lane.name, 6), Svg::Anchor::End);
        drawLane(svg, x, y, lane, entry.model());
        y += kPitch;
    }
    y += 4;
}

} // namespace

Figure timelineFigure(const std::vector<Entry>& entries, const RunResult& run)
{
    const auto groups = groupsOf(entries, run);
    if (groups.empty())
        return {};
    double bottom = kTop;
    for (const auto& group : groups)
        bottom += kGroupHead + kPitch * static_cast<double>(group.lanes.size()) + 4;
    const Axis x = linearAxisTo(viewOf(groups), kLeft, kRight, 72);
    Svg svg(Rows::kWidth, bottom + 26, "Timeline", "The beginning of one trial of each model, lane by lane.");
    for (const double tick : x.ticks) {
        svg.line({ x.at(tick), kTop }, { x.at(tick), bottom }, "grid");
        svg.text({ x.at(tick), bottom + 18 }, "tick", durationTick(tick, x.ticks.size() > 1 ? x.ticks[1] : 1),
            Svg::Anchor::Middle);
    }
    svg.line({ kLeft, bottom }, { kRight, bottom }, "axis");
    double y = kTop;
    for (const auto& group : groups)
        drawGroup(svg, x, y, group);
    return { "Timeline", "first " + formatDuration(x.high) + " of one trial; grey is overhead, red outline is failure",
        svg.take() };
}

} // namespace ilv::report
