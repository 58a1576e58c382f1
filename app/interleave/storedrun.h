// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "run/runresult.h"

#include <string>
#include <vector>

namespace ilv::cli {

/// A run that was kept, judged anew from its trials.
struct StoredRun {
    RunResult run;
    std::vector<ModelSummary> models;
    Verdict verdict;
    std::string text; ///< result.json as it was kept
};

/// RUN of a command line: an output folder, a result.json, or an id of the history in `database` (empty: the user's).
[[nodiscard]] Result<StoredRun> loadRun(const std::string& run, const std::string& database);

} // namespace ilv::cli
