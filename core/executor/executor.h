// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/faultbox.h"
#include "executor/scheduler.h"
#include "measure/recorder.h"
#include "net/ioloop.h"
#include "plan/trialplan.h"
#include "pool/processpool.h"
#include "workload/task.h"

#include <atomic>
#include <functional>
#include <memory>

namespace ilv {

/// What every executor is given. All outlive it.
struct ExecutorContext {
    const TrialPlan& plan;
    const TaskRecipe& recipe;
    TrialRecorder& recorder;
    Scheduler& scheduler;
    IoLoop& loop; ///< nested in the host's Qt event loop
    /// 0: go on; 1: hand out nothing new; 2: end now. Set by another thread; loop models are told by cancel() as well.
    const std::atomic<int>& cancelLevel;
    FaultBox* faults = nullptr; ///< planted by hand while the trial runs; null: none are

    /// What the lane has to do first in the task it starts now.
    [[nodiscard]] HandFault faultFor(int lane, std::uint64_t task) const
    {
        return faults != nullptr ? faults->take(lane, task) : HandFault::None;
    }
};

/// What only the executor knows at the end.
struct ExecutorReport {
    int lanes = 0; ///< that execute
    PoolCounters pool; ///< all zero without worker processes
    int abandonedThreads = 0; ///< still inside a task that did not return; the program can only end with _exit
    HistogramData loopLag; ///< empty without an event loop
    Nanos longestBlock = 0;
    int longestBlockStage = -1;
};

/// One execution model: where each stage of a task runs (design, "a model is a placement of stages"). Used once, in
/// this order, on the host's main thread: prepare → run → close. It asks the scheduler for tasks and records each
/// outcome exactly once; it knows no experiment, no statistics, no event format.
class Executor {
public:
    virtual ~Executor() = default;

    /// Brings all lanes up (outside the measured window). `ready` is called once, from here or later.
    virtual void prepare(std::function<void(Status)> ready) = 0;
    /// Carries out the scheduler's tasks; `finished` once the scheduler is finished or the executor cannot go on.
    virtual void run(std::function<void(Status)> finished) = 0;
    /// The cancel level has risen. Tasks in hand are ended as `cancelled` where that is possible.
    virtual void cancel(int level) = 0;
    /// Lets the lanes go; `closed` is called once.
    virtual void close(std::function<void()> closed) = 0;
    [[nodiscard]] virtual ExecutorReport report() const = 0;
};

/// A model that cannot run here says why (MODEL_UNAVAILABLE, WORKER_NOT_FOUND). To be asked before it is made.
[[nodiscard]] Status available(const TrialPlan& plan);
/// The model has threads, or worker processes, of its own that run tasks or their compute stages.
[[nodiscard]] bool runsInThreads(const TrialPlan& plan);
[[nodiscard]] bool runsInWorkers(const TrialPlan& plan);
/// Which of FaultBox's lanes "main", "loop", "t2" or "w0" is, and whether that fault can be planted there while this
/// trial runs. FAULT_REFUSED: no such lane runs tasks in this model, or nothing would end or notice it.
[[nodiscard]] Result<int> faultLane(const TrialPlan& plan, std::string_view lane, HandFault fault);
[[nodiscard]] std::unique_ptr<Executor> makeExecutor(const ExecutorContext& context);

} // namespace ilv
