// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <QString>

namespace ilv::ui {

/// One stage in a few words: "wait 10 ms", "read 64.0 KiB", "command gzip". What a file names is cut where it is long,
/// and holds nothing that is not seen: for a line of text, not for a decision.
[[nodiscard]] QString stageWords(const Stage& stage);

} // namespace ilv::ui
