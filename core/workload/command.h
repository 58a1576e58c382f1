// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stage.h"
#include "workload/task.h"

#include <string>

namespace ilv {

/// A user's program run as a stage: argv without a shell, in a session of its own, with /dev/null for its three
/// standard streams, default signals and no other descriptor of ours. It dies with the thread that started it.
class Command {
public:
    explicit Command(const CommandStage& stage);

    /// Blocks until the program ends. TASK_NOT_FOUND (no such program, or not one that can be run), TASK_EXIT_NONZERO
    /// (an exit code other than 0, or a signal), TASK_ERROR (no process could be had). At `deadline` (0: none) its
    /// session's process group is killed: Timeout, TASK_TIMEOUT. Adds the program's CPU time to `cpu`.
    [[nodiscard]] StageResult run(Nanos deadline, Nanos& cpu, std::string& message);

private:
    const CommandStage& m_stage;
    std::string m_path; ///< where the program was found
};

} // namespace ilv
