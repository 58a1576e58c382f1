// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/faultbox.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ilv {

/// How a job ended, as the pool sees it. `Lost`: the pool failed before it could be run.
enum class JobStatus : std::uint8_t { Ok, Error, Timeout, Crashed, Cancelled, Lost };

/// When a job was where; ns of the one clock; 0: it never came there. `received` … `flushed` are the worker's own
/// stamps. Of a job that was running when its worker died or was killed `received` is when it began, `ended` when that
/// was noticed.
struct JobStamps {
    Nanos submitted = 0; ///< handed to the pool
    Nanos spawned = 0; ///< its own process began to be started; 0 with warm workers
    Nanos encodeBegin = 0; ///< the parent begins to encode its frame (shared by a batch)
    Nanos sent = 0; ///< its last byte was accepted by the transport (shared by a batch)
    Nanos up = 0; ///< its own process had come up: its program began to run; 0 with warm workers
    Nanos received = 0; ///< the worker has it, decoded (shared by a batch)
    Nanos begun = 0; ///< the worker begins to run it
    Nanos ended = 0;
    Nanos flushed = 0; ///< the worker hands its result to the transport (shared by a batch)
    Nanos arrived = 0; ///< the parent has read it (shared by a batch)
    Nanos decoded = 0; ///< (shared by a batch)
    Nanos io = 0; ///< inside the execution: in I/O stages
    Nanos cpu = -1; ///< inside the execution: CPU of compute stages; -1: not measured
};

/// One piece of work for a worker. Owned by the caller, who must not touch it between submit() and done().
/// Intrusive, so that submitting allocates nothing.
struct PoolJob {
    // what to do
    std::uint64_t index = 0;
    std::uint32_t attempt = 1;
    std::uint16_t firstStage = 0, lastStage = 0; ///< stages [first, last)
    std::uint64_t digest = 0; ///< the digest so far (a fold seed) for jobs that do not begin at stage 0
    std::span<const std::byte> input; ///< payload; must stay valid until done
    Nanos timeout = 0; ///< from the moment the worker begins it; 0: none. Expiry kills the worker
    HandFault fault = HandFault::None; ///< the pool's own: planted by hand for the worker it was first given to
    // what came of it
    JobStatus status = JobStatus::Lost;
    Code code = Code::None;
    std::int32_t exitCode = -1; ///< Crashed: how the worker ended, if it exited
    std::int32_t signal = 0; ///< Crashed: the signal that ended it
    std::uint64_t resultDigest = 0;
    std::span<const std::byte> output; ///< valid only during done()
    std::uint16_t worker = 0; ///< lane number 0 … workers-1 (a replacement keeps its slot's)
    std::uint8_t requeued = 0; ///< the pool's own: how often a worker died holding it before it began
    std::uint64_t arenaEnd = 0; ///< the pool's own: where its payload ends in the worker's input arena; 0: not there
    JobStamps stamps;
    PoolJob* next = nullptr; ///< the pool's queue link
    void* owner = nullptr; ///< the caller's own; the pool does not look at it
};

} // namespace ilv
