// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <cstddef>
#include <map>
#include <string>

namespace ilv::ui {

/// A stage outside its list, with the "x-…" notes of the file that are about it, by their path below the stage.
struct LooseStage {
    Stage stage;
    std::map<std::string, std::string> notes;
};

/// Taking stages out and putting them in, so that the notes on the other stages stay with them.
[[nodiscard]] LooseStage takeStage(Experiment& experiment, std::size_t at); ///< at < number of stages
void putStage(Experiment& experiment, std::size_t at, LooseStage stage); ///< at <= number of stages

} // namespace ilv::ui
