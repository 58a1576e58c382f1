// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/evidence.h"
#include "analysis/modelsummary.h"

#include <string>
#include <vector>

namespace ilv::words {

/// The verdict in words: short, with the interval beside every claim, or how many rounds it rests on instead.

/// "Use the thread pool here". With the label where another entry is of the same kind.
[[nodiscard]] std::string headline(const ModelSummary& model, const std::vector<ModelSummary>& all);
/// "the thread pool"; the label in quotation marks where another entry is of the same kind.
[[nodiscard]] std::string noun(const ModelSummary& model, const std::vector<ModelSummary>& all);

/// "38 times the tasks of sequential (95% interval 36 to 40)", "14% more than the hybrid (95% interval 11% to 16%)",
/// "no clear difference from the hybrid (2 rounds, no interval)".
[[nodiscard]] std::string versus(const Contrast& contrast, const std::string& other, bool nameTasks);
/// "14,980 /s (95% interval 14,800 /s to 15,100 /s)".
[[nodiscard]] std::string rate(const Estimate& throughput);
/// "2 more processes, 3.0 times the memory and 12 ms more start-up"; empty when nothing measured is dearer.
[[nodiscard]] std::string price(const ModelSummary& dearer, const ModelSummary& than);
/// What most of a task's time is, and the one thing to try: "62% of a task's time there is queue wait: …".
[[nodiscard]] std::string bottleneck(const ModelSummary& model);

[[nodiscard]] std::string rounds(int n); ///< "1 round", "2 rounds"
[[nodiscard]] std::string capitalised(std::string text);
/// Claims after one another with commas; what they rest on is said once where all rest on the same: "(2 rounds, no
/// interval)".
[[nodiscard]] std::string claims(std::vector<std::string> parts);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts); ///< "a, b and c"

} // namespace ilv::words
