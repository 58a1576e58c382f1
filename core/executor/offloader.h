// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/tasklife.h"
#include "net/coroutine.h"

#include <functional>
#include <algorithm>
#include <memory>

namespace ilv {

/// A run of compute stages handed away by the event loop; stays with the task's slot until it comes back.
struct OffloadedWork {
    TaskLife* life = nullptr;
    std::size_t firstStage = 0, lastStage = 0;
    Nanos timeout = 0; ///< from when it is begun; 0: none
    AttemptEnd end; ///< filled when it is back
    Gate back; ///< opened then
    PoolJob job; ///< used by the process offloader
    Nanos begun = 0, ended = 0; ///< when it was; 0: never
    /// How long it waited after `at` to be begun, or to come back undone.
    [[nodiscard]] Nanos beganAfter(Nanos at) const { return std::max<Nanos>(0, (begun != 0 ? begun : now()) - at); }
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
    std::function<void(Error)> failed; ///< it cannot go on; all work has come back before
    bool failing = false; ///< work has come back undone: failed() follows
};

[[nodiscard]] std::unique_ptr<Offloader> makeProcessOffloader(const ExecutorContext& context);
[[nodiscard]] std::unique_ptr<Offloader> makeThreadOffloader(const ExecutorContext& context);

} // namespace ilv
