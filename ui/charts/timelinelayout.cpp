// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelinelayout.h"

#include <algorithm>
#include <climits>

namespace ilv::ui {
namespace {

constexpr double kLaneGap = 1.6, kMinPitch = 9 + kLaneGap, kMaxPitch = 26;

/// Where names stand: above their lanes, or beside them where that would leave a model out.
struct Style {
    double header, groupGap;
};
constexpr Style kAbove{ 19, 8 }, kBeside{ 0, 3 };

constexpr int kCaps[]{ INT_MAX, 32, 16, 8, 4, 2, 1 };
constexpr int kWantedLanes = 4;
constexpr std::size_t kWantedGroups = 3;

struct Fit {
    int cap = 0; ///< 0: does not fit
    double pitch = 0;
    double single = 1; ///< pitches a group with one lane takes
};

double laneUnits(const std::vector<int>& counts, const std::vector<std::size_t>& chosen, int cap, double single)
{
    double units = 0;
    for (const std::size_t group : chosen)
        units += counts[group] == 1 ? single : std::min(counts[group], cap);
    return units;
}

Fit fit(const std::vector<int>& counts, const std::vector<std::size_t>& chosen, double height, const Style& style)
{
    const double n = static_cast<double>(chosen.size());
    const double room = height - n * style.header - (n - 1) * style.groupGap;
    for (const int cap : kCaps) {
        for (const double single : { 2.0, 1.0 }) { // a lone lane is twice as high where there is room
            const double pitch = room / laneUnits(counts, chosen, cap, single);
            if (pitch >= kMinPitch)
                return { cap, std::min(pitch, kMaxPitch), single };
        }
    }
    return {};
}

/// The group to leave out next: the first with one lane, else the last; never the one to keep.
std::size_t leastInteresting(const std::vector<int>& counts, const std::vector<std::size_t>& chosen, std::size_t keep)
{
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (counts[chosen[i]] == 1 && chosen[i] != keep)
            return i;
    }
    return chosen.size() - (chosen.back() == keep ? 2 : 1);
}

bool severalLanes(const std::vector<int>& counts, const std::vector<std::size_t>& chosen)
{
    return std::any_of(chosen.begin(), chosen.end(), [&](std::size_t group) { return counts[group] > 1; });
}

} // namespace

TimelineLayout layOutTimeline(const std::vector<int>& laneCounts, double height, double scale, std::size_t keep)
{
    std::vector<std::size_t> chosen;
    for (std::size_t group = 0; group < laneCounts.size(); ++group) {
        if (laneCounts[group] > 0)
            chosen.push_back(group);
    }
    if (chosen.empty() || !(scale > 0))
        return {};
    const double room = height / scale;
    Style style = kAbove;
    Fit best = fit(laneCounts, chosen, room, style);
    const bool poor = best.cap < kWantedLanes && severalLanes(laneCounts, chosen) && chosen.size() > kWantedGroups;
    if (chosen.size() > 1 && (best.cap == 0 || poor)) {
        style = kBeside;
        best = fit(laneCounts, chosen, room, style);
    }
    while (best.cap == 0 && chosen.size() > 1) {
        chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(leastInteresting(laneCounts, chosen, keep)));
        best = fit(laneCounts, chosen, room, style);
    }
    if (best.cap == 0) // one group in less room than one lane needs: what there is
        best = { 1, std::max(2.0, room - style.header), 1 };

    TimelineLayout layout;
    layout.pitch = best.pitch * scale;
    layout.beside = style.header == 0;
    double y = 0;
    for (const std::size_t group : chosen) {
        TimelineLayout::Group placed;
        placed.index = group;
        placed.lanes = std::min(laneCounts[group], best.cap);
        placed.pitch = (laneCounts[group] == 1 ? best.single : 1) * best.pitch * scale;
        placed.laneHeight = placed.pitch - kLaneGap * scale;
        placed.top = y + style.header * scale;
        const double end = placed.top + placed.lanes * placed.pitch;
        placed.headerCentre = layout.beside ? (placed.top + end) / 2 : y + style.header / 2 * scale;
        y = end + style.groupGap * scale;
        layout.groups.push_back(placed);
    }
    return layout;
}

} // namespace ilv::ui
