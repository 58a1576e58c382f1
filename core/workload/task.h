// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/faultbox.h"
#include "workload/workloadspec.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ilv {

/// Tasks come in a few variants, so that the right digest of each can be known before the clock starts; everything
/// random about a task (its waits, latencies) is drawn from (seed, index, stage) and so does not depend on scheduling.
inline constexpr std::uint32_t kVariants = 8;

/// The compiled, immutable form of a workload, shared by all lanes of a process.
class TaskRecipe {
public:
    explicit TaskRecipe(WorkloadSpec spec);
    ~TaskRecipe();
    TaskRecipe(TaskRecipe&&) noexcept;
    TaskRecipe& operator=(TaskRecipe&&) noexcept;

    [[nodiscard]] const WorkloadSpec& spec() const { return m_spec; }
    [[nodiscard]] std::size_t stageCount() const { return m_spec.stages.size(); }
    [[nodiscard]] static std::uint32_t variant(std::uint64_t index)
    {
        return static_cast<std::uint32_t>(index % kVariants);
    }

    /// Drawn duration of a wait stage, or drawn latency of a request to the loopback service; 0 for other stages. Each
    /// spread has the stage's mean: uniform 0 … 2 × mean, exponential, lognormal with sigma 1, bimodal 95 % at 0.5 and
    /// 5 % at 10.5 × mean (science §11.3). At most 24 h.
    [[nodiscard]] Nanos drawWait(std::uint64_t index, std::size_t stage) const;
    /// "/prefix/r?ns=…&bytes=…&v=…": what to ask the loopback service for. Writes into `out`, allocation-free when
    /// its capacity suffices.
    void requestPath(std::uint64_t index, std::size_t stage, std::string& out) const;

    /// The payload of a variant's tasks, inputBytes long: content of mix64(variant + 1) whose first 8 bytes hold the
    /// variant, little-endian. Above 1 MiB all variants share one payload, with 0 there, so that eight of them do not
    /// fill the memory. Made at the first call (a worker, which is sent its input, never pays for it); so call it
    /// before the clock starts. Any thread.
    [[nodiscard]] std::span<const std::byte> input(std::uint32_t variant) const;
    /// Fills `out` (outputBytes) from a digest: the content of payload.h with the digest as its seed. Runs at the speed
    /// of memory and can be checked on the other side.
    static void fillOutput(std::uint64_t digest, std::span<std::byte> out);
    [[nodiscard]] static bool checkOutput(std::uint64_t digest, std::span<const std::byte> out);

    /// Digest arithmetic: a task's digest starts with its input's, each stage's is folded in, in order. Stages without
    /// a result of their own (wait, fault, command, call, a user's URL or file) fold in 0.
    [[nodiscard]] static std::uint64_t beginDigest(std::span<const std::byte> input);
    /// mix64(digest · 0x9E3779B97F4A7C15 + stageDigest + 1)
    [[nodiscard]] static std::uint64_t foldDigest(std::uint64_t digest, std::uint64_t stageDigest);
    [[nodiscard]] static std::uint64_t bytesDigest(std::span<const std::byte> bytes); ///< payload.h says how
    /// What a right loopback response body digests to, without fetching it: the service fills a body with
    /// fillOutput(contentSeed(variant), body). A write stage writes the same content.
    [[nodiscard]] static std::uint64_t responseDigest(std::uint32_t variant, std::int64_t bytes);
    [[nodiscard]] static std::uint64_t contentSeed(std::uint32_t variant); ///< mix64(variant + 1)
    /// What the run's private read file of a stage digests to.
    [[nodiscard]] static std::uint64_t fileDigest(std::int64_t bytes);

    /// The right digest of each variant, computed by running the compute stages here (costs kVariants tasks' CPU).
    /// Zero where it cannot be known (a stage with a user's URL, path or command).
    [[nodiscard]] std::vector<std::uint64_t> expectedDigests() const;

private:
    struct Payloads;
    WorkloadSpec m_spec;
    std::unique_ptr<Payloads> m_payloads;
};

struct StageResult {
    Outcome outcome = Outcome::Ok; ///< Ok, Error or Timeout
    Code code = Code::None;
    std::uint64_t digest = 0;
};

struct TaskResult {
    Outcome outcome = Outcome::Ok; ///< Ok, Error or Timeout (Wrong is judged by who knows the right digest)
    Code code = Code::None;
    std::uint64_t digest = 0;
    Nanos io = 0; ///< wall time inside I/O stages
    Nanos compute = 0; ///< wall time inside the other stages; 0 without I/O stages and CPU time to tell it from
    Nanos cpu = -1; ///< CPU time of the compute stages; -1: not measured (too short to be worth a clock read)
};

/// Runs stages one after another on the calling thread, blocking in I/O. One per lane: owns its connection, file and
/// scratch memory; after the first task it allocates nothing for wait, compute, read and write.
class BlockingTaskRunner {
public:
    explicit BlockingTaskRunner(const TaskRecipe& recipe, int lane);
    ~BlockingTaskRunner();
    BlockingTaskRunner(const BlockingTaskRunner&) = delete;
    BlockingTaskRunner& operator=(const BlockingTaskRunner&) = delete;

    /// Runs stages [first, last) of a task. `digest` is what went before (beginDigest for the first stage).
    /// A stage that throws or fails ends the task with its code. I/O stages give up at `deadline` (0: none). A fault
    /// planted by hand is done before them.
    [[nodiscard]] TaskResult run(std::uint64_t index, std::uint32_t attempt, std::uint64_t digest, std::size_t first,
        std::size_t last, Nanos deadline = 0, HandFault fault = HandFault::None);
    /// Message of the last error, for people.
    [[nodiscard]] const std::string& lastMessage() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Makes the files that read stages need in spec.folder. OUT_UNWRITABLE, OUT_DISK_FULL.
[[nodiscard]] Status prepareFiles(const WorkloadSpec& spec);

/// Units of `kernel` that take one millisecond of CPU here: the fastest of at least five tries (science §6, pitfall).
[[nodiscard]] double calibrate(Kernel kernel);

} // namespace ilv
