// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"
#include "run/programs.h"
#include "run/runresult.h"
#include "trial/events.h"

#include <QObject>

#include <functional>
#include <memory>

namespace ilv {

struct RunRequest {
    Experiment experiment; ///< valid, and trusted where it needs trust
    Programs programs;
    /// Called for every outcome row on the runner's thread, in the order hosts report them. May fail (disk full):
    /// the run then stops dispatching and ends as aborted with that error.
    std::function<Status(const std::string& label, int trial, const OutcomesEvent::Row& row)> outcomes;
    /// Where the number of tasks is not known beforehand: at most so many in all, an equal share to each trial, the
    /// first of it to end; TrialResult::outcomesLeftOut counts the others. 0: all of them.
    std::int64_t maxOutcomes = 0;
};

/// Carries out one run: starts the service and the hosts one after another, follows their events, ends with a
/// RunResult. Lives on one thread that runs an event loop and outlives it; nothing here blocks. Every signal is emitted
/// on that thread; the values are immutable and may cross to any other.
class Runner : public QObject {
    Q_OBJECT

public:
    explicit Runner(RunRequest request, QObject* parent = nullptr);
    ~Runner() override; ///< a run still going is killed, its processes with it

    [[nodiscard]] const std::string& runId() const; ///< known from the beginning, for the history's first row
    [[nodiscard]] const Environment& environment() const; ///< captured when the runner was made

    void start();
    /// 1st: the host stops dispatching and ends; running tasks get 1 s. 2nd: everything is killed now.
    void cancel();
    void setPaused(bool paused); ///< between trials
    /// What the run stands on is gone: it ends as aborted with this error. OUT_…: running tasks may end.
    void abort(const Error& why);
    /// Plants a fault in the trial that runs: the next task that `lane` ("main", "loop", "t0", "w1": the names lanes
    /// have in a result) starts does it first. faultAnswered() follows. A trial in which one struck is `disturbed`.
    void plantFault(const std::string& lane, HandFault fault);

Q_SIGNALS:
    void faultAnswered(const ilv::FaultEvent& answer); ///< planted, or FAULT_REFUSED and why
    void progressed(std::shared_ptr<const ilv::LivePicture> picture); ///< at most 10 a second, and at each change
    void finished(std::shared_ptr<const ilv::RunResult> result); ///< exactly once after start()

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
