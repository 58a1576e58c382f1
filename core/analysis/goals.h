// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"

#include <vector>

namespace ilv {

/// Every goal that was set, judged by what one model did: held or missed by the figure itself, insufficient where there
/// are too few tasks to name it (reliability §2.7). The figures must be in the summary already.
[[nodiscard]] std::vector<GoalResult> judgeGoals(const ModelSummary& model, const Goals& goals);

/// How far a missed goal is missed, as a share of its limit (0.2: a fifth over or under); 0 when it is not missed.
[[nodiscard]] double missedBy(const GoalResult& goal);

/// Fewest tasks from which a percentile is named at all: 1/(1-p).
[[nodiscard]] std::uint64_t leastTasks(double p);

} // namespace ilv
