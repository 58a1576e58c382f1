// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace ilv::queueing {

/// Queueing predictions (science §11.2). Rates per unit of time, times in that unit. A system that cannot keep up
/// (utilisation >= 1) has no steady state: the answer is absent.

[[nodiscard]] double erlangB(double offered, int servers); ///< P(all busy) where arrivals that find them so leave
[[nodiscard]] std::optional<double> erlangC(double offered, int servers); ///< P(an arrival waits)

/// M/M/c, first come first served.
struct Mmc {
    double lambda = 0; ///< arrivals
    double mu = 1; ///< one server's rate
    int servers = 1;

    [[nodiscard]] double utilisation() const { return lambda / (mu * servers); }
    [[nodiscard]] bool stable() const { return utilisation() < 1; }
    [[nodiscard]] std::optional<double> waitProbability() const;
    [[nodiscard]] std::optional<double> meanWait() const;
    [[nodiscard]] std::optional<double> meanSojourn() const;
    [[nodiscard]] std::optional<double> meanQueue() const; ///< waiting, not served
    [[nodiscard]] std::optional<double> meanInSystem() const;
    [[nodiscard]] std::optional<double> waitQuantile(double p) const;
    [[nodiscard]] std::optional<double> sojournTail(double t) const; ///< P(sojourn > t)
    [[nodiscard]] std::optional<double> sojournQuantile(double p) const;
};

/// M/G/1 mean wait (Pollaczek–Khinchine). `scv`: variance of the service time over its squared mean.
[[nodiscard]] std::optional<double> mg1Wait(double lambda, double meanService, double scv);
/// M/G/1 processor sharing: mean sojourn, the same for every distribution.
[[nodiscard]] std::optional<double> sharedSojourn(double lambda, double meanService);

/// D/M/1: paced arrivals.
struct Dm1 {
    double sigma = 0; ///< P(an arrival waits)
    double meanWait = 0;
};
[[nodiscard]] std::optional<Dm1> dm1(double lambda, double mu);

/// G/G/c mean wait (Allen–Cunneen; Kingman for one server): an approximation. `ca2`, `cs2`: scv of gaps and services.
[[nodiscard]] std::optional<double> ggcWait(double lambda, double mu, int servers, double ca2, double cs2);

/// M/M/1/K: share of arrivals refused by a system with room for K. Defined for every load.
[[nodiscard]] double refusedShare(double rho, int room);

/// Overload seen as a fluid: arrivals at lambda > mu for `duration`.
struct Overload {
    double queue = 0; ///< at the end
    double lastWait = 0; ///< of the last arrival
};
[[nodiscard]] Overload overload(double lambda, double mu, double duration);
[[nodiscard]] double overloadRefusedShare(double lambda, double mu); ///< with a bounded queue that is always full
[[nodiscard]] double boundedWait(double room, double mu); ///< longest wait such a queue allows

/// A closed loop of n clients, one queue, think time (exact mean-value analysis, n >= 1).
struct ClosedLoop {
    double response = 0;
    double throughput = 0;
    double queue = 0;
};
[[nodiscard]] ClosedLoop closedLoop(int clients, double demand, double think);
[[nodiscard]] double knee(double demand, double think); ///< clients at which the two bounds meet

/// Standard error, relative to the mean, of the mean of n successive waits in M/M/1 (Daley 1968): how exactly a live
/// run can agree with the prediction.
[[nodiscard]] std::optional<double> waitVariance(double rho); ///< V, for mu = 1
[[nodiscard]] std::optional<double> relativeWaitError(double rho, double n);
[[nodiscard]] std::optional<double> requestsFor(double rho, double relativeHalfWidth); ///< at 95 %

} // namespace ilv::queueing
