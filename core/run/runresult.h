// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "run/environment.h"
#include "trial/trialresult.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

enum class RunStatus : std::uint8_t { Completed, Cancelled, Aborted };
[[nodiscard]] std::string_view name(RunStatus status); ///< "completed", …

/// Everything one run measured, and nothing judged. Immutable; shared as shared_ptr<const RunResult>.
struct RunResult {
    std::string id; ///< "20261121-114233-5f3a": UTC start and 16 random bits
    RunStatus status = RunStatus::Completed;
    std::optional<Error> error;
    Experiment experiment; ///< as asked
    std::map<std::string, double> unitsPerMs; ///< calibration used for cpu_ms
    Environment environment;
    std::vector<TrialResult> trials; ///< in the order they ran; planned trials that never started are not here
    double wallS = 0;
    double windowCpuS = -1; ///< CPU the window itself used meanwhile; -1: no window
};

/// What is known of one model while the run goes on.
struct LiveModel {
    enum class State : std::uint8_t { Queued, Running, Done, Failed, Skipped };
    std::string label;
    Model model = Model::Sequential;
    Runtime runtime = Runtime::Native;
    State state = State::Queued;
    int roundsDone = 0;
    double progress = 0; ///< of the trial that runs
    std::string phase; ///< of the trial that runs
    std::vector<std::shared_ptr<const TrialResult>> trials; ///< finished ones
    std::shared_ptr<const TrialResult> current; ///< live picture of the one that runs, or null
    std::shared_ptr<const TimelineSample> sample; ///< of the one that runs; null: nothing on its lanes yet
    std::uint64_t inFlight = 0, queued = 0;
    std::optional<Error> error;
};

/// One immutable picture of a run in progress, at most ten a second.
struct LivePicture {
    std::string runId;
    std::vector<LiveModel> models; ///< in experiment order
    int trialsDone = 0, trialsPlanned = 0;
    double elapsedS = 0;
    double expectedS = 0; ///< of the whole run; 0: not known yet
    std::string activity; ///< "Calibrating", "Running process pool, 4 of 6"
    std::vector<Error> warnings;
};

} // namespace ilv
