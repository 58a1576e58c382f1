// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ilv {

/// The words every layer shares. `name()` is the spelling in files and events; `fromName` its inverse.

/// The six execution models, in order of simplicity as charts show them.
enum class Model : std::uint8_t { Sequential, Async, Threads, Processes, ProcessPerTask, Hybrid };
inline constexpr std::array kModels { Model::Sequential, Model::Async, Model::Threads, Model::Processes,
    Model::ProcessPerTask, Model::Hybrid };

enum class Runtime : std::uint8_t { Native, Python };

enum class Kernel : std::uint8_t { Mix, Sha256, Primes, Mandelbrot, Sort, Json, Compress, Matmul };
inline constexpr std::array kKernels { Kernel::Mix, Kernel::Sha256, Kernel::Primes, Kernel::Mandelbrot, Kernel::Sort,
    Kernel::Json, Kernel::Compress, Kernel::Matmul };

enum class Spread : std::uint8_t { Constant, Uniform, Exponential, Lognormal, Bimodal };
inline constexpr std::array kSpreads { Spread::Constant, Spread::Uniform, Spread::Exponential, Spread::Lognormal,
    Spread::Bimodal };

enum class Transport : std::uint8_t { Pipe, Socket, Stdio, SharedMemory };
inline constexpr std::array kTransports { Transport::Pipe, Transport::Socket, Transport::Stdio,
    Transport::SharedMemory };

enum class StartMethod : std::uint8_t { Exec, ForkServer, PythonFork, PythonSpawn, PythonForkServer };
inline constexpr std::array kStartMethods { StartMethod::Exec, StartMethod::ForkServer, StartMethod::PythonFork,
    StartMethod::PythonSpawn, StartMethod::PythonForkServer };

enum class Offload : std::uint8_t { Processes, Threads };
inline constexpr std::array kOffloads { Offload::Processes, Offload::Threads };

/// How a task ended. Every planned task has exactly one (reliability §2.1).
enum class Outcome : std::uint8_t { Ok, Wrong, Error, Timeout, Crashed, Cancelled, NotRun };
inline constexpr std::array kOutcomes { Outcome::Ok, Outcome::Wrong, Outcome::Error, Outcome::Timeout,
    Outcome::Crashed, Outcome::Cancelled, Outcome::NotRun };
inline constexpr std::size_t kOutcomeCount = kOutcomes.size();

[[nodiscard]] std::string_view name(Model);
[[nodiscard]] std::string_view name(Runtime);
[[nodiscard]] std::string_view name(Kernel);
[[nodiscard]] std::string_view name(Spread);
[[nodiscard]] std::string_view name(Transport);
[[nodiscard]] std::string_view name(StartMethod); ///< exec, forkserver; Python: fork, spawn, forkserver
[[nodiscard]] std::string_view name(Offload);
[[nodiscard]] std::string_view name(Outcome);

template <typename E>
[[nodiscard]] std::optional<E> fromName(std::string_view text); ///< specialised for every enum above

template <> std::optional<Model> fromName<Model>(std::string_view);
template <> std::optional<Runtime> fromName<Runtime>(std::string_view);
template <> std::optional<Kernel> fromName<Kernel>(std::string_view);
template <> std::optional<Spread> fromName<Spread>(std::string_view);
template <> std::optional<Transport> fromName<Transport>(std::string_view);
template <> std::optional<StartMethod> fromName<StartMethod>(std::string_view); ///< native spellings only
template <> std::optional<Offload> fromName<Offload>(std::string_view);
template <> std::optional<Outcome> fromName<Outcome>(std::string_view);

/// "Async event loop": the long name in panels and reports.
[[nodiscard]] std::string_view displayName(Model);
/// "Async": the short name at line ends.
[[nodiscard]] std::string_view shortName(Model);

} // namespace ilv
