// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "report/entries.h"
#include "run/runresult.h"

#include <string>
#include <string_view>
#include <vector>

namespace ilv::report {

/// The page's parts; each is whole markup, or empty where there is nothing to say.

struct Page {
    const RunResult& run;
    const std::vector<ModelSummary>& models;
    const Verdict& verdict;
    std::vector<Entry> inChartOrder, inTableOrder;
};

[[nodiscard]] std::string_view styleSheet();

[[nodiscard]] std::string headSection(const Page& page); ///< name, workload, when
[[nodiscard]] std::string verdictSection(const Page& page);
[[nodiscard]] std::string goalsSection(const Page& page);
[[nodiscard]] std::string resultsSection(const Page& page);
[[nodiscard]] std::string figuresSection(const Page& page);
[[nodiscard]] std::string outcomesSection(const Page& page);
[[nodiscard]] std::string ledgerSection(const Page& page);
[[nodiscard]] std::string checksSection(const Page& page); ///< what the measurement says about itself
[[nodiscard]] std::string rolesSection(const Page& page); ///< CPU, switches and memory of host, workers and service
[[nodiscard]] std::string environmentSection(const Page& page);
[[nodiscard]] std::string methodSection(const Page& page);
[[nodiscard]] std::string limitationsSection(const Page& page);
[[nodiscard]] std::string checklistSection(const Page& page);
[[nodiscard]] std::string againSection(const Page& page);

/// "request 10 ms, compute mix 200,000 units; 64 in flight; 1,000 tasks × 6"; not escaped.
[[nodiscard]] std::string workloadLine(const Experiment& experiment);

/// A card: heading, a muted note beside it, and the content.
[[nodiscard]] std::string card(std::string_view title, std::string_view note, std::string_view content);
/// Marker and name in a table's first cell.
[[nodiscard]] std::string nameCell(const Entry& entry);
/// A cell on the right; "–" where the text is empty.
[[nodiscard]] std::string numberCell(std::string_view text, std::string_view cls = "n");

} // namespace ilv::report
