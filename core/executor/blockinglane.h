// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/tasklife.h"
#include "workload/task.h"

#include <mutex>
#include <vector>

namespace ilv {

/// A lane that runs whole tasks on its own thread, blocking in I/O: the sequential model's only one, and each pool
/// thread's of the threads model.
class BlockingLane {
public:
    BlockingLane(const ExecutorContext& context, LaneRecorder& recorder, int faultLane);

    /// One attempt, begun at `at`. Returns how it came out; `at` becomes its end, to which the clocks of task and lane
    /// are brought. With `lock`, compute stages hold it (the simulated interpreter lock).
    [[nodiscard]] AttemptEnd run(TaskLife& life, Nanos deadline, Nanos& at, std::mutex* lock);

    [[nodiscard]] LaneRecorder& recorder() { return m_recorder; }

private:
    [[nodiscard]] TaskResult runStages(const TaskLife& life, std::uint64_t digest, Nanos deadline, std::mutex* lock);

    void enterLane(Nanos begun, Nanos ended, Nanos io, Nanos delayed);

    ExecutorContext m_context;
    const int m_faultLane;
    const TaskRecipe& m_recipe;
    LaneRecorder& m_recorder;
    BlockingTaskRunner m_runner;
    std::vector<std::byte> m_output;
};

} // namespace ilv
