// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kindswitch.h"

#include <optional>

namespace ilv::ui {

/// The preset that stands for a kind of workload: "io", "cpu" or "mixed". Absent only where it does not ship.
[[nodiscard]] std::optional<Experiment> presetOf(WorkloadKind kind);
/// Its stage of I/O or of computing; `otherwise` where it has none.
[[nodiscard]] Stage presetStage(WorkloadKind kind, bool io, const Stage& otherwise);

/// An experiment that came from one of those presets, with the stages of another kind: whatever the user has not set
/// becomes what the preset of that kind says. Any other experiment stays as it is.
void followPreset(WorkloadKind to, Experiment& experiment);

} // namespace ilv::ui
