// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/schedule.h"

#include "base/rng.h"

#include <algorithm>
#include <numeric>

namespace ilv {

std::vector<TrialSlot> trialOrder(int entries, int rounds, std::uint64_t seed)
{
    std::vector<TrialSlot> order;
    std::vector<int> permutation(static_cast<std::size_t>(std::max(entries, 0)));
    for (int round = 0; round < rounds; ++round) {
        if (round % 2 == 0) {
            std::iota(permutation.begin(), permutation.end(), 0);
            // Fisher-Yates with our own stream: std::shuffle's order is the library's choice.
            for (std::size_t i = permutation.size(); i > 1; --i) {
                const auto key = (static_cast<std::uint64_t>(round) << 32) + i;
                std::swap(permutation[i - 1], permutation[draw(mix64(seed ^ 0x0DDE7), key) % i]);
            }
        } else {
            std::reverse(permutation.begin(), permutation.end());
        }
        for (const int entry : permutation)
            order.push_back({round, entry});
    }
    return order;
}

ArrivalSequence::ArrivalSequence(const Load& load, std::uint64_t seed)
    : m_load(load)
    , m_seed(mix64(seed ^ 0xA441))
{
}

Nanos ArrivalSequence::next()
{
    const double gap = 1e9 / m_load.ratePerS;
    const auto k = m_k++;
    switch (m_load.arrivals) {
    case Arrivals::Constant:
        return static_cast<Nanos>(static_cast<double>(k) * gap);
    case Arrivals::Poisson:
        m_at += exponential(draw(m_seed, k)) * gap;
        return static_cast<Nanos>(m_at);
    case Arrivals::Burst: {
        const auto size = static_cast<std::uint64_t>(std::max(m_load.burst, 1));
        return static_cast<Nanos>(static_cast<double>(k / size * size) * gap);
    }
    }
    return 0;
}

} // namespace ilv
