// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lesson/lesson.h"
#include "model/runcontrol.h"

#include <optional>

namespace ilv::ui {

/// A figure of the run by name: "async.x" (tasks per second), "async.p50", "async.p99" (ms), "async.overhead",
/// "async.cpu" (shares), "async.times" (times the sequential model). Absent: not measured.
[[nodiscard]] std::optional<double> lessonFigure(const FinishedRun& run, const QString& name);
/// The branch that holds, with the run's own figures put in; a figure that was not measured reads "–".
[[nodiscard]] QString lessonText(const Lesson& lesson, const FinishedRun& run);
/// A branch with a condition holds: the run shows what the lesson is about, and not the contrary.
[[nodiscard]] bool isAsExpected(const Lesson& lesson, const FinishedRun& run);
/// Does the run carry out the lesson's own experiment?
[[nodiscard]] bool isOf(const Lesson& lesson, const FinishedRun& run);

} // namespace ilv::ui
