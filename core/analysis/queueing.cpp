// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/queueing.h"

#include <algorithm>
#include <cmath>

namespace ilv::queueing {
namespace {
/// `fn` applied to a value that may be absent.
template <typename Fn> std::optional<double> with(std::optional<double> value, Fn fn)
{
    return value ? std::optional<double>(fn(*value)) : std::nullopt;
}
} // namespace

double erlangB(double offered, int servers)
{
    double blocked = 1;
    for (int i = 1; i <= servers; ++i)
        blocked = offered * blocked / (i + offered * blocked);
    return blocked;
}

std::optional<double> erlangC(double offered, int servers)
{
    const double rho = offered / servers;
    if (servers < 1 || !(rho < 1))
        return std::nullopt;
    const double blocked = erlangB(offered, servers);
    return blocked / (1 - rho * (1 - blocked));
}

std::optional<double> Mmc::waitProbability() const
{
    return erlangC(lambda / mu, servers);
}

std::optional<double> Mmc::meanWait() const
{
    return with(waitProbability(), [&](double c) { return c / (servers * mu - lambda); });
}

std::optional<double> Mmc::meanSojourn() const
{
    return with(meanWait(), [&](double wait) { return wait + 1 / mu; });
}

std::optional<double> Mmc::meanQueue() const
{
    return with(meanWait(), [&](double wait) { return lambda * wait; });
}

std::optional<double> Mmc::meanInSystem() const
{
    return with(meanSojourn(), [&](double sojourn) { return lambda * sojourn; });
}

std::optional<double> Mmc::waitQuantile(double p) const
{
    return with(
        waitProbability(), [&](double c) { return 1 - p >= c ? 0 : std::log(c / (1 - p)) / (servers * mu - lambda); });
}

std::optional<double> Mmc::sojournTail(double t) const
{
    return with(waitProbability(), [&](double c) {
        // Written so that one server (k = -ρ) does not overflow; the textbook form does.
        const double k = servers - 1 - lambda / mu;
        const double alone = std::exp(-mu * t);
        if (std::abs(k) < 1e-12)
            return alone * (1 + c * mu * t);
        return alone + c * alone * -std::expm1(-mu * t * k) / k;
    });
}

std::optional<double> Mmc::sojournQuantile(double p) const
{
    if (!stable() || p >= 1)
        return std::nullopt;
    double low = 0, high = 1 / mu;
    while (*sojournTail(high) > 1 - p)
        high *= 2;
    for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
        const double middle = (low + high) / 2;
        (*sojournTail(middle) > 1 - p ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::optional<double> mg1Wait(double lambda, double meanService, double scv)
{
    const double rho = lambda * meanService;
    if (!(rho < 1))
        return std::nullopt;
    return rho / (1 - rho) * (1 + scv) / 2 * meanService;
}

std::optional<double> sharedSojourn(double lambda, double meanService)
{
    const double rho = lambda * meanService;
    if (!(rho < 1))
        return std::nullopt;
    return meanService / (1 - rho);
}

std::optional<Dm1> dm1(double lambda, double mu)
{
    const double rho = lambda / mu;
    if (!(rho < 1) || !(rho > 0))
        return std::nullopt;
    // σ - exp(-(1-σ)/ρ) is concave and negative at 0: Newton's steps from 0 climb to the first root and never pass it.
    double sigma = 0;
    for (int step = 0; step < 200; ++step) {
        const double power = std::exp(-(1 - sigma) / rho);
        const double next = sigma - (sigma - power) / (1 - power / rho);
        if (!(next > sigma))
            break;
        sigma = next;
    }
    return Dm1{ sigma, sigma / (mu * (1 - sigma)) };
}

std::optional<double> ggcWait(double lambda, double mu, int servers, double ca2, double cs2)
{
    return with(Mmc{ lambda, mu, servers }.meanWait(), [&](double wait) { return wait * (ca2 + cs2) / 2; });
}

double refusedShare(double rho, int room)
{
    if (std::abs(rho - 1) < 1e-12)
        return 1.0 / (room + 1);
    return (1 - rho) * std::pow(rho, room) / (1 - std::pow(rho, room + 1));
}

Overload overload(double lambda, double mu, double duration)
{
    const double queue = std::max(0.0, (lambda - mu) * duration);
    return { queue, queue / mu };
}

double overloadRefusedShare(double lambda, double mu)
{
    return lambda > mu ? 1 - mu / lambda : 0;
}

double boundedWait(double room, double mu)
{
    return room / mu;
}

ClosedLoop closedLoop(int clients, double demand, double think)
{
    ClosedLoop state;
    for (int n = 1; n <= clients; ++n) {
        state.response = demand * (1 + state.queue);
        state.throughput = n / (state.response + think);
        state.queue = state.throughput * state.response;
    }
    return state;
}

double knee(double demand, double think)
{
    return (demand + think) / demand;
}

std::optional<double> waitVariance(double rho)
{
    if (!(rho < 1) || !(rho > 0))
        return std::nullopt;
    return rho * (2 + 5 * rho - 4 * rho * rho + rho * rho * rho) / std::pow(1 - rho, 4);
}

std::optional<double> relativeWaitError(double rho, double n)
{
    return with(waitVariance(rho), [&](double v) { return std::sqrt(v / n) * (1 - rho) / rho; });
}

std::optional<double> requestsFor(double rho, double relativeHalfWidth)
{
    constexpr double kZ = 1.959963984540054; // 97.5 % of the normal distribution
    return with(
        relativeWaitError(rho, 1), [&](double one) { return std::ceil(std::pow(kZ * one / relativeHalfWidth, 2)); });
}

} // namespace ilv::queueing
