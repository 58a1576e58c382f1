// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/scaling.h"

#include <cmath>

namespace ilv::scaling {

double amdahl(double parallel, double n)
{
    return 1 / ((1 - parallel) + parallel / n);
}

double amdahlLimit(double parallel)
{
    return parallel < 1 ? 1 / (1 - parallel) : HUGE_VAL;
}

std::optional<double> parallelShare(double speedup, double n)
{
    if (!(n > 1) || !(speedup > 0))
        return std::nullopt;
    return (1 - 1 / speedup) / (1 - 1 / n);
}

double gustafson(double parallel, double n)
{
    return n - (1 - parallel) * (n - 1);
}

std::optional<double> karpFlatt(double speedup, double n)
{
    if (!(n > 1) || !(speedup > 0))
        return std::nullopt;
    return (1 / speedup - 1 / n) / (1 - 1 / n);
}

double Usl::at(double n) const
{
    return gamma * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

std::optional<double> Usl::peak() const
{
    if (!(kappa > 0))
        return std::nullopt;
    return sigma < 1 ? std::sqrt((1 - sigma) / kappa) : 1;
}

std::optional<double> Usl::limit() const
{
    if (kappa != 0 || !(sigma > 0))
        return std::nullopt;
    return gamma / sigma;
}

} // namespace ilv::scaling
