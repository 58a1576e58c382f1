// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialresult.h"

#include <numeric>

namespace ilv {

std::uint64_t Counts::total() const
{
    return std::accumulate(by.begin(), by.end(), std::uint64_t { 0 });
}

double TrialResult::throughput() const
{
    const double s = seconds();
    return s > 0 ? static_cast<double>(okInWindow) / s : 0;
}

} // namespace ilv
