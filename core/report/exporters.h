// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "base/error.h"
#include "run/runresult.h"

#include <string>
#include <string_view>
#include <vector>

namespace ilv {

/// The writers there are; each gives one file's bytes. A format the contract names but this build does not have yet is
/// not listed and is refused by name.
struct Exporter {
    std::string_view format; ///< "html"
    std::string_view fileName; ///< "report.html"
    std::string (*write)(const RunResult&, const std::vector<ModelSummary>&, const Verdict&);
};
[[nodiscard]] const std::vector<Exporter>& exporters();

/// "html,csv" to exporters. An unknown word: the error names it and those there are.
[[nodiscard]] Result<std::vector<Exporter>> exportersFromList(std::string_view list);

/// Writes each into `folder` (atomic). Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> writeReports(const std::vector<Exporter>& formats, const RunResult& run,
    const std::vector<ModelSummary>& models, const Verdict& verdict, const std::string& folder);

} // namespace ilv
