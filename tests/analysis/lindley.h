// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rng.h"

#include <algorithm>
#include <cstdint>
#include <queue>
#include <vector>

/// First come, first served, simulated customer by customer: an oracle that shares nothing with the formulas.
/// One server is Lindley's recursion W ← max(0, W + S - A); more take the server that is free first.
struct Simulated {
    std::vector<double> waits, sojourns; ///< in order of arrival
    double waitedShare = 0;
};

/// `gap(u)` and `service(u)` turn a 64-bit draw into a time.
template <typename Gap, typename Service>
Simulated simulateQueue(int customers, int servers, std::uint64_t seed, Gap gap, Service service)
{
    Simulated result;
    std::priority_queue<double, std::vector<double>, std::greater<>> freeAt;
    for (int i = 0; i < servers; ++i)
        freeAt.push(0);
    double at = 0;
    int waited = 0;
    for (int i = 0; i < customers; ++i) {
        const auto k = static_cast<std::uint64_t>(i);
        at += gap(ilv::draw(seed, 2 * k));
        const double begin = std::max(at, freeAt.top());
        const double needed = service(ilv::draw(seed, 2 * k + 1));
        freeAt.pop();
        freeAt.push(begin + needed);
        result.waits.push_back(begin - at);
        result.sojourns.push_back(begin - at + needed);
        waited += begin > at;
    }
    result.waitedShare = static_cast<double>(waited) / customers;
    return result;
}
