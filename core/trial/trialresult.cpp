// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/trialresult.h"

#include <algorithm>
#include <numeric>

namespace ilv {

std::uint64_t Counts::total() const
{
    return std::accumulate(by.begin(), by.end(), std::uint64_t { 0 });
}

void Counts::endRest(Outcome inHand, std::uint64_t most)
{
    const auto rest = planned - std::min(planned, total());
    const auto cut = std::min(most, rest);
    by[static_cast<std::size_t>(inHand)] += cut;
    by[static_cast<std::size_t>(Outcome::NotRun)] += rest - cut;
}

double TrialResult::throughput() const
{
    const double s = seconds();
    return s > 0 ? static_cast<double>(okInWindow) / s : 0;
}

} // namespace ilv
