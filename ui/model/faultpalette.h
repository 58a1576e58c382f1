// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/faultbox.h"
#include "experiment/experiment.h"

#include <QString>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace ilv::ui {

/// What can be planted from the panel. Each is a stage appended to the task, and the file says it like any other:
/// crash, hang, wrong and malformed are planted failures; slow is a longer wait, a blocked loop a computation,
/// permission denied and a missing artifact are reads the operating system really refuses.
enum class PaletteFault : std::uint8_t {
    Crash,
    Hang,
    Slow,
    Wrong,
    Malformed,
    PermissionDenied,
    MissingArtifact,
    BlockLoop
};
inline constexpr std::array kPaletteFaults{ PaletteFault::Crash, PaletteFault::Hang, PaletteFault::Slow,
    PaletteFault::Wrong, PaletteFault::Malformed, PaletteFault::PermissionDenied, PaletteFault::MissingArtifact,
    PaletteFault::BlockLoop };

[[nodiscard]] QString faultName(PaletteFault fault); ///< "Crash", "Permission denied"
[[nodiscard]] QString faultName(HandFault fault); ///< the same for what was planted in a trial that ran
[[nodiscard]] HandFault handFaultOf(PaletteFault fault); ///< to plant in a trial that runs
[[nodiscard]] QString faultEffect(PaletteFault fault); ///< one sentence: what it does to a model

/// A fault that stands in the task, as the panel shows it.
struct PlantedFault {
    std::size_t stage = 0; ///< index in the task
    QString name = {};
    /// The one number that can be set: for a planted failure which tasks it hits, for slow and block how long.
    QString before = {}, unit = {}; ///< "every", "tasks"; "by", "ms"
    std::optional<double> number = {};
    double minimum = 1, maximum = 1e9;
    int decimals = 0;
};

/// Is that stage a fault, and none of the task's own work?
[[nodiscard]] bool isPlanted(const Experiment& experiment, std::size_t stage);
[[nodiscard]] std::vector<PlantedFault> plantedFaults(const Experiment& experiment);

/// Appends it. A fault that makes tasks hang gets a time-out where the experiment has none, since without one the first
/// hung task would be waited for to the end of the run.
void plantFault(Experiment& experiment, PaletteFault fault);
void setFaultNumber(Experiment& experiment, std::size_t stage, double number); ///< clamped; ignored where there is none
void removeFault(Experiment& experiment, std::size_t stage); ///< ignored where there is none

} // namespace ilv::ui
