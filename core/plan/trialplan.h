// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "workload/workloadspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// One trial, decided before the clock starts: one model × one workload × one load. What a host reads on its stdin.
struct TrialPlan {
    int trial = 0; ///< running number in the run
    int round = 0;
    std::string label;
    Model model = Model::Sequential;
    Runtime runtime = Runtime::Native;
    WorkloadSpec workload;
    Load load;
    int inFlight = 1;
    Settings settings; ///< effective: workers >= 1
    Retry retry;
    std::int64_t warmupTasks = 0;
    std::vector<std::uint64_t> expected; ///< right digest of each variant (0: unknown); empty: nothing to compare
    bool recordOutcomes = true;
    std::int64_t maxOutcomes = 0; ///< so many tasks' outcomes are told one by one, the first to end; 0: all
    std::string workerProgram; ///< absolute path
};

/// Questions asked once, before the first trial: how fast is this machine, and what are the right answers?
struct ProbePlan {
    std::vector<Kernel> calibrate; ///< units per millisecond wanted for these
    std::string golden; ///< name of a golden output whose known answers are recomputed; empty: none
    WorkloadSpec workload; ///< for the expected digests; its compute stages need units
    bool wantExpected = false;
};

[[nodiscard]] std::string encode(const TrialPlan& plan); ///< one line of JSON
[[nodiscard]] std::string encode(const ProbePlan& plan);

/// What a host was asked to do: exactly one of the two.
struct HostOrder {
    std::optional<TrialPlan> trial;
    std::optional<ProbePlan> probe;
};
[[nodiscard]] Result<HostOrder> decodeOrder(std::string_view line);

} // namespace ilv
