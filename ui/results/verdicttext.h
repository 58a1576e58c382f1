// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <QString>

namespace ilv::ui {

/// The verdict for a message or a pull request: headline, evidence, reasons, goals, a line a model, what was measured,
/// on which machine, and the run's id. Plain text; nothing in it that was not measured.
[[nodiscard]] QString verdictText(const FinishedRun& run);

} // namespace ilv::ui
