// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/canary.h"

#include "base/usablecores.h"
#include "workload/kernels.h"

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

namespace ilv {
namespace {

constexpr std::uint64_t kPiece = 1'500'000; // two or three milliseconds of the reference chain

Nanos runPiece(std::uint64_t variant)
{
    KernelScratch scratch;
    const Nanos begun = now();
    volatile auto keep = runKernel(Kernel::Mix, kPiece, variant, scratch);
    (void)keep;
    return now() - begun;
}

/// All pieces begin together; the slowest counts.
Nanos runTogether(int threads)
{
    std::latch begin(threads);
    std::vector<std::thread> pool;
    std::vector<Nanos> took(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
        pool.emplace_back([&, i] {
            begin.arrive_and_wait();
            took[static_cast<std::size_t>(i)] = runPiece(static_cast<std::uint64_t>(i));
        });
    }
    for (auto& thread : pool)
        thread.join();
    return *std::max_element(took.begin(), took.end());
}

} // namespace

Nanos runCanary()
{
    return std::min(runPiece(0), runPiece(0));
}

double measureEffectiveCores(int tries)
{
    const int cores = usableCores();
    Nanos one = INT64_MAX, all = INT64_MAX;
    for (int i = 0; i < tries; ++i) {
        one = std::min(one, runTogether(1));
        all = std::min(all, runTogether(cores));
    }
    return std::min(
        static_cast<double>(cores), cores * static_cast<double>(one) / static_cast<double>(std::max<Nanos>(all, 1)));
}

} // namespace ilv
