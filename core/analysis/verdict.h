// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"

#include <string>
#include <vector>

namespace ilv {

enum class VerdictOutcome : std::uint8_t { Pass, Fail, Insufficient, None };
[[nodiscard]] std::string_view name(VerdictOutcome outcome); ///< "pass", "fail", "insufficient", "none"

/// What to use and why, as a pure function of what was measured (design, "The verdict is a pure function").
struct Verdict {
    VerdictOutcome outcome = VerdictOutcome::None;
    std::string label; ///< the recommended entry; empty: none
    Model model = Model::Sequential;
    std::string headline; ///< imperative, a few words: "Use the thread pool here"
    std::string sentence; ///< the evidence: figures with intervals, the runner-up, its price
    std::vector<std::string> reasons; ///< one each: who was dropped and by how much, what is missing
};

[[nodiscard]] Verdict judge(const RunResult& run, const std::vector<ModelSummary>& models);
/// 130 for a cancelled run: who was ended by SIGTERM says 143 himself.
[[nodiscard]] ExitCode exitCodeFor(const RunResult& run, const Verdict& verdict);

} // namespace ilv
