// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/vocabulary.h"

#include "base/stage.h"

namespace ilv {
namespace {

template <typename E>
struct Word {
    E value;
    std::string_view text;
};

template <typename E, std::size_t N>
std::string_view spell(const Word<E> (&words)[N], E value)
{
    for (const auto& word : words) {
        if (word.value == value)
            return word.text;
    }
    return {};
}

template <typename E, std::size_t N>
std::optional<E> read(const Word<E> (&words)[N], std::string_view text)
{
    for (const auto& word : words) {
        if (word.text == text)
            return word.value;
    }
    return std::nullopt;
}

constexpr Word<Model> kModelWords[] { {Model::Sequential, "sequential"}, {Model::Async, "async"},
    {Model::Threads, "threads"}, {Model::Processes, "processes"}, {Model::ProcessPerTask, "process-per-task"},
    {Model::Hybrid, "hybrid"} };
constexpr Word<Model> kModelLong[] { {Model::Sequential, "Sequential"}, {Model::Async, "Async event loop"},
    {Model::Threads, "Thread pool"}, {Model::Processes, "Process pool"}, {Model::ProcessPerTask, "Process per task"},
    {Model::Hybrid, "Hybrid async + processes"} };
constexpr Word<Model> kModelShort[] { {Model::Sequential, "Sequential"}, {Model::Async, "Async"},
    {Model::Threads, "Threads"}, {Model::Processes, "Proc. pool"}, {Model::ProcessPerTask, "Proc./task"},
    {Model::Hybrid, "Hybrid"} };
constexpr Word<Runtime> kRuntimeWords[] { {Runtime::Native, "native"}, {Runtime::Python, "python"} };
constexpr Word<Kernel> kKernelWords[] { {Kernel::Mix, "mix"}, {Kernel::Sha256, "sha256"}, {Kernel::Primes, "primes"},
    {Kernel::Mandelbrot, "mandelbrot"}, {Kernel::Sort, "sort"}, {Kernel::Json, "json"},
    {Kernel::Compress, "compress"}, {Kernel::Matmul, "matmul"} };
constexpr Word<Spread> kSpreadWords[] { {Spread::Constant, "constant"}, {Spread::Uniform, "uniform"},
    {Spread::Exponential, "exponential"}, {Spread::Lognormal, "lognormal"}, {Spread::Bimodal, "bimodal"} };
constexpr Word<Transport> kTransportWords[] { {Transport::Pipe, "pipe"}, {Transport::Socket, "socket"},
    {Transport::Stdio, "stdio"}, {Transport::SharedMemory, "shared-memory"} };
constexpr Word<StartMethod> kStartWords[] { {StartMethod::Exec, "exec"}, {StartMethod::ForkServer, "forkserver"},
    {StartMethod::PythonFork, "fork"}, {StartMethod::PythonSpawn, "spawn"},
    {StartMethod::PythonForkServer, "forkserver"} };
constexpr Word<Offload> kOffloadWords[] { {Offload::Processes, "processes"}, {Offload::Threads, "threads"} };
constexpr Word<Outcome> kOutcomeWords[] { {Outcome::Ok, "ok"}, {Outcome::Wrong, "wrong"}, {Outcome::Error, "error"},
    {Outcome::Timeout, "timeout"}, {Outcome::Crashed, "crashed"}, {Outcome::Cancelled, "cancelled"},
    {Outcome::NotRun, "not_run"} };
constexpr Word<FaultKind> kFaultWords[] { {FaultKind::Crash, "crash"}, {FaultKind::Exit, "exit"},
    {FaultKind::Throw, "throw"}, {FaultKind::Hang, "hang"}, {FaultKind::IgnoreTerm, "ignore-term"},
    {FaultKind::Flaky, "flaky"}, {FaultKind::Wrong, "wrong"}, {FaultKind::Noise, "noise"}, {FaultKind::Leak, "leak"},
    {FaultKind::Flood, "flood"}, {FaultKind::Freeze, "freeze"} };

} // namespace

std::string_view name(Model v) { return spell(kModelWords, v); }
std::string_view name(Runtime v) { return spell(kRuntimeWords, v); }
std::string_view name(Kernel v) { return spell(kKernelWords, v); }
std::string_view name(Spread v) { return spell(kSpreadWords, v); }
std::string_view name(Transport v) { return spell(kTransportWords, v); }
std::string_view name(StartMethod v) { return spell(kStartWords, v); }
std::string_view name(Offload v) { return spell(kOffloadWords, v); }
std::string_view name(Outcome v) { return spell(kOutcomeWords, v); }
std::string_view name(FaultKind v) { return spell(kFaultWords, v); }
std::string_view displayName(Model v) { return spell(kModelLong, v); }
std::string_view shortName(Model v) { return spell(kModelShort, v); }

template <> std::optional<Model> fromName(std::string_view t) { return read(kModelWords, t); }
template <> std::optional<Runtime> fromName(std::string_view t) { return read(kRuntimeWords, t); }
template <> std::optional<Kernel> fromName(std::string_view t) { return read(kKernelWords, t); }
template <> std::optional<Spread> fromName(std::string_view t) { return read(kSpreadWords, t); }
template <> std::optional<Transport> fromName(std::string_view t) { return read(kTransportWords, t); }
template <> std::optional<StartMethod> fromName(std::string_view t) { return read(kStartWords, t); }
template <> std::optional<Offload> fromName(std::string_view t) { return read(kOffloadWords, t); }
template <> std::optional<Outcome> fromName(std::string_view t) { return read(kOutcomeWords, t); }
template <> std::optional<FaultKind> fromName(std::string_view t) { return read(kFaultWords, t); }

std::string_view kindName(const Stage& stage)
{
    constexpr std::string_view names[] { "wait", "request", "read", "write", "compute", "command", "call", "fault" };
    static_assert(std::size(names) == std::variant_size_v<Stage>);
    return names[stage.index()];
}

bool isIo(const Stage& stage) { return stage.index() <= 3; }

} // namespace ilv
