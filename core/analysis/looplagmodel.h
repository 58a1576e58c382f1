// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace ilv::stats {

/// What a beat on an absolute grid sees of a loop that is blocked for given stretches of a window (science §13): the
/// closed form beside which a measured lag is laid. Any unit of time.
class BlockedLoop {
public:
    BlockedLoop(std::vector<double> blocks, double window);
    [[nodiscard]] double tail(double lag) const; ///< P(lag > x)
    [[nodiscard]] double mean() const;
    [[nodiscard]] double longest() const;
    [[nodiscard]] double busyShare() const;
    [[nodiscard]] double quantile(double p) const; ///< smallest lag that at least p of the beats do not exceed

private:
    std::vector<double> m_blocks; // longest first
    double m_window;
};

} // namespace ilv::stats
