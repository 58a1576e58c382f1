// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/poolstate.h"
#include "pool/workerside.h"

#include <memory>
#include <string>
#include <vector>

namespace ilv {

/// One started process, in a process group of its own, dying with its parent. Started and reaped by QProcess, or forked
/// by the zygote. The thread that made it must live as long and run Qt's event loop.
class WorkerProcess {
public:
    class Listener {
    public:
        /// Once; may come from inside the start already. Not the place to destroy the WorkerProcess in: Qt may still be
        /// in the middle of it.
        virtual void processEnded(const WorkerDeath& death, const std::string& message) = 0;

    protected:
        ~Listener() = default;
    };

    virtual ~WorkerProcess() = default; ///< kills and reaps it when it still lives; no word to the listener
    virtual void signal(int number) = 0; ///< to its whole group
    [[nodiscard]] virtual int pid() const = 0; ///< 0: not known (yet)
    virtual void waitForEnd(Nanos /*limit*/) { } ///< gives it some time to end by itself before it is destroyed
};

/// What a worker is started with. The numbers in `descriptors` and `errors` are the parent's; the child gets the same,
/// but with `onStdio` `in` and `out` become its stdin and stdout.
struct WorkerStart {
    std::string program;
    WorkerDescriptors descriptors;
    int errors = -1; ///< becomes the child's stderr, and its stdout unless onStdio
    bool onStdio = false;
};

/// A worker by fork and exec.
[[nodiscard]] std::unique_ptr<WorkerProcess> startByExec(const WorkerStart& start, WorkerProcess::Listener& listener);

/// A zygote: the same program with the number of a socket to its parent. It shares our stderr.
[[nodiscard]] std::unique_ptr<WorkerProcess> startZygote(
    const std::string& program, int socket, WorkerProcess::Listener& listener);

} // namespace ilv
