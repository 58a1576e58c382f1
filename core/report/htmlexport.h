// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "run/runresult.h"

#include <string>
#include <vector>

namespace ilv::report {

/// One self-contained page: no script, nothing fetched, every name escaped; light, dark and on paper.
[[nodiscard]] std::string writeHtml(
    const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);

} // namespace ilv::report
