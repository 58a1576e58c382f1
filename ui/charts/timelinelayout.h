// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ilv::ui {

/// Which groups and lanes of a timeline fit, and where: lanes of at least 9 px, otherwise fewer of them (the first
/// 32, 16, 8, 4, 2 or 1 of each group). Where even four a group do not fit, names go beside the lanes, and where one a
/// group does not, there are fewer groups: those with one lane go first. Pure; all numbers in px.
struct TimelineLayout {
    struct Group {
        std::size_t index = 0; ///< of the groups given
        int lanes = 0; ///< shown
        double headerCentre = 0;
        double top = 0; ///< of the first lane
        double pitch = 0, laneHeight = 0;
    };
    std::vector<Group> groups;
    double pitch = 0; ///< of groups with several lanes
    bool beside = false; ///< names stand left of the lanes, not above them
};

/// `laneCounts` per group; groups without lanes are left out. `scale` multiplies all sizes.
/// `keep` (an index) stays whatever gives way.
[[nodiscard]] TimelineLayout layOutTimeline(
    const std::vector<int>& laneCounts, double height, double scale, std::size_t keep = SIZE_MAX);

} // namespace ilv::ui
