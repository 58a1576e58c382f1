// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verdict.h"
#include "base/codes.h"

#include <algorithm>

namespace ilv {
namespace {

/// What ended a run says which kind of end it was (design, Contract).
ExitCode exitCodeOf(const std::optional<Error>& error)
{
    if (!error)
        return ExitCode::Aborted;
    const std::string& code = error->code;
    if (code == name(Code::InternalAccounting))
        return ExitCode::Internal;
    if (code.starts_with("TRUST_"))
        return ExitCode::TrustRequired;
    if (code.starts_with("FILE_"))
        return ExitCode::ExperimentRefused;
    if (code.starts_with("OUT_") || code.starts_with("DB_") || code == name(Code::WorkerNotFound)
        || code == name(Code::ModelUnavailable))
        return ExitCode::Environment;
    return ExitCode::Aborted;
}

} // namespace

ExitCode exitCodeFor(const RunResult& run, const Verdict& verdict)
{
    switch (run.status) {
    case RunStatus::Cancelled:
        return ExitCode::CancelledInt;
    case RunStatus::Aborted:
        return exitCodeOf(run.error);
    case RunStatus::Completed:
        break;
    }
    // Without a goal there is none to miss: a thin verdict is told, and is no failure of the run.
    const bool ranWell = std::any_of(run.trials.begin(), run.trials.end(),
        [](const TrialResult& trial) { return trial.counts.of(Outcome::Ok) > 0; });
    const bool thin = ranWell && verdict.outcome == VerdictOutcome::Insufficient && run.experiment.goals == Goals{};
    return verdict.outcome == VerdictOutcome::Pass || thin ? ExitCode::Pass : ExitCode::GoalMissed;
}

} // namespace ilv
