// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/livelanes.h"

#include "model/chartadapter.h"
#include "model/faultpalette.h"
#include "model/modelnames.h"
#include "trial/trialresult.h"

#include <QCoreApplication>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kMostSlots = 256; ///< of process per task

QString tr(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

const LiveModel* runningModel(const LivePicture& picture)
{
    const auto at = std::find_if(picture.models.begin(), picture.models.end(),
        [](const LiveModel& model) { return model.state == LiveModel::State::Running; });
    return at == picture.models.end() ? nullptr : &*at;
}

/// As the engine calls them; what carries tasks, the loop that hands over last.
QStringList laneNames(const ModelSummary& model)
{
    const auto numbered = [](QLatin1Char letter, int count) {
        QStringList names;
        for (int i = 0; i < count; ++i)
            names << QString(letter + QString::number(i));
        return names;
    };
    const bool threads = model.settings.offload == Offload::Threads;
    switch (model.model) {
    case Model::Sequential:
        return { QStringLiteral("main") };
    case Model::Async:
        return { QStringLiteral("loop") };
    case Model::Threads:
        return numbered(QLatin1Char('t'), model.settings.workers);
    case Model::Processes:
        return numbered(QLatin1Char('w'), model.settings.workers);
    case Model::ProcessPerTask:
        return numbered(QLatin1Char('w'), std::min(model.inFlight, kMostSlots));
    case Model::Hybrid:
        break;
    }
    return numbered(QLatin1Char(threads ? 't' : 'w'), model.settings.workers) + QStringList{ QStringLiteral("loop") };
}

/// In the order of the models, as the others stand.
TimelineGroup& addGroup(TimelineData& timeline, const ModelSummary& model, const std::vector<ModelSummary>& models)
{
    TimelineGroup group;
    group.entry = model.label;
    group.name = { entryName(model.model, model.label), entryShortName(model.model, model.label), model.model, 0 };
    for (const ModelSummary& other : models) {
        if (&other == &model)
            break;
        group.name.variant += other.model == model.model ? 1 : 0;
    }
    for (const QString& name : laneNames(model))
        group.lanes.push_back({ name, {} });
    if (model.model == Model::Hybrid)
        group.loopLane = static_cast<int>(group.lanes.size()) - 1;
    group.totalLanes = std::max(1, static_cast<int>(group.lanes.size()) - (group.loopLane >= 0 ? 1 : 0));
    group.lanesNoun = lanesNoun(model.model, group.totalLanes);
    for (TimelineLane& lane : group.lanes)
        lane.known = 0;
    const auto after = std::find_if(timeline.groups.begin(), timeline.groups.end(), [&](const TimelineGroup& one) {
        return std::pair(one.name.model, one.name.variant) > std::pair(group.name.model, group.name.variant);
    });
    return *timeline.groups.insert(after, std::move(group));
}

/// The trial as far as its sample has come. A lane is known up to the end of its last span: what it does now is not
/// told before it has ended.
TrialResult sampledTrial(const LiveModel& running)
{
    TrialResult trial;
    trial.spans = running.sample->spans;
    trial.lanes = running.sample->lanes;
    if (running.current)
        trial.windowBegin = running.current->windowBegin;
    std::stable_sort(
        trial.spans.begin(), trial.spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    return trial;
}

void fillFromSample(TimelineGroup& group, const LiveModel& running)
{
    const TrialResult trial = sampledTrial(running);
    TimelineGroup sampled;
    fillLanes(sampled, trial, running.model);
    for (TimelineLane& lane : group.lanes) {
        for (TimelineLane& known : sampled.lanes) {
            if (known.name != lane.name)
                continue;
            lane.slices = std::move(known.slices);
            lane.known = lane.slices.back().end;
        }
    }
    group.measuredFrom = trial.windowBegin == 0 ? INT64_MAX : sampled.measuredFrom;
}

/// Where on the lane; -1: not in what is drawn.
Nanos placeOf(const PlantedByHand& fault, const TimelineLane& lane, const LiveModel& running)
{
    if (fault.struck == 0 || lane.slices.empty() || !running.sample)
        return -1;
    Nanos origin = INT64_MAX;
    for (const Span& span : running.sample->spans)
        origin = std::min(origin, span.begin);
    const Nanos at = fault.struck - origin;
    return at <= lane.known ? at : -1;
}

} // namespace

void addLiveLanes(TimelineData& timeline, const LivePicture& picture, const std::vector<ModelSummary>& models)
{
    const LiveModel* running = runningModel(picture);
    if (!running)
        return;
    const auto summary = std::find_if(
        models.begin(), models.end(), [&](const ModelSummary& model) { return model.label == running->label; });
    if (summary == models.end())
        return;
    const auto drawn = std::find_if(timeline.groups.begin(), timeline.groups.end(),
        [&](const TimelineGroup& group) { return group.entry == running->label; });
    const bool fresh = drawn == timeline.groups.end();
    TimelineGroup& group = fresh ? addGroup(timeline, *summary, models) : *drawn;
    group.live = true;
    if (fresh && running->sample) {
        fillFromSample(group, *running);
        timeline.viewEnd = openingView(timeline);
    }
    group.note = (group.note.isEmpty() ? QString() : group.note + QStringLiteral(", ")) + tr("being measured");
    if (!running->current)
        return;
    for (const PlantedByHand& fault : running->current->faults) {
        const QString name = faultName(fault.fault);
        const QString text = fault.struck == 0 ? tr("%1 planted, waits for the lane's next task").arg(name)
                                               : tr("%1 planted, met by %2").arg(name, taskText(fault.task));
        for (TimelineLane& lane : group.lanes) {
            if (lane.name == toQString(fault.lane))
                lane.planted.push_back({ fresh ? placeOf(fault, lane, *running) : -1, text });
        }
    }
}

std::string liveLanesKey(const LivePicture& picture)
{
    const LiveModel* running = runningModel(picture);
    if (!running)
        return {};
    std::string key = running->label;
    if (running->current) {
        for (const PlantedByHand& fault : running->current->faults)
            key += fault.struck == 0 ? '?' : '!';
    }
    return key;
}

std::shared_ptr<const TimelineSample> liveSample(const LivePicture& picture)
{
    const LiveModel* running = runningModel(picture);
    const auto drawn = [](const std::shared_ptr<const TrialResult>& trial) { return !trial->spans.empty(); };
    if (!running || std::any_of(running->trials.begin(), running->trials.end(), drawn))
        return nullptr;
    return running->sample;
}

} // namespace ilv::ui
