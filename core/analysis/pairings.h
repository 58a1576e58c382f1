// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/comparison.h"
#include "analysis/evidence.h"

#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// Two models of a run side by side, round by round (science §8).
struct Pairing {
    std::string a, b; ///< labels
    Contrast contrast; ///< of their throughput
    stats::Practical practical
        = stats::Practical::Inconclusive; ///< beside a margin of 3 %; below six rounds inconclusive
    std::optional<double> p; ///< signed rank, two-sided, adjusted for all the pairs of the run (Holm)
};

/// Every pair of models that has figures, in experiment order.
[[nodiscard]] std::vector<Pairing> pairings(const std::vector<ModelSummary>& models);

} // namespace ilv
