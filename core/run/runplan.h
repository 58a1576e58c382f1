// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "experiment/experiment.h"
#include "plan/schedule.h"
#include "plan/trialplan.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// What a run needs and does, decided before anything starts. Pure functions.

[[nodiscard]] bool needsService(const Workload& workload); ///< a request without an address of its own
[[nodiscard]] bool needsFolder(const Workload& workload); ///< a write, a read of the run's own file, or a command
[[nodiscard]] std::vector<Kernel> kernelsToCalibrate(const Workload& workload); ///< compute asked for in CPU time, each once

/// What all trials of a run share, known once the run is prepared.
struct RunGround {
    std::map<std::string, double> unitsPerMs; ///< by kernel name, where it was asked for
    WorkloadSpec workload; ///< resolved
    std::vector<std::uint64_t> expected;
    std::optional<double> effectiveCores; ///< absent: not measured
};

/// Every compute stage gets its units: cpu_ms × units per ms, at least 1.
[[nodiscard]] WorkloadSpec resolveWorkload(
    const Experiment& experiment, const std::map<std::string, double>& unitsPerMs);

[[nodiscard]] TrialPlan planTrial(const Experiment& experiment, const RunGround& ground, const TrialSlot& slot,
    int number, int cores, bool recordOutcomes, const std::string& workerProgram);

/// Longest time in which not one task of a trial may end before the trial counts as stuck. Generous: a minute, and
/// twenty times what one task takes at the pace asked for, behind all the others that share its lane.
[[nodiscard]] Nanos stuckLimit(const TrialPlan& plan);
/// Longest time a trial may take whose load ends by time; 0 where it ends by number and stuckLimit() is the guard.
[[nodiscard]] Nanos trialLimit(const TrialPlan& plan);

} // namespace ilv
