// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"

#include <string>
#include <vector>

namespace ilv::report {

/// A model entry as a report names and draws it.
struct Entry {
    const ModelSummary* summary = nullptr;
    std::string longName; ///< "Thread pool", or the entry's own label
    std::string shortName; ///< "Threads"
    int variant = 0; ///< nth entry of the same model: hollow marker from 1 on

    [[nodiscard]] Model model() const { return summary->model; }
    /// There are figures to show, be they of a run that was stopped.
    [[nodiscard]] bool measured() const
    {
        return summary->throughput.n > 0
            && (summary->status == ModelStatus::Measured || summary->status == ModelStatus::Partial);
    }
};

/// In the fixed model order, as charts show them. `models` must outlive them.
[[nodiscard]] std::vector<Entry> chartOrder(const std::vector<ModelSummary>& models);
/// Fastest first, as tables show them; what was not measured last.
[[nodiscard]] std::vector<Entry> tableOrder(const std::vector<ModelSummary>& models);

/// "failed", "not run", "stopped"; empty where there is a figure to show.
[[nodiscard]] std::string stateWord(const ModelSummary& model);

} // namespace ilv::report
