// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"

#include <string>
#include <vector>

namespace ilv {

/// The models of a run as the verdict looks at them: those that cannot be recommended set aside with the reason, the
/// others in order of simplicity.
class Bench {
public:
    /// Both must outlive it.
    Bench(const RunResult& run, const std::vector<ModelSummary>& models);

    [[nodiscard]] const std::vector<ModelSummary>& models() const { return m_models; }
    [[nodiscard]] const std::vector<const ModelSummary*>& kept() const { return m_kept; } ///< the simplest first
    [[nodiscard]] const std::vector<std::string>& dropped() const { return m_dropped; } ///< one sentence each
    [[nodiscard]] bool hasGoals() const;

    /// Why no verdict may be given on these figures at all: a ledger that does not close, a speed-up that cannot be.
    [[nodiscard]] std::vector<std::string> withheld() const;
    /// What makes the figures of these models less sure, without making them worthless.
    [[nodiscard]] std::vector<std::string> doubts(const std::vector<const ModelSummary*>& pool) const;

    /// Badge C forbids a verdict where the machine's noise is as large as what it would rest on. By how much, as a factor
    /// from 1 on, a figure of this model may have been better on a quiet machine; 1 without badge C.
    [[nodiscard]] static double allowance(const ModelSummary& model);
    /// Missed a goal, though every goal it missed may have held on a quiet machine.
    [[nodiscard]] static bool missedByNoise(const ModelSummary& model);
    /// "42% of the machine's CPU time went to other programs": the worst reading of the model's trials, in words.
    [[nodiscard]] static std::string noiseWords(const ModelSummary& model);

private:
    void addTrialDoubts(const ModelSummary& model, std::vector<std::string>& reasons) const;
    [[nodiscard]] std::string called(const ModelSummary& model) const;
    [[nodiscard]] std::string whyDropped(const ModelSummary& model) const; ///< empty: kept

    const RunResult& m_run;
    const std::vector<ModelSummary>& m_models;
    std::vector<const ModelSummary*> m_kept;
    std::vector<std::string> m_dropped;
};

/// Place in the order of simplicity, from 0: sequential, async, threads, hybrid on threads, processes, hybrid, process
/// per task; each in Python right after its like.
[[nodiscard]] int simplicity(const ModelSummary& model);

} // namespace ilv
