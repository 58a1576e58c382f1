// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stage.h"
#include "workload/fileio.h"
#include "workload/task.h"

#include <string>

namespace ilv {

[[nodiscard]] bool isProgram(const std::string& path); ///< a regular file that may be executed
/// As the shell would find it on PATH, but by us: execvp hands what it cannot execute to a shell. Empty: there is none.
[[nodiscard]] std::string findProgram(const std::string& program);

/// A user's program run as a stage: argv without a shell, in an empty folder and a session of its own, with an empty
/// input, default signals,
/// no other descriptor of ours, no new privileges, and an environment of a few harmless names. It dies with the thread
/// that started it; what it leaves running in its session dies with it. Limits (reliability §2.10): 8 GiB of address
/// space, ten minutes of CPU, 256 descriptors, 4096 processes of its user, no core files, and 8 MiB for what it prints
/// and for any file it writes. What it prints is kept only for the message when it fails.
class Command {
public:
    /// `folder`: where to make the folder it runs in, anew each time (then of a name that no other Command of this
    /// process may be given); empty: it runs where we do.
    explicit Command(const CommandStage& stage, std::string folder = {});
    ~Command(); ///< removes its folder
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    /// Blocks until the program ends. TASK_NOT_FOUND (no such program, or not one that can be run), TASK_EXIT_NONZERO
    /// (an exit code other than 0, or a signal), OUTPUT_LIMIT (it wrote more than it may), TASK_ERROR (no process could
    /// be had). At `deadline` (0: none) its session's process group is killed: Timeout, TASK_TIMEOUT. Adds the
    /// program's CPU time to `cpu`.
    [[nodiscard]] StageResult run(Nanos deadline, Nanos& cpu, std::string& message);

private:
    [[nodiscard]] std::string lastWords() const;
    [[nodiscard]] bool makeFolder();

    const CommandStage& m_stage;
    FileHandle m_output; ///< what the program prints, of the last run
    std::string m_path; ///< where the program was found, absolute
    std::string m_folder; ///< it runs in
};

} // namespace ilv
