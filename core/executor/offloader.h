// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/tasklife.h"
#include "net/coroutine.h"

#include <functional>
#include <memory>

namespace ilv {

/// A run of compute stages handed away by the event loop; stays with the task's slot until it comes back.
struct OffloadedWork {
    TaskLife* life = nullptr;
    std::size_t firstStage = 0, lastStage = 0;
    AttemptEnd end; ///< filled when it is back
    Gate back; ///< opened then
    PoolJob job; ///< used by the process offloader
};

/// Where the hybrid model computes. Loop thread only.
class Offloader {
public:
    virtual ~Offloader() = default;
    virtual void prepare(std::function<void(Status)> ready) = 0;
    virtual void submit(OffloadedWork& work) = 0; ///< opens work.back later, never from inside
    virtual void kill() = 0; ///< forgets all work: no gate opens any more
    virtual void close(std::function<void()> closed) = 0;
    virtual void report(ExecutorReport& report) const = 0;
    std::function<void(Error)> failed; ///< it cannot go on
};

[[nodiscard]] std::unique_ptr<Offloader> makeProcessOffloader(const ExecutorContext& context, const TaskFeed& feed);
[[nodiscard]] std::unique_ptr<Offloader> makeThreadOffloader(const ExecutorContext& context);

} // namespace ilv
