// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/executor.h"
#include "plan/trialplan.h"
#include "support/qtloopbridge.h"
#include "trial/trialresult.h"

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

namespace ilv::test {

/// What one executor did with one plan.
struct Ran {
    Status status; ///< of prepare, else of run
    Counts counts;
    RecorderSnapshot seen;
    std::vector<AttemptRow> rows;
    std::vector<LaneSummary> lanes;
    std::vector<Span> spans;
    ExecutorReport report;
    bool timedOut = false;
    std::uint64_t violations = 0;
    std::uint64_t stepArea = 0; ///< the scheduler's side of Little's law
};

/// Drives one executor through prepare → run → close in this process, inside a Qt event loop, as a host does.
/// Needs a QCoreApplication. One harness may run several plans, one after another, on the same loop.
class TrialHarness {
public:
    TrialHarness();
    /// Gives up after `limit` (the test fails by `timedOut`). `onTick` is called every few milliseconds of the run.
    [[nodiscard]] Ran run(const TrialPlan& plan, Nanos limit = 20 * kSecond, std::function<void(TrialHarness&)> onTick = {});
    void cancel(int level); ///< during run()
    void tickFromAThread(bool wanted) { m_tickFromAThread = wanted; } ///< for models that keep the loop to themselves
    [[nodiscard]] FaultBox& faults() { return m_faults; } ///< of all runs of this harness
    void stayAfterClose(Nanos time) { m_stay = time; } ///< what comes late would come while the executor still lives
    [[nodiscard]] std::uint64_t finishedTasks() const; ///< so far, during run()
    [[nodiscard]] std::uint64_t handedTasks() const; ///< so far, during run()
    [[nodiscard]] std::uint64_t endedAttempts(); ///< so far, during run(); of measured tasks

private:
    IoLoop m_loop;
    QtLoopBridge m_bridge;
    std::atomic<int> m_cancel { 0 };
    FaultBox m_faults;
    Executor* m_executor = nullptr;
    Scheduler* m_scheduler = nullptr;
    TrialRecorder* m_recorder = nullptr;
    std::vector<AttemptRow> m_rows;
    bool m_tickFromAThread = false;
    Nanos m_stay = 0;
};

/// A small plan: `tasks` of a few stages under a model, with the expected digests filled in.
[[nodiscard]] TrialPlan planFor(Model model, std::vector<Stage> stages, std::int64_t tasks, int inFlight = 8, int workers = 2);
/// Fills plan.expected from its workload.
void expectRightDigests(TrialPlan& plan);

} // namespace ilv::test
