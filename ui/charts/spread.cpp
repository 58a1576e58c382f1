// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/spread.h"

#include <algorithm>
#include <numeric>

namespace ilv::ui {
namespace {

/// Labels that touch: `first` is where the first of them sits, `count` how many.
struct Cluster {
    double sum = 0; ///< of (wish − offset in the cluster)
    std::size_t count = 0;
    [[nodiscard]] double first(double gap, double low, double high) const
    {
        const double length = static_cast<double>(count - 1) * gap;
        return std::clamp(sum / static_cast<double>(count), low, std::max(low, high - length));
    }
    [[nodiscard]] double end(double gap, double low, double high) const
    {
        return first(gap, low, high) + static_cast<double>(count) * gap;
    }
};

} // namespace

std::vector<double> spreadLabels(const std::vector<double>& wishes, double gap, double low, double high)
{
    const std::size_t n = wishes.size();
    if (n == 0)
        return {};
    if (n > 1)
        gap = std::min(gap, std::max(0.0, high - low) / static_cast<double>(n - 1));
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{ 0 });
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wishes[a] < wishes[b]; });

    // Pool adjacent violators: a cluster that would overlap the one before joins it.
    std::vector<Cluster> clusters;
    for (const std::size_t at : order) {
        Cluster next{ wishes[at], 1 };
        while (!clusters.empty() && clusters.back().end(gap, low, high) > next.first(gap, low, high) + 1e-9) {
            Cluster& before = clusters.back();
            next.sum = before.sum + next.sum - static_cast<double>(next.count * before.count) * gap;
            next.count += before.count;
            clusters.pop_back();
        }
        clusters.push_back(next);
    }
    std::vector<double> result(n);
    std::size_t at = 0;
    for (const Cluster& cluster : clusters) {
        for (std::size_t i = 0; i < cluster.count; ++i, ++at)
            result[order[at]] = cluster.first(gap, low, high) + static_cast<double>(i) * gap;
    }
    return result;
}

} // namespace ilv::ui
