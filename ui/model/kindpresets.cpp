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

/// Each member that is still as it was becomes what it is next.
template <typename Part, typename... Members>
void follow(Part& mine, const Part& was, const Part& next, Members Part::*... members)
{
    const auto one = [&](auto member) {
        if (mine.*member == was.*member)
            mine.*member = next.*member;
    };
    (one(members), ...);
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
    follow(mine, was, *next, &Experiment::name, &Experiment::repeats, &Experiment::warmupTasks, &Experiment::checklist);
    follow(
        mine.workload, was.workload, next->workload, &Workload::inputBytes, &Workload::outputBytes, &Workload::golden);
    follow(mine.load, was.load, next->load, &Load::tasks, &Load::durationS, &Load::inFlight);
    follow(mine.settings, was.settings, next->settings, &Settings::timeoutMs);
    follow(mine.goals, was.goals, next->goals, &Goals::p95Ms, &Goals::p99Ms, &Goals::errorRate, &Goals::throughputPerS,
        &Goals::correct);
    mine.extra[kMark] = markOf(*next);
}

} // namespace ilv::ui
