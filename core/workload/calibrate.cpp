// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/kernelparts.h"
#include "workload/task.h"

#include <algorithm>
#include <ctime>

namespace ilv {
namespace {

/// CPU time of one run on this thread: what others do on the machine must not count. The digest goes to `sink`, so
/// that the run cannot be left out.
Nanos cpuOf(Kernel kernel, std::uint64_t units, KernelScratch& scratch, volatile std::uint64_t& sink)
{
    timespec before{};
    timespec after{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    sink = runKernel(kernel, units, 0, scratch);
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return (after.tv_sec - before.tv_sec) * kSecond + after.tv_nsec - before.tv_nsec;
}

} // namespace

double calibrate(Kernel kernel)
{
    constexpr int kTries = 7;
    constexpr Nanos kPiece = 2 * kMilli;
    KernelScratch scratch;
    volatile std::uint64_t sink = 0;
    std::uint64_t units = 16;
    while (cpuOf(kernel, units, scratch, sink) < kPiece)
        units *= 2;
    Nanos fastest = cpuOf(kernel, units, scratch, sink);
    for (int i = 1; i < kTries; ++i)
        fastest = std::min(fastest, cpuOf(kernel, units, scratch, sink));
    return static_cast<double>(units) / msFromNanos(std::max<Nanos>(fastest, 1));
}

double kernels::nominalNanos(Kernel kernel)
{
    switch (kernel) {
    case Kernel::Mix:
        return 1.6;
    case Kernel::Sha256:
        return 39;
    case Kernel::Primes:
        return 150;
    case Kernel::Mandelbrot:
        return 1.7;
    case Kernel::Sort:
        return 43;
    case Kernel::Json:
        return 1'900;
    case Kernel::Compress:
        return 23'000;
    case Kernel::Matmul:
        return 380;
    }
    return 0;
}

} // namespace ilv
