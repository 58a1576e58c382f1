// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <QString>

namespace ilv::ui {

/// One stage in a few words: "wait 10 ms", "read 64.0 KiB", "command gzip".
[[nodiscard]] QString stageWords(const Stage& stage);

} // namespace ilv::ui
