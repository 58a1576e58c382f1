// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"
#include "history/history.h"

#include <string>
#include <vector>

namespace ilv::ui {

/// What a new run of the experiment is called among those kept: "Mixed", "Mixed (2)", and with what was set otherwise
/// than in the run before: "Mixed (3): In flight 64 → 32 tasks". No two kept runs get one name.
/// `before`: of the run shown or measured before; null: none, and one of another name tells nothing.
[[nodiscard]] std::string runName(
    const std::vector<HistoryEntry>& kept, const Experiment& experiment, const Experiment* before);

} // namespace ilv::ui
