// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <initializer_list>

namespace ilv::ui::sample {

[[nodiscard]] QStringList texts(std::initializer_list<const char*> all); ///< from UTF-8, for comparing
[[nodiscard]] std::vector<ModelEntry> plainEntries(const std::vector<Model>& models); ///< labelled as they are called

/// Invented runs for the window's tests: every number here was made up, none is measured.

[[nodiscard]] Experiment experiment(); ///< six models, 2 ms of waiting and 0.5 ms of CPU, 10 s × 6
[[nodiscard]] Environment machine();

[[nodiscard]] FinishedRunPtr finished();
/// Process per task could not start enough processes; the others are kept.
[[nodiscard]] FinishedRunPtr withFailure();
/// Cancelled in the fourth model.
[[nodiscard]] FinishedRunPtr stopped();
/// Too few repeats for an interval, so no verdict.
[[nodiscard]] FinishedRunPtr tooFew();
/// Three models done, the fourth at 62 %, two queued.
[[nodiscard]] LiveRunPtr live();
/// The first moment: nothing measured, the first model at 2 %.
[[nodiscard]] LiveRunPtr justStarted();

} // namespace ilv::ui::sample
