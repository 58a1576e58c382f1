// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"

#include <optional>
#include <string>
#include <string_view>

namespace ilv {

/// Either a whole, valid experiment, or every rule it breaks (the first 20), in file order. Never half of one.
struct ExperimentReading {
    std::optional<Experiment> experiment;
    Errors errors;
};

/// Reads and validates (reliability §2.9). Opens no file, starts nothing. Columns count characters.
/// A planted failure is {"kind": "fault", "fault": "crash", …} or, shorter, {"kind": "crash", …}.
[[nodiscard]] ExperimentReading readExperiment(std::string_view json, std::string_view fileName = {});

/// Reads a file from disk; refuses what is not a regular file or over 16 MiB (FILE_UNREADABLE, FILE_TOO_LARGE).
[[nodiscard]] ExperimentReading readExperimentFile(const std::string& path);

/// The canonical text: save, load, save is byte-identical; keys that hold their default are left out.
[[nodiscard]] std::string writeExperiment(const Experiment& experiment);

/// Every rule of the file applied to a value: for the form, beside the field as one types. Errors have a path, no line.
/// Nothing to say means that the written text reads back as an experiment that runs the same.
[[nodiscard]] Errors validate(const Experiment& experiment);

/// The experiment of one point of a sweep: `parameter` set to `value`, without the sweep. Labels stay as they are.
/// FILE_REFERENCE when the path leads nowhere, else the first rule that the value breaks.
[[nodiscard]] Result<Experiment> withParameter(const Experiment& experiment, std::string_view parameter, double value);

} // namespace ilv
