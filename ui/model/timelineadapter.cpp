// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/chartadapter.h"

#include "analysis/modelsummary.h"
#include "model/modelnames.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ilv::ui {
namespace {

constexpr double kTasksInView = 10; ///< of a lane, when the chart opens

bool failed(Outcome outcome)
{
    return outcome == Outcome::Wrong || outcome == Outcome::Error || outcome == Outcome::Timeout
        || outcome == Outcome::Crashed;
}

QString nounFor(Model model, int lanes)
{
    const bool one = lanes == 1;
    switch (model) {
    case Model::Sequential:
    case Model::Async:
    case Model::Threads:
        return one ? QStringLiteral("thread") : QStringLiteral("threads");
    case Model::Processes:
        return one ? QStringLiteral("process") : QStringLiteral("processes");
    case Model::ProcessPerTask:
        return one ? QStringLiteral("slot") : QStringLiteral("slots");
    case Model::Hybrid:
        break;
    }
    return one ? QStringLiteral("lane") : QStringLiteral("lanes");
}

/// One lane's spans as slices: sorted, touching parts of one task's work joined, overlaps cut.
std::vector<Slice> slicesOf(std::vector<Span> spans, LaneKind kind, Nanos origin)
{
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::vector<Slice> slices;
    std::uint64_t task = UINT64_MAX;
    for (const Span& span : spans) {
        const auto phase = phaseOf(span.category);
        if (!phase || (kind == LaneKind::Loop && span.category == Category::IoWait))
            continue;
        Slice slice{ span.begin - origin, span.end - origin, *phase, *phase == Phase::Work && failed(span.outcome) };
        if (!slices.empty())
            slice.begin = std::max(slice.begin, slices.back().end);
        if (slice.end <= slice.begin)
            continue;
        const bool same = !slices.empty() && slices.back().end == slice.begin && slices.back().phase == slice.phase
            && slices.back().failed == slice.failed && task == span.index;
        if (same)
            slices.back().end = slice.end;
        else
            slices.push_back(slice);
        task = span.index;
    }
    return slices;
}

/// Lanes that carry tasks; the main one only where no other has anything to show.
std::vector<TimelineLane> lanesOf(const TrialResult& trial)
{
    Nanos origin = INT64_MAX;
    std::map<std::uint16_t, std::vector<Span>> byLane;
    for (const Span& span : trial.spans) {
        origin = std::min(origin, span.begin);
        byLane[span.lane].push_back(span);
    }
    std::vector<TimelineLane> workers, mains;
    for (auto& [number, spans] : byLane) {
        const auto known = std::find_if(
            trial.lanes.begin(), trial.lanes.end(), [n = number](const LaneSummary& lane) { return lane.lane == n; });
        const LaneKind kind = known == trial.lanes.end() ? LaneKind::Worker : known->kind;
        TimelineLane lane{ known == trial.lanes.end() ? QString::number(number) : toQString(known->name),
            slicesOf(std::move(spans), kind, origin) };
        if (!lane.slices.empty())
            (kind == LaneKind::Main ? mains : workers).push_back(std::move(lane));
    }
    return workers.empty() ? mains : workers;
}

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

/// About ten tasks of the middle model, and some work of each where the start-up is not endless.
Nanos openingView(const TimelineData& data)
{
    std::vector<double> cycles;
    double latestStart = 0;
    for (const TimelineGroup& group : data.groups) {
        const Rhythm rhythm = rhythmOf(group);
        if (rhythm.cycle > 0) {
            cycles.push_back(rhythm.cycle);
            latestStart = std::max(latestStart, static_cast<double>(rhythm.firstWork));
        }
    }
    if (cycles.empty())
        return 0;
    std::sort(cycles.begin(), cycles.end());
    const double cycle = cycles[cycles.size() / 2];
    const double forStart = std::min(1.5 * latestStart, 200 * cycle);
    return roundView(std::max({ kTasksInView * cycle, forStart, 1000.0 }));
}

} // namespace

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
        const auto trial = std::find_if(trials.begin(), trials.end(),
            [&](const TrialResult* one) { return one && one->label == model->label && !one->spans.empty(); });
        if (trial == trials.end())
            continue;
        TimelineGroup group;
        group.name = { entryName(model->model, model->label), entryShortName(model->model, model->label), model->model,
            variant };
        group.lanes = lanesOf(**trial);
        group.totalLanes = static_cast<int>(group.lanes.size());
        group.lanesNoun = nounFor(model->model, group.totalLanes);
        if (model->model == Model::Async && model->inFlight > 1)
            group.note = QStringLiteral("%1 in flight").arg(model->inFlight);
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
