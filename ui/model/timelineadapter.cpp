// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/chartadapter.h"

#include "analysis/modelsummary.h"
#include "executor/scheduler.h"
#include "look/numbers.h"
#include "model/faultpalette.h"
#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace ilv::ui {
namespace {

constexpr double kTurnsInView = 100;
constexpr double kTasksInView = 10; ///< of a lane, when the chart opens

bool failed(Outcome outcome)
{
    return outcome == Outcome::Wrong || outcome == Outcome::Error || outcome == Outcome::Timeout
        || outcome == Outcome::Crashed;
}

struct Timeline {
    Q_DECLARE_TR_FUNCTIONS(Timeline)
};

using FailedEnds = std::unordered_map<std::uint64_t, std::vector<Nanos>>;

/// When the failed attempts of each task ended.
FailedEnds failedEndsOf(const std::vector<Span>& spans)
{
    FailedEnds ends;
    for (const Span& span : spans) {
        if (failed(span.outcome))
            ends[span.index].push_back(span.end);
    }
    return ends;
}

/// An attempt follows a failed one: spans do not count them, but a failure comes before each but the first.
std::uint16_t attemptOf(const Span& span, const FailedEnds& ends)
{
    const auto known = ends.find(span.index);
    if (known == ends.end())
        return 1;
    const auto before
        = std::count_if(known->second.begin(), known->second.end(), [&](Nanos end) { return end <= span.begin; });
    return static_cast<std::uint16_t>(1 + std::min<std::ptrdiff_t>(before, UINT16_MAX - 1));
}

/// One lane's spans as slices: sorted, touching parts of one task's work joined, overlaps cut. What fails on a loop
/// while others wait there too is a moment: that of the failure.
std::vector<Slice> slicesOf(std::vector<Span> spans, LaneKind kind, Nanos origin, const FailedEnds& ends)
{
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::vector<Slice> slices, moments;
    for (const Span& span : spans) {
        const auto phase = phaseOf(span.category);
        if (!phase)
            continue;
        const bool bad = *phase == Phase::Work && failed(span.outcome);
        Slice slice{ span.begin - origin, span.end - origin, *phase, bad, span.outcome, attemptOf(span, ends),
            span.index };
        if (kind == LaneKind::Loop && span.category == Category::IoWait) {
            slice.begin = slice.end - 1;
            if (bad)
                moments.push_back(slice);
            continue;
        }
        if (!slices.empty())
            slice.begin = std::max(slice.begin, slices.back().end);
        if (slice.end <= slice.begin)
            continue;
        const bool same = !slices.empty() && slices.back().end == slice.begin && slices.back().phase == slice.phase
            && slices.back().failed == slice.failed && slices.back().task == slice.task;
        if (same)
            slices.back().end = slice.end;
        else
            slices.push_back(slice);
    }
    slices.insert(slices.end(), moments.begin(), moments.end());
    std::stable_sort(slices.begin(), slices.end(), [](const Slice& a, const Slice& b) { return a.begin < b.begin; });
    return slices;
}

/// The ways of tasks from the loop to a lane and back: where a task has as many pairs of hand-overs on the loop as
/// executions elsewhere. Where it has not (the sample ended between), nothing is guessed.
std::vector<TimelineFlow> flowsOf(const std::map<std::uint16_t, std::vector<Span>>& byLane,
    const std::map<std::uint16_t, int>& places, std::uint16_t loop, Nanos origin)
{
    std::unordered_map<std::uint64_t, std::vector<const Span*>> handOvers;
    std::unordered_map<std::uint64_t, std::vector<const Span*>> works;
    for (const auto& [lane, spans] : byLane) {
        for (const Span& span : spans) {
            if (lane == loop && span.category == Category::Serialize)
                handOvers[span.index].push_back(&span);
            else if (lane != loop && phaseOf(span.category) == Phase::Work && places.contains(lane))
                works[span.index].push_back(&span);
        }
    }
    const auto earlier = [](const Span* a, const Span* b) { return a->begin < b->begin; };
    std::vector<TimelineFlow> flows;
    for (auto& [task, done] : works) {
        const auto found = handOvers.find(task);
        if (found == handOvers.end() || found->second.size() != 2 * done.size())
            continue;
        std::stable_sort(found->second.begin(), found->second.end(), earlier);
        std::stable_sort(done.begin(), done.end(), earlier);
        for (std::size_t i = 0; i < done.size(); ++i)
            flows.push_back({ found->second[2 * i]->end - origin, done[i]->begin - origin, done[i]->end - origin,
                found->second[2 * i + 1]->begin - origin, task, places.at(done[i]->lane) });
    }
    std::sort(flows.begin(), flows.end(), [](const TimelineFlow& a, const TimelineFlow& b) {
        return std::tie(a.sent, a.task) < std::tie(b.sent, b.task);
    });
    return flows;
}

/// What tasks of that lane met; the sample that is drawn may have ended before.
void addPlanted(TimelineLane& lane, const TrialResult& trial, Nanos origin, Nanos end)
{
    for (const PlantedByHand& fault : trial.faults) {
        if (fault.struck == 0 || lane.name != toQString(fault.lane))
            continue;
        const QString text
            = Timeline::tr("%1 planted by hand, met by %2").arg(faultName(fault.fault), taskText(fault.task));
        const Nanos at = fault.struck - origin;
        if (at <= std::min(lane.known, end - origin))
            lane.planted.push_back({ at, text });
        else
            lane.planted.push_back(
                { -1, Timeline::tr("%1 at %2, after what is drawn").arg(text, durationText(static_cast<double>(at))) });
    }
}

/// The trial that is drawn of an entry: the first with a sample, or one in which something was planted by hand.
const TrialResult* trialOf(const std::vector<const TrialResult*>& trials, const std::string& label)
{
    const TrialResult* first = nullptr;
    for (const TrialResult* one : trials) {
        if (!one || one->label != label || one->spans.empty())
            continue;
        if (!one->faults.empty())
            return one;
        first = first ? first : one;
    }
    return first;
}

/// Until when it is known that a lane did nothing where it has no span: a sample that was full ends before its trial.
Nanos knownUntil(const std::vector<Span>& ofLane, const TrialResult& trial, Nanos trialEnd)
{
    if (trial.spans.size() < kSampledInAll && ofLane.size() < kSampledOfLane)
        return trialEnd;
    const auto last
        = std::max_element(ofLane.begin(), ofLane.end(), [](const Span& a, const Span& b) { return a.end < b.end; });
    return ofLane.size() < kSampledOfLane ? std::max(last->end, trial.spans.back().begin) : last->end;
}

} // namespace

void fillLanes(TimelineGroup& group, const TrialResult& trial, Model model)
{
    Nanos origin = INT64_MAX, end = 0;
    std::map<std::uint16_t, std::vector<Span>> byLane;
    for (const Span& span : trial.spans) {
        origin = std::min(origin, span.begin);
        end = std::max(end, span.end);
        byLane[span.lane].push_back(span);
    }
    end = std::max(end, trial.windowEnd);
    const FailedEnds ends = failedEndsOf(trial.spans);
    std::vector<TimelineLane> workers, mains, loops;
    std::map<std::uint16_t, int> places;
    std::optional<std::uint16_t> loop;
    for (const auto& [number, spans] : byLane) {
        const auto known = std::find_if(
            trial.lanes.begin(), trial.lanes.end(), [n = number](const LaneSummary& lane) { return lane.lane == n; });
        const LaneKind kind = known == trial.lanes.end() ? LaneKind::Worker : known->kind;
        TimelineLane lane{ known == trial.lanes.end() ? QString::number(number) : toQString(known->name),
            slicesOf(spans, kind, origin, ends), {}, knownUntil(spans, trial, end) - origin };
        if (lane.slices.empty())
            continue;
        addPlanted(lane, trial, origin, end);
        if (kind == LaneKind::Loop && model != Model::Async) {
            loop = number;
            loops.push_back(std::move(lane));
        } else if (kind == LaneKind::Main) {
            mains.push_back(std::move(lane));
        } else {
            places[number] = static_cast<int>(workers.size());
            workers.push_back(std::move(lane));
        }
    }
    group.lanes = workers.empty() && loops.empty() ? std::move(mains) : std::move(workers);
    group.totalLanes = static_cast<int>(group.lanes.size());
    if (loop) {
        if (!group.lanes.empty())
            group.loopLane = static_cast<int>(group.lanes.size());
        group.flows = flowsOf(byLane, places, *loop, origin);
        for (TimelineLane& lane : loops)
            group.lanes.push_back(std::move(lane));
        group.totalLanes = std::max(group.totalLanes, 1);
    }
    if (trial.windowBegin != 0)
        group.measuredFrom = std::max<Nanos>(0, trial.windowBegin - origin);
}

namespace {

/// Mean time from one task to the next on a lane, and when the first work of the group began.
struct Rhythm {
    double cycle = 0;
    Nanos firstWork = 0;
};

Rhythm rhythmOf(const TimelineGroup& group)
{
    Rhythm rhythm;
    double length = 0, tasks = 0;
    Nanos first = INT64_MAX;
    for (const TimelineLane& lane : group.lanes) {
        Nanos begin = -1;
        for (const Slice& slice : lane.slices) {
            if (slice.phase != Phase::Work)
                continue;
            begin = begin < 0 ? slice.begin : begin;
            ++tasks;
        }
        if (begin >= 0) {
            first = std::min(first, begin);
            length += static_cast<double>(lane.slices.back().end - begin);
        }
    }
    if (tasks > 0)
        rhythm = { length / tasks, first };
    return rhythm;
}

Nanos roundView(double wanted)
{
    const double decade = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double step : { 1.0, 2.0, 3.0, 5.0 }) {
        if (step * decade >= wanted * 0.999)
            return static_cast<Nanos>(step * decade);
    }
    return static_cast<Nanos>(10 * decade);
}

} // namespace

Nanos openingView(const TimelineData& data)
{
    std::vector<double> cycles;
    double latestStart = 0;
    double turns = 0;
    for (const TimelineGroup& group : data.groups) {
        for (const TimelineLane& lane : group.lanes) {
            if (!lane.slices.empty())
                turns = std::max(
                    turns, static_cast<double>(lane.slices.back().end) / static_cast<double>(lane.slices.size()));
        }
        const Rhythm rhythm = rhythmOf(group);
        if (rhythm.cycle > 0) {
            cycles.push_back(rhythm.cycle);
            latestStart = std::max(latestStart, static_cast<double>(rhythm.firstWork));
        }
    }
    if (cycles.empty()) // a loop that only moves bytes: some of its turns
        return turns > 0 ? roundView(kTurnsInView * turns) : 0;
    std::sort(cycles.begin(), cycles.end());
    const double cycle = cycles[cycles.size() / 2];
    const double forStart = std::min(1.5 * latestStart, 200 * cycle);
    return roundView(std::max({ kTasksInView * cycle, forStart, 1000.0 }));
}

QString lanesNoun(Model model, int lanes)
{
    const bool one = lanes == 1;
    switch (model) {
    case Model::Sequential:
    case Model::Async:
    case Model::Threads:
        return one ? Timeline::tr("thread") : Timeline::tr("threads");
    case Model::Processes:
        return one ? Timeline::tr("process") : Timeline::tr("processes");
    case Model::ProcessPerTask:
        return one ? Timeline::tr("slot") : Timeline::tr("slots");
    case Model::Hybrid:
        break;
    }
    return one ? Timeline::tr("lane") : Timeline::tr("lanes");
}

QString taskText(std::uint64_t index)
{
    if (index >= Scheduler::kWarmupBase)
        return Timeline::tr("Warm-up task %1").arg(countText(static_cast<qint64>(index - Scheduler::kWarmupBase)));
    return Timeline::tr("Task %1").arg(countText(static_cast<qint64>(index)));
}

TimelineData timelineFromTrials(const std::vector<const TrialResult*>& trials, const std::vector<ModelSummary>& models)
{
    std::vector<const ModelSummary*> ordered;
    for (const ModelSummary& model : models)
        ordered.push_back(&model);
    std::stable_sort(ordered.begin(), ordered.end(),
        [](const ModelSummary* a, const ModelSummary* b) { return a->model < b->model; });
    TimelineData data;
    std::map<Model, int> variants;
    for (const ModelSummary* model : ordered) {
        const int variant = variants[model->model]++;
        const TrialResult* trial = trialOf(trials, model->label);
        if (!trial)
            continue;
        TimelineGroup group;
        group.entry = model->label;
        group.name = { entryName(model->model, model->label), entryShortName(model->model, model->label), model->model,
            variant };
        fillLanes(group, *trial, model->model);
        group.lanesNoun = lanesNoun(model->model, group.totalLanes);
        if (model->model == Model::Async && model->inFlight > 1)
            group.note = Timeline::tr("%1 in flight").arg(model->inFlight);
        if (!group.lanes.empty())
            data.groups.push_back(std::move(group));
    }
    data.viewEnd = openingView(data);
    return data;
}

TimelineData timelineFromRun(const RunResult& run, const std::vector<ModelSummary>& models)
{
    std::vector<const TrialResult*> trials;
    for (const TrialResult& trial : run.trials)
        trials.push_back(&trial);
    return timelineFromTrials(trials, models);
}

} // namespace ilv::ui
