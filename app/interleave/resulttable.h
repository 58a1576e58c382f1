// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"

#include <string>
#include <vector>

namespace ilv::cli {

/// The result for a terminal: one aligned row a model, under it why one failed.
[[nodiscard]] std::string resultTable(const std::vector<ModelSummary>& models);
/// Headline, sentence, reasons.
[[nodiscard]] std::string verdictText(const Verdict& verdict);

} // namespace ilv::cli
