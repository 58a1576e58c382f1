// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "experiment/experiment.h"

#include <cstdint>
#include <vector>

namespace ilv {

/// Order of trials: one round is every entry once in a seeded random permutation, the next round its mirror image
/// (ABC CBA …), so that linear drift cancels within each pair of rounds (science §7).
struct TrialSlot {
    int round = 0;
    int entry = 0; ///< index into Experiment::models
};
[[nodiscard]] std::vector<TrialSlot> trialOrder(int entries, int rounds, std::uint64_t seed);

/// Intended starts of an open load, one after another. Constant: k/rate. Poisson: exponential gaps from the seed.
/// Burst: `burst` together, bursts evenly spaced so that the mean rate holds.
class ArrivalSequence {
public:
    ArrivalSequence(const Load& load, std::uint64_t seed);
    /// Offset of arrival k from the beginning; call with k = 0, 1, 2, … in order.
    [[nodiscard]] Nanos next();

private:
    Load m_load;
    std::uint64_t m_seed;
    std::uint64_t m_k = 0;
    double m_at = 0;
};

} // namespace ilv
