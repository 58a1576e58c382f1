// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ilv::stats {

/// How close to physically possible (science §15). Any one unit of time.
struct Work {
    double tasks = 0;
    double ioEach = 0, cpuEach = 0; ///< of one task; the slowest task is taken to be like the others
    double cores = 1; ///< effective
    double connections = 0; ///< I/O waits that can overlap; 0: any number
};
/// No placement can finish sooner: cores, one task's own length, connections.
[[nodiscard]] double leastTime(const Work& work);
[[nodiscard]] double boundEfficiency(const Work& work, double took); ///< (0, 1]; 0 when nothing took any time

// What each model would need with no overhead at all.
[[nodiscard]] double sequentialTime(const Work& work);
[[nodiscard]] double eventLoopTime(const Work& work); ///< waits overlap, compute on one core
[[nodiscard]] double blockingPoolTime(const Work& work, double workers); ///< waits hold a worker
[[nodiscard]] double hybridTime(const Work& work);

/// Blocking workers needed to keep the cores busy: C(1 + wait/compute).
[[nodiscard]] double workersToFill(const Work& work);

/// Speed-up above 1.05 × cores of work without I/O cannot be: the baseline was disturbed.
[[nodiscard]] bool impossibleSpeedup(double speedup, double cores);

} // namespace ilv::stats
