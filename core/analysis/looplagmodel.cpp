// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/looplagmodel.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace ilv::stats {

BlockedLoop::BlockedLoop(std::vector<double> blocks, double window)
    : m_blocks(std::move(blocks))
    , m_window(window)
{
    std::sort(m_blocks.begin(), m_blocks.end(), std::greater<>());
}

double BlockedLoop::tail(double lag) const
{
    double late = 0;
    for (const double block : m_blocks)
        late += std::max(0.0, block - lag);
    return m_window > 0 ? late / m_window : 0;
}

double BlockedLoop::mean() const
{
    double squares = 0;
    for (const double block : m_blocks)
        squares += block * block;
    return m_window > 0 ? squares / (2 * m_window) : 0;
}

double BlockedLoop::longest() const
{
    return m_blocks.empty() ? 0 : m_blocks.front();
}

double BlockedLoop::busyShare() const
{
    return m_window > 0 ? std::accumulate(m_blocks.begin(), m_blocks.end(), 0.0) / m_window : 0;
}

double BlockedLoop::quantile(double p) const
{
    // The tail is linear between block lengths: with the k longest blocks above x, (Σ - k·x)/T = 1 - p.
    double sum = 0;
    for (std::size_t k = 1; k <= m_blocks.size(); ++k) {
        sum += m_blocks[k - 1];
        const double lag = (sum - (1 - p) * m_window) / static_cast<double>(k);
        const double next = k < m_blocks.size() ? m_blocks[k] : 0;
        if (lag >= next)
            return lag;
    }
    return 0;
}

} // namespace ilv::stats
