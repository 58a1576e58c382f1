// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "base/error.h"
#include "run/runresult.h"

#include <string>
#include <string_view>

namespace ilv {

/// The form of result.json. It grows by keys; the number rises when an old reader would misread the file.
inline constexpr int kResultSchema = 1;

/// result.json (design, Contract). Everything a report needs is in it, so that any report can be written again. The
/// timeline's spans are kept of one trial a model. No number in it is NaN or infinite: null, and a `reason`.
[[nodiscard]] std::string writeResult(
    const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);
/// A stored result, checked (FILE_…, with line and column); the analysis is computed again from its trials. Keys it
/// does not know are passed over.
[[nodiscard]] Result<RunResult> readResult(std::string_view text, std::string_view fileName = {});

} // namespace ilv
