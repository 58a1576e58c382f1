// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/fault.h"

#include "base/rng.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace ilv {
namespace {

constexpr std::size_t kLeak = 3u << 20;
constexpr std::size_t kFlood = 1u << 20;
constexpr Nanos kBlock = 50 * kMilli;

/// Exists on every Linux, and nobody may read it, root neither: the kernel looks at its mode (0200).
constexpr const char* kForbiddenPath = "/sys/bus/platform/uevent";
constexpr const char* kMissingPath = "/proc/self/missing-artifact.bin";

/// A real segmentation fault as the system sees it; no core file for something planned.
void crash()
{
    const rlimit none{};
    ::setrlimit(RLIMIT_CORE, &none);
#ifdef __SANITIZE_ADDRESS__
    ::signal(SIGSEGV, SIG_DFL); // the sanitizer would turn the signal into an exit code
#endif
    sigset_t one;
    ::sigemptyset(&one);
    ::sigaddset(&one, SIGSEGV);
    ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    ::raise(SIGSEGV);
}

[[noreturn]] void hang()
{
    while (true) {
        const timespec day{ .tv_sec = 24 * 3600, .tv_nsec = 0 };
        ::clock_nanosleep(CLOCK_MONOTONIC, 0, &day, nullptr);
    }
}

/// Bytes no protocol expects: line ends, zeros, escape codes, half of a UTF-8 sequence. Stops where nobody can take
/// more (a closed or full non-blocking descriptor), as a program that ignores its write errors would.
void garbage(int fd, std::size_t size)
{
    std::byte block[4096];
    for (std::size_t i = 0; i < sizeof block; ++i)
        block[i] = static_cast<std::byte>(i % 97 == 96 ? 0x0A : mix64(i + 1));
    while (size > 0) {
        const ssize_t n = ::write(fd, block, std::min(size, sizeof block));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        size -= static_cast<std::size_t>(n);
    }
}

/// Which of an experiment's planted failures it is, by its word; those that are none of them have none.
std::optional<FaultKind> failureOf(HandFault fault)
{
    return fault == HandFault::Malformed ? FaultKind::Noise : fromName<FaultKind>(name(fault));
}

void computeFor(Nanos span)
{
    for (const Nanos end = now() + span; now() < end;) { }
}

StageResult openForReading(const char* path, std::string& message)
{
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ::close(fd);
        return {};
    }
    message = std::string("Cannot open ") + path + ": " + std::strerror(errno);
    return { .outcome = Outcome::Error, .code = Code::FileUnreadable };
}

} // namespace

bool faultApplies(const FaultStage& fault, std::uint64_t index)
{
    if (fault.at >= 0)
        return index == static_cast<std::uint64_t>(fault.at);
    if (fault.every > 0)
        return (index + 1) % static_cast<std::uint64_t>(fault.every) == 0;
    return true;
}

StageResult Faults::run(HandFault fault, std::uint64_t index, std::string& message)
{
    if (const auto failure = failureOf(fault))
        return run(FaultStage { .kind = *failure }, index, 1, message);
    switch (fault) {
    case HandFault::Slow: {
        const timespec time { .tv_sec = 0, .tv_nsec = kHandFaultDelay };
        ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
        return {};
    }
    case HandFault::BlockLoop:
        computeFor(kBlock);
        return {};
    case HandFault::PermissionDenied:
        return openForReading(kForbiddenPath, message);
    case HandFault::MissingArtifact:
        return openForReading(kMissingPath, message);
    default:
        return {};
    }
}

StageResult Faults::run(const FaultStage& fault, std::uint64_t index, std::uint32_t attempt, std::string& message)
{
    if (!faultApplies(fault, index))
        return {};
    switch (fault.kind) {
    case FaultKind::Crash:
        crash();
        break;
    case FaultKind::Exit:
        ::_exit(3);
    case FaultKind::Throw:
        throw std::runtime_error("planted error");
    case FaultKind::IgnoreTerm:
        ::signal(SIGTERM, SIG_IGN);
        hang();
    case FaultKind::Hang:
        hang();
    case FaultKind::Flaky:
        if (attempt <= static_cast<std::uint32_t>(std::max(fault.fails, 0))) {
            message = "planted error of attempt " + std::to_string(attempt);
            return { .outcome = Outcome::Error, .code = Code::TaskError };
        }
        break;
    case FaultKind::Wrong:
        return { .digest = ~std::uint64_t{ 0 } };
    case FaultKind::Noise:
        garbage(STDOUT_FILENO, 512);
        garbage(STDERR_FILENO, 512);
        break;
    case FaultKind::Leak: {
        auto block = std::make_unique_for_overwrite<std::byte[]>(kLeak);
        std::fill_n(block.get(), kLeak, static_cast<std::byte>(index | 1)); // touched: it counts as resident
        m_leaked.push_back(std::move(block));
        break;
    }
    case FaultKind::Flood:
        garbage(STDERR_FILENO, kFlood);
        break;
    case FaultKind::Freeze:
        ::raise(SIGSTOP);
        break;
    }
    return {};
}

} // namespace ilv
