// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <QString>
#include <QStringList>

namespace ilv::ui {

/// What differs between two experiments, in the words of the form: "CPU work 0.5 → 0.1 ms", "p95 ≤ 150 ms added",
/// "without Sequential". What no field of the form shows is "another setting". Empty: they run the same.
[[nodiscard]] QStringList changesBetween(const Experiment& before, const Experiment& after);

} // namespace ilv::ui
