// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "base/faultbox.h"
#include "base/vocabulary.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ilv {

/// The worker's side of the pool: plain C++, no Qt. app/worker/main.cpp gives it the work; it knows only frames.
struct WorkerJob {
    std::uint64_t index = 0;
    std::uint32_t attempt = 1;
    std::uint16_t firstStage = 0, lastStage = 0;
    std::uint64_t digest = 0;
    HandFault fault = HandFault::None; ///< to be done first
    std::span<const std::byte> input;
};

struct WorkerAnswer {
    Outcome outcome = Outcome::Ok; ///< Ok, Error, Timeout
    Code code = Code::None;
    std::uint64_t digest = 0;
    Nanos io = 0;
    Nanos cpu = -1;
};

class WorkerTask {
public:
    virtual ~WorkerTask() = default;
    virtual WorkerAnswer run(const WorkerJob& job) = 0;
    /// Size of the answer's payload, and its filling straight into the outgoing buffer or arena.
    [[nodiscard]] virtual std::size_t outputSize() const = 0;
    virtual void fillOutput(std::uint64_t digest, std::span<std::byte> out) = 0;
};

/// Makes the task runner from the setup bytes the parent sent; null: cannot ever work (the worker exits with 3).
using WorkerFactory = std::function<std::unique_ptr<WorkerTask>(std::string_view setup)>;

/// Runs until the parent says shut down or is gone. Returns the exit code. Uses the descriptors named by the parent in
/// argv; keeps fd 1 away from foreign code.
[[nodiscard]] int workerMain(int argc, char** argv, const WorkerFactory& factory);

} // namespace ilv
