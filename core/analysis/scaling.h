// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace ilv::scaling {

/// Scaling laws (science §10.1). `n` workers, n >= 1; `parallel` is the share of the work that can be divided, 0 … 1.

[[nodiscard]] double amdahl(double parallel, double n);
[[nodiscard]] double amdahlLimit(double parallel); ///< of endless workers; infinite for 1
/// The share that one measured speed-up on n > 1 workers implies; absent for n <= 1 or a speed-up not above 0.
[[nodiscard]] std::optional<double> parallelShare(double speedup, double n);
[[nodiscard]] double gustafson(double parallel, double n); ///< scaled work: n times as many tasks
/// Karp–Flatt's serial fraction: constant in n means serial work, rising means overhead. Absent as parallelShare.
[[nodiscard]] std::optional<double> karpFlatt(double speedup, double n);

/// Universal scalability law: X(N) = γN / (1 + σ(N-1) + κN(N-1)).
struct Usl {
    double gamma = 1; ///< throughput of one
    double sigma = 0; ///< contention
    double kappa = 0; ///< coherency

    [[nodiscard]] double at(double n) const;
    [[nodiscard]] std::optional<double> peak() const; ///< N of the highest throughput; absent when κ is 0
    [[nodiscard]] std::optional<double> limit() const; ///< throughput never exceeded when κ is 0 and σ is not
};

} // namespace ilv::scaling
