// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/tasklife.h"

namespace ilv {

/// What processes, process-per-task and hybrid share in dealing with a ProcessPool.

[[nodiscard]] PoolOptions poolOptions(const ExecutorContext& context);
/// How many worker processes at once.
[[nodiscard]] int poolWorkers(const TrialPlan& plan);
/// One recorder lane for each worker slot: "w0", "w1", …
[[nodiscard]] std::vector<LaneRecorder*> addWorkerLanes(TrialRecorder& recorder, int workers);
/// Puts a returned job's stamps on the task's clock: queue, serialize, transport, execution, way back.
void applyStamps(CategoryClock& clock, const PoolJob& job);
/// A returned job as the end of an attempt.
[[nodiscard]] AttemptEnd endOf(const PoolJob& job);
/// The same, and wrong when the payload it brought is not the one its digest promises.
[[nodiscard]] AttemptEnd endOfExecution(const TaskRecipe& recipe, const PoolJob& job);
/// Draws a job into its worker's lane: what came before its execution since the lane's last one ended (its process
/// starting up, its frame being made and carried), then the execution. Spans of a lane never overlap.
class WorkerSpans {
public:
    void add(LaneRecorder& lane, const PoolJob& job, Outcome outcome);
    /// On the loop's lane: when the job's frame was made and sent, and when its result was read. The timeline's arrows
    /// go from the one to the worker and back to the other. Shared by a batch: these may overlap.
    static void addHandOver(LaneRecorder& loop, const PoolJob& job);

private:
    std::vector<Nanos> m_lastEnd; // by lane number
};
/// Lane times the workers kept themselves.
void addWorkerStates(const std::vector<LaneRecorder*>& lanes, const std::vector<WorkerStates>& states);

} // namespace ilv
