// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/tasklife.h"

namespace ilv {

/// What processes, process-per-task and hybrid share in dealing with a ProcessPool.

[[nodiscard]] PoolOptions poolOptions(const TrialPlan& plan);
/// One recorder lane for each worker slot: "w0", "w1", …
[[nodiscard]] std::vector<LaneRecorder*> addWorkerLanes(TrialRecorder& recorder, int workers);
/// Puts a returned job's stamps on the task's clock: queue, serialize, transport, execution, way back.
void applyStamps(CategoryClock& clock, const PoolJob& job);
/// A returned job as the end of an attempt.
[[nodiscard]] AttemptEnd endOf(const PoolJob& job);
/// Draws a job into its worker's lane: what came before its execution since the lane's last one ended (its process
/// starting up, its frame being made and carried), then the execution. Spans of a lane never overlap.
class WorkerSpans {
public:
    void add(LaneRecorder& lane, const PoolJob& job, Outcome outcome);

private:
    std::vector<Nanos> m_lastEnd; // by lane number
};
/// Lane times the workers kept themselves, a life each.
void addWorkerStates(const std::vector<LaneRecorder*>& lanes, std::vector<WorkerStates> states);

} // namespace ilv
