// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/faultpalette.h"

#include "model/stageedit.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

constexpr std::int64_t kEvery = 100; ///< a planted failure hits one task in a hundred unless told otherwise
constexpr double kSlowMs = 20, kBlockMs = 50, kHangTimeoutMs = 1000, kMostMs = 86'400'000;
constexpr std::int64_t kMostTasks = 1'000'000'000;

/// Exists on every Linux, and nobody may read it, root neither: the kernel looks at its mode (0200).
constexpr const char* kForbiddenPath = "/sys/bus/platform/uevent";
constexpr const char* kMissingPath = "missing-artifact.bin";

/// The note by which a stage that could be work is known as planted.
constexpr const char* kNote = ".x-fault";

QString tr(const char* text)
{
    return QCoreApplication::translate("FaultPalette", text);
}

const char* word(PaletteFault fault)
{
    switch (fault) {
    case PaletteFault::Crash:
        return "crash";
    case PaletteFault::Hang:
        return "hang";
    case PaletteFault::Slow:
        return "slow";
    case PaletteFault::Wrong:
        return "wrong";
    case PaletteFault::Malformed:
        return "malformed";
    case PaletteFault::PermissionDenied:
        return "permission-denied";
    case PaletteFault::MissingArtifact:
        return "missing-artifact";
    case PaletteFault::BlockLoop:
        return "block-loop";
    }
    return "";
}

/// Of a failure only a file can name: "Ignore-term".
QString capitalised(std::string_view word)
{
    QString text = QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

std::string quoted(PaletteFault fault)
{
    return std::string("\"") + word(fault) + '"';
}

std::string notePath(std::size_t stage)
{
    return "workload.stages[" + std::to_string(stage) + ']' + kNote;
}

Stage stageFor(PaletteFault fault)
{
    const auto failure
        = [](FaultKind kind) { return FaultStage{ .kind = kind, .at = -1, .every = kEvery, .fails = 1 }; };
    switch (fault) {
    case PaletteFault::Crash:
        return failure(FaultKind::Crash);
    case PaletteFault::Hang:
        return failure(FaultKind::Hang);
    case PaletteFault::Slow:
        return WaitStage{ .ms = kSlowMs, .spread = Spread::Exponential };
    case PaletteFault::Wrong:
        return failure(FaultKind::Wrong);
    case PaletteFault::Malformed:
        return failure(FaultKind::Noise);
    case PaletteFault::PermissionDenied:
        return ReadStage{ .path = kForbiddenPath, .bytes = 1 };
    case PaletteFault::MissingArtifact:
        return ReadStage{ .path = kMissingPath, .bytes = 1 };
    case PaletteFault::BlockLoop:
        break;
    }
    return ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = kBlockMs };
}

/// Which button a stage came from; absent for a planted failure that has none ("leak", "freeze", …).
std::optional<PaletteFault> faultOf(const Experiment& experiment, std::size_t stage)
{
    if (const auto* failure = std::get_if<FaultStage>(&experiment.workload.stages[stage])) {
        switch (failure->kind) {
        case FaultKind::Crash:
            return PaletteFault::Crash;
        case FaultKind::Hang:
            return PaletteFault::Hang;
        case FaultKind::Wrong:
            return PaletteFault::Wrong;
        case FaultKind::Noise:
            return PaletteFault::Malformed;
        default:
            return std::nullopt;
        }
    }
    const auto note = experiment.extra.find(notePath(stage));
    if (note == experiment.extra.end())
        return std::nullopt;
    const auto found = std::find_if(kPaletteFaults.begin(), kPaletteFaults.end(),
        [&](PaletteFault fault) { return note->second == quoted(fault); });
    return found == kPaletteFaults.end() ? std::nullopt : std::optional(*found);
}

void describeNumber(const Stage& stage, PlantedFault& shown)
{
    if (const auto* failure = std::get_if<FaultStage>(&stage)) {
        shown.maximum = kMostTasks;
        if (failure->at >= 0) {
            shown.before = tr("only task");
            shown.minimum = 0;
            shown.maximum = kMostTasks - 1;
            shown.number = static_cast<double>(failure->at);
        } else {
            shown.before = tr("every");
            shown.unit = tr("tasks");
            shown.number = static_cast<double>(std::max<std::int64_t>(1, failure->every));
        }
        return;
    }
    const auto* wait = std::get_if<WaitStage>(&stage);
    const auto* compute = std::get_if<ComputeStage>(&stage);
    if (!wait && !(compute && compute->units == 0))
        return;
    shown.before = tr("by");
    shown.unit = QStringLiteral("ms");
    shown.minimum = 0.001;
    shown.maximum = kMostMs;
    shown.decimals = 3;
    shown.number = wait ? wait->ms : compute->cpuMs;
}

} // namespace

QString faultName(PaletteFault fault)
{
    switch (fault) {
    case PaletteFault::Crash:
        return tr("Crash");
    case PaletteFault::Hang:
        return tr("Hang");
    case PaletteFault::Slow:
        return tr("Slow");
    case PaletteFault::Wrong:
        return tr("Wrong");
    case PaletteFault::Malformed:
        return tr("Malformed");
    case PaletteFault::PermissionDenied:
        return tr("Permission denied");
    case PaletteFault::MissingArtifact:
        return tr("Missing artifact");
    case PaletteFault::BlockLoop:
        return tr("Block the loop");
    }
    return {};
}

QString faultName(HandFault fault)
{
    const auto found = std::find_if(
        kPaletteFaults.begin(), kPaletteFaults.end(), [fault](PaletteFault one) { return handFaultOf(one) == fault; });
    return found != kPaletteFaults.end() ? faultName(*found) : capitalised(ilv::name(fault));
}

HandFault handFaultOf(PaletteFault fault)
{
    return fromName<HandFault>(word(fault)).value_or(HandFault::None); // the engine has the palette's words
}

QString faultEffect(PaletteFault fault)
{
    switch (fault) {
    case PaletteFault::Crash:
        return tr("A task ends its process by a segmentation fault. A pool loses one worker; a model without processes "
                  "loses its trial.");
    case PaletteFault::Hang:
        return tr("A task never returns. Processes are killed at the time-out; a thread cannot be.");
    case PaletteFault::Slow:
        return tr("Every task waits longer, with a long tail.");
    case PaletteFault::Wrong:
        return tr("A task gives a wrong answer. It is counted, never retried, and drops the model from the verdict.");
    case PaletteFault::Malformed:
        return tr("A task writes bytes to standard output that belong to no protocol.");
    case PaletteFault::PermissionDenied:
        return tr("Every task reads a file that nobody may read.");
    case PaletteFault::MissingArtifact:
        return tr("Every task reads a file that is not there.");
    case PaletteFault::BlockLoop:
        return tr("Every task computes in one piece. On an event loop all others wait for it.");
    }
    return {};
}

bool isPlanted(const Experiment& experiment, std::size_t stage)
{
    return stage < experiment.workload.stages.size()
        && (std::holds_alternative<FaultStage>(experiment.workload.stages[stage]) || faultOf(experiment, stage));
}

std::vector<PlantedFault> plantedFaults(const Experiment& experiment)
{
    std::vector<PlantedFault> all;
    for (std::size_t i = 0; i < experiment.workload.stages.size(); ++i) {
        if (!isPlanted(experiment, i))
            continue;
        const Stage& stage = experiment.workload.stages[i];
        PlantedFault shown{ .stage = i };
        if (const auto fault = faultOf(experiment, i)) {
            shown.name = faultName(*fault);
        } else {
            shown.name = capitalised(ilv::name(std::get<FaultStage>(stage).kind));
        }
        describeNumber(stage, shown);
        all.push_back(std::move(shown));
    }
    return all;
}

void plantFault(Experiment& experiment, PaletteFault fault)
{
    LooseStage stage{ stageFor(fault), {} };
    if (!std::holds_alternative<FaultStage>(stage.stage))
        stage.notes.emplace(kNote, quoted(fault));
    putStage(experiment, experiment.workload.stages.size(), std::move(stage));
    if (fault == PaletteFault::Hang && experiment.settings.timeoutMs == 0)
        experiment.settings.timeoutMs = kHangTimeoutMs;
}

void setFaultNumber(Experiment& experiment, std::size_t stage, double number)
{
    if (!isPlanted(experiment, stage) || std::isnan(number))
        return;
    Stage& planted = experiment.workload.stages[stage];
    PlantedFault limits;
    describeNumber(planted, limits);
    number = std::clamp(number, limits.minimum, limits.maximum);
    if (auto* failure = std::get_if<FaultStage>(&planted))
        (failure->at >= 0 ? failure->at : failure->every) = std::llround(number);
    else if (auto* wait = std::get_if<WaitStage>(&planted))
        wait->ms = number;
    else if (auto* compute = std::get_if<ComputeStage>(&planted); compute && compute->units == 0)
        compute->cpuMs = number;
}

void removeFault(Experiment& experiment, std::size_t stage)
{
    if (isPlanted(experiment, stage))
        (void)takeStage(experiment, stage);
}

} // namespace ilv::ui
