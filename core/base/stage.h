// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ilv {

/// One step of a task, as described (who runs it where is the model's business).

/// Nothing but waiting: a real sleep where the model blocks, a precise timer where it does not.
struct WaitStage {
    double ms = 1; ///< mean, 0 … 86,400,000
    Spread spread = Spread::Constant;
    friend bool operator==(const WaitStage&, const WaitStage&) = default;
};

/// One HTTP/1.1 request on a kept-alive connection. Without `url` to the loopback service of the run.
struct RequestStage {
    double latencyMs = 0; ///< mean response time of the loopback service
    Spread spread = Spread::Constant;
    std::int64_t bytes = 0; ///< response body size asked of the loopback service
    std::string url = {}; ///< http or https; empty: the loopback service
    friend bool operator==(const RequestStage&, const RequestStage&) = default;
};

struct ReadStage {
    std::string path = {}; ///< empty: a file of `bytes` bytes made in the run's private folder
    std::int64_t bytes = 4096; ///< how much to read
    friend bool operator==(const ReadStage&, const ReadStage&) = default;
};

struct WriteStage {
    std::int64_t bytes = 4096; ///< written to a file of the lane's own in the run's private folder
    friend bool operator==(const WriteStage&, const WriteStage&) = default;
};

struct ComputeStage {
    Kernel kernel = Kernel::Mix;
    std::uint64_t units = 0; ///< the kernel's inner steps; 0 with a cpuMs: to be calibrated from it
    double cpuMs = 0; ///< milliseconds of CPU asked for instead of units; 0: units count
    friend bool operator==(const ComputeStage&, const ComputeStage&) = default;
};

struct CommandStage {
    std::string program = {};
    std::vector<std::string> args = {};
    friend bool operator==(const CommandStage&, const CommandStage&) = default;
};

/// "module:function" in the user's CPython; Python runtime only.
struct CallStage {
    std::string target = {};
    friend bool operator==(const CallStage&, const CallStage&) = default;
};

enum class FaultKind : std::uint8_t { Crash, Exit, Throw, Hang, IgnoreTerm, Flaky, Wrong, Noise, Leak, Flood, Freeze };

/// A planted failure, deterministic by task index. Exactly one of at / every applies; neither: every task.
struct FaultStage {
    FaultKind kind = FaultKind::Throw;
    std::int64_t at = -1; ///< only this task index; -1: not used
    std::int64_t every = 0; ///< each task whose (index + 1) is a multiple; 0: not used
    int fails = 1; ///< flaky: attempts that fail before one works
    friend bool operator==(const FaultStage&, const FaultStage&) = default;
};

using Stage = std::variant<WaitStage, RequestStage, ReadStage, WriteStage, ComputeStage, CommandStage, CallStage,
    FaultStage>;

/// "wait", "request", … as in the file.
[[nodiscard]] std::string_view kindName(const Stage& stage);
[[nodiscard]] std::string_view name(FaultKind);
template <> std::optional<FaultKind> fromName<FaultKind>(std::string_view);

/// Waits for something outside the CPU (wait, request, read, write), as against compute, command, call and fault.
[[nodiscard]] bool isIo(const Stage& stage);

} // namespace ilv
