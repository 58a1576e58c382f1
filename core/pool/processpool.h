// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/faultbox.h"
#include "base/vocabulary.h"
#include "net/ioloop.h"
#include "pool/job.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ilv {

struct PoolOptions {
    std::string program; ///< absolute path of interleave-worker (or what INTERLEAVE_WORKER names)
    int workers = 1;
    int chunk = 0; ///< jobs written to a worker at once; 0: grows until a worker holds 1.5 ms of work, cap 256
    Transport transport = Transport::Pipe; ///< payloads over 64 KiB use the shared arena whatever this says
    StartMethod start = StartMethod::Exec;
    bool freshProcessPerJob = false; ///< process-per-task: a worker serves one job and is replaced
    std::string setup; ///< opaque to the pool: sent once to each worker before its first job
    Nanos killGrace = 200 * kMilli;
    Nanos helloTimeout = 5 * kSecond;
    Nanos stallTimeout = 5 * kSecond; ///< a worker that neither runs nor answers what it holds is given up after this
    int maxTasksPerWorker = 0; ///< a worker is replaced after so many jobs; 0: never
    std::uint64_t memoryGrowth = 300'000'000; ///< bytes; a worker that grew by more is replaced; 0: never
    std::size_t maxOutput = 64u << 20;
    FaultBox* faults = nullptr; ///< lane n + 1 is worker n; must outlive the pool; null: none are planted
    /// Where there are more CPUs than workers, a worker without input looks out for some for 50 µs before it sleeps, as
    /// long as that pays: waking a sleeping one can take longer than that. Costs its CPU time.
    bool maySpin = true;
};

struct PoolCounters {
    std::uint64_t spawned = 0, crashes = 0, restarts = 0, killed = 0, recycled = 0;
    std::uint64_t lateResults = 0, protocolErrors = 0;
    Nanos starting = 0; ///< the loop's own time in starting processes: it stands still until the program is loaded
    std::uint64_t outgrown = 0; ///< of the recycled: for their memory
    std::uint64_t gaps = 0; ///< the whole program stood still: time-outs were put off
    Nanos missing = 0; ///< worker time, in stretches of more than a second with fewer workers up than asked for
    bool unstable = false; ///< half of 200 attempts in a row ended their worker
    std::uint64_t bytesOut = 0, bytesIn = 0; ///< payload and frames, both ways
    static constexpr std::size_t kMostSamples = 10'000; ///< of recovery, startUp: the first are kept
    std::vector<Nanos> recovery; ///< death noticed to the replacement's hello
    std::vector<Nanos> startUp; ///< spawn to hello, each worker
    std::vector<Nanos> clockOffset; ///< per start: what the ping said (science §0.1); 0 where it lies inside the bound
};

/// Lane time kept by a slot's workers themselves in their shared pages; index as measure/category.h's order. The time
/// between two of them is Idle, what one leaves open Unexplained.
struct WorkerStates {
    int worker = 0;
    Nanos begin = 0, end = 0;
    std::array<Nanos, 11> sums{};
    Nanos cpuUser = 0, cpuSystem = 0;
};

/// Worker processes on an IoLoop; QProcess starts and reaps them, so the thread must run a Qt event loop in which the
/// IoLoop is nested, and live as long as the pool (trap Q4). The decisions are PoolState's (poolstate.h): this is its
/// shell. One thread. Jobs submitted from inside done(), or from anything else the IoLoop serves, are written together
/// at the end of the loop's turn; one that meets an idle worker from outside goes out at once.
/// SIGPIPE is ignored from start() on.
class ProcessPool {
public:
    struct Events {
        std::function<void(PoolJob&)> done; ///< each submitted job exactly once; may submit again from inside
        /// Some jobs have been told of with done(), and the pool is about to give out what is queued: the place to
        /// submit more, once a batch instead of once a job. Optional.
        std::function<void()> more = nullptr;
        std::function<void()> ready; ///< all workers are up (start-up is over)
        std::function<void(Error)> failed; ///< the pool cannot go on; jobs still held come back as Lost before this
    };
    ProcessPool(IoLoop& loop, PoolOptions options, Events events);
    /// Kills what is left and reaps it; no event comes any more. Not from inside done(), ready() or failed().
    ~ProcessPool();
    ProcessPool(const ProcessPool&) = delete;
    ProcessPool& operator=(const ProcessPool&) = delete;

    [[nodiscard]] Status start(); ///< WORKER_NOT_FOUND at once; else ready or failed comes later
    /// Never refuses while running; queued in order. After cancel, failure or shutdown it comes back at once, Cancelled
    /// or Lost.
    void submit(PoolJob& job);
    void cancelQueued(); ///< jobs no worker has begun come back as Cancelled, those the pool queues before this returns
    void killAll(); ///< those in hand come back as Cancelled; no worker is started any more
    /// DRAINING: no more jobs, workers end, then `closed` is called once (at most 3 s, by force if need be); the pool
    /// may be destroyed from inside it.
    void shutdown(std::function<void()> closed);

    [[nodiscard]] int idleRoom() const; ///< how many more jobs workers would take at once without queueing here
    [[nodiscard]] const PoolCounters& counters() const;
    [[nodiscard]] std::vector<WorkerStates> workerStates() const; ///< by slot, of living and ended workers; none where none began
    // For who looks at the workers from outside, as the tests do that kill and stop them.
    [[nodiscard]] int alive() const; ///< workers that are up
    [[nodiscard]] std::vector<int> pids() const; ///< of the workers' processes, by slot; 0: none

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
