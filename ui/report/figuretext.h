// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "experiment/experiment.h"
#include "run/runresult.h"

#include <QString>

namespace ilv::ui {

/// The whole workload in one line: "wait 2 ms, compute 0.5 ms; payload 4 KiB; 64 in flight; 8 workers; 10 s × 6".
[[nodiscard]] QString workloadLine(const Experiment& experiment);

/// The words around an exported figure: workload, machine, governor, UTC time and run id.
[[nodiscard]] FigureText figureText(const RunResult& run);

} // namespace ilv::ui
