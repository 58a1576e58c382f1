// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/autocorrelation.h"

#include "analysis/percentiles.h"

#include <algorithm>

namespace ilv::stats {

double lagOneCorrelation(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    const double middle = *mean(values);
    double products = 0, squares = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        squares += (values[i] - middle) * (values[i] - middle);
        if (i + 1 < values.size())
            products += (values[i] - middle) * (values[i + 1] - middle);
    }
    return squares > 0 ? products / squares : 0;
}

double effectiveSamples(double n, double correlation)
{
    if (n <= 1)
        return n;
    if (correlation <= -1)
        return n;
    return std::clamp(n * (1 - correlation) / (1 + correlation), 1.0, n);
}

} // namespace ilv::stats
