// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"

#include <QString>

class QSettings;

namespace ilv::ui {

/// The experiment the window opens with: the one it was closed with, or else the preset "mixed".
[[nodiscard]] Experiment lastExperiment(QSettings* settings);
void keepExperiment(QSettings* settings, const Experiment& experiment);

[[nodiscard]] QString experimentFilter(); ///< for file dialogs
[[nodiscard]] QString fileNameFor(const Experiment& experiment); ///< "mixed-io-and-cpu.interleave.json"
/// Writes the canonical text; adds the ending where it is missing. Returns the path written.
[[nodiscard]] Result<QString> saveExperiment(QString path, const Experiment& experiment);

} // namespace ilv::ui
