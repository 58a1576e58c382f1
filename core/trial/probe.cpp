// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/probe.h"

#include "workload/golden.h"
#include "workload/kernels.h"
#include "workload/task.h"

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

namespace ilv {
namespace {

constexpr std::uint64_t kPiece = 3'000'000; // a few milliseconds of the reference chain

Nanos timed(int threads)
{
    // All pieces begin together; the slowest counts.
    std::latch begin(threads);
    std::vector<std::thread> pool;
    std::vector<Nanos> took(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
        pool.emplace_back([&, i] {
            KernelScratch scratch;
            begin.arrive_and_wait();
            const Nanos begun = now();
            volatile auto keep = runKernel(Kernel::Mix, kPiece, static_cast<std::uint64_t>(i), scratch);
            (void)keep;
            took[static_cast<std::size_t>(i)] = now() - begun;
        });
    }
    for (auto& thread : pool)
        thread.join();
    return *std::max_element(took.begin(), took.end());
}

/// C_eff = C·t1/tC (science §6), the best of a few tries of each.
double effectiveCores()
{
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    Nanos one = INT64_MAX, all = INT64_MAX;
    for (int i = 0; i < 3; ++i) {
        one = std::min(one, timed(1));
        all = std::min(all, timed(cores));
    }
    return static_cast<double>(cores) * static_cast<double>(one) / static_cast<double>(std::max<Nanos>(all, 1));
}

} // namespace

ProbeEvent runProbe(const ProbePlan& plan)
{
    ProbeEvent event;
    for (const auto kernel : plan.calibrate)
        event.unitsPerMs[std::string(name(kernel))] = calibrate(kernel);
    if (!plan.golden.empty()) {
        if (const auto status = checkGolden(plan.golden); !status) {
            event.goldenOk = false;
            event.goldenMessage = status.error().message;
        }
    }
    if (plan.wantExpected)
        event.expected = TaskRecipe(plan.workload).expectedDigests();
    event.effectiveCores = effectiveCores();
    return event;
}

} // namespace ilv
