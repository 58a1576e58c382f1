// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kindpresets.h"

#include "experiment/experimentfile.h"
#include "experiment/presets.h"
#include "model/faultpalette.h"

#include <algorithm>
#include <array>

namespace ilv::ui {

namespace {

constexpr std::array kKinds{ WorkloadKind::Io, WorkloadKind::Cpu, WorkloadKind::Mixed };
constexpr const char* kMark = "x-summary"; ///< by which an experiment is known to have come from a preset

std::string_view presetName(WorkloadKind kind)
{
    return kind == WorkloadKind::Io ? "io" : kind == WorkloadKind::Cpu ? "cpu" : "mixed";
}

/// The stage of that sort; null where there is none.
const Stage* stageOf(const Experiment& experiment, bool io)
{
    const auto& stages = experiment.workload.stages;
    const auto found = std::find_if(stages.begin(), stages.end(),
        [io](const Stage& stage) { return isIo(stage) == io && !std::holds_alternative<FaultStage>(stage); });
    return found == stages.end() ? nullptr : &*found;
}

std::string markOf(const Experiment& experiment)
{
    const auto mark = experiment.extra.find(kMark);
    return mark == experiment.extra.end() ? std::string() : mark->second;
}

template <typename Value> void follow(Value& mine, const Value& was, const Value& next)
{
    if (mine == was)
        mine = next;
}

void followStages(
    const std::array<std::optional<Experiment>, kKinds.size()>& all, const Experiment& next, Experiment& mine)
{
    for (std::size_t i = 0; i < mine.workload.stages.size(); ++i) {
        Stage& stage = mine.workload.stages[i];
        const Stage* wanted = stageOf(next, isIo(stage));
        if (isPlanted(mine, i) || !wanted)
            continue;
        const bool untouched = std::any_of(all.begin(), all.end(), [&](const std::optional<Experiment>& preset) {
            const Stage* own = preset ? stageOf(*preset, isIo(stage)) : nullptr;
            return own && *own == stage;
        });
        if (untouched)
            stage = *wanted;
    }
}

} // namespace

std::optional<Experiment> presetOf(WorkloadKind kind)
{
    const Preset* preset = findPreset(presetName(kind));
    return preset ? readExperiment(preset->text, preset->name).experiment : std::nullopt;
}

Stage presetStage(WorkloadKind kind, bool io, const Stage& otherwise)
{
    const auto preset = presetOf(kind);
    const Stage* stage = preset ? stageOf(*preset, io) : nullptr;
    return stage ? *stage : otherwise;
}

void followPreset(WorkloadKind to, Experiment& mine)
{
    std::array<std::optional<Experiment>, kKinds.size()> all;
    std::transform(kKinds.begin(), kKinds.end(), all.begin(), presetOf);
    const std::string mark = markOf(mine);
    const auto from = std::find_if(
        all.begin(), all.end(), [&](const auto& preset) { return preset && !mark.empty() && markOf(*preset) == mark; });
    const auto& next = all[static_cast<std::size_t>(std::find(kKinds.begin(), kKinds.end(), to) - kKinds.begin())];
    if (from == all.end() || !next)
        return;
    const Experiment& was = **from;
    followStages(all, *next, mine);
    follow(mine.name, was.name, next->name);
    follow(mine.workload.inputBytes, was.workload.inputBytes, next->workload.inputBytes);
    follow(mine.workload.outputBytes, was.workload.outputBytes, next->workload.outputBytes);
    follow(mine.workload.golden, was.workload.golden, next->workload.golden);
    follow(mine.load.tasks, was.load.tasks, next->load.tasks);
    follow(mine.load.durationS, was.load.durationS, next->load.durationS);
    follow(mine.load.inFlight, was.load.inFlight, next->load.inFlight);
    follow(mine.settings.timeoutMs, was.settings.timeoutMs, next->settings.timeoutMs);
    follow(mine.goals.p95Ms, was.goals.p95Ms, next->goals.p95Ms);
    follow(mine.goals.p99Ms, was.goals.p99Ms, next->goals.p99Ms);
    follow(mine.goals.errorRate, was.goals.errorRate, next->goals.errorRate);
    follow(mine.goals.throughputPerS, was.goals.throughputPerS, next->goals.throughputPerS);
    follow(mine.goals.correct, was.goals.correct, next->goals.correct);
    follow(mine.repeats, was.repeats, next->repeats);
    follow(mine.warmupTasks, was.warmupTasks, next->warmupTasks);
    follow(mine.checklist, was.checklist, next->checklist);
    mine.extra[kMark] = markOf(*next);
}

} // namespace ilv::ui
