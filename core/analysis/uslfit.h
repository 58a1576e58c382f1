// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/scaling.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ilv::scaling {

struct Point {
    double n = 1; ///< workers, or tasks in flight
    double x = 0; ///< throughput, above 0
};

enum class Residuals { Relative, Absolute }; ///< of ln X (ours), or of X (as R's nls, to compare with published fits)

struct UslFit {
    Usl usl;
    std::array<std::optional<double>, 3> errors; ///< standard errors of γ, σ, κ; absent where held fixed or no freedom
    double sse = 0; ///< of the residuals chosen
    double residualError = 0; ///< √(sse / (n - parameters))
    int parameters = 3; ///< free ones
};

/// The transformed law is linear: N/X = A + B(N-1) + C·N(N-1), weighted by (X/N)². Unconstrained; a start for a fit.
/// Absent for fewer than three distinct N or an X that is not positive.
[[nodiscard]] std::optional<Usl> uslLinearStart(std::span<const Point> points);
/// Least squares from that start, σ and κ free to be negative: to see what the data say.
[[nodiscard]] std::optional<UslFit> fitUslFree(std::span<const Point> points, Residuals residuals);
/// The same with 0 <= σ, κ held by an active set: a parameter that would be negative is fixed at 0 and the rest
/// refitted.
[[nodiscard]] std::optional<UslFit> fitUsl(std::span<const Point> points, Residuals residuals = Residuals::Relative);

/// Amdahl's law: κ held at 0, and σ too if it would be negative.
[[nodiscard]] std::optional<UslFit> fitAmdahl(std::span<const Point> points, Residuals residuals = Residuals::Relative);

/// Why κ (and so a peak) must not be claimed from these data; empty when it may (science §10.2, 5).
[[nodiscard]] std::string whyKappaUnknown(const UslFit& fit, std::span<const Point> points);

/// Akaike's criterion for small samples; the lower wins. Infinite when n <= parameters + 1.
[[nodiscard]] double aicc(double sse, int n, int parameters);

enum class Law { Linear, Amdahl, Usl, Hinge }; ///< hinge: γ·min(N, cores), what a machine with few cores does
struct Candidate {
    Law law = Law::Linear;
    Usl usl; ///< its γ, σ, κ where the law is not the hinge; γ of the hinge
    double cores = 0; ///< hinge: the corner
    double sse = 0; ///< of ln X
    double aicc = 0;
};
/// All laws that the points can bear, the best first. Empty for fewer than three points or an X that is not positive.
[[nodiscard]] std::vector<Candidate> chooseLaw(std::span<const Point> points);

} // namespace ilv::scaling
