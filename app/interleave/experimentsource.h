// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experimentfile.h"

#include <string>

namespace ilv::cli {

/// FILE of a command line: a path, or preset:NAME. Whole and valid, or every reason why not; a golden output that does
/// not exist is one of them. Starts nothing.
[[nodiscard]] ExperimentReading loadExperiment(const std::string& file);

} // namespace ilv::cli
