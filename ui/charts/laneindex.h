// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <vector>

namespace ilv::ui {

/// Stretches of one kind in one lane, made to be drawn at any zoom without visiting each: sorted starts and ends and
/// a prefix sum of busy time. Exact without a pyramid of levels: the busy share of a pixel column is a difference of
/// two prefix sums. Stretches are sorted and do not overlap.
class LaneIndex {
public:
    static constexpr int kLevels = 24;

    /// Stretches of no length or that begin before the end of the one before are dropped and counted.
    void add(Nanos begin, Nanos end);
    void reserve(std::size_t count);
    [[nodiscard]] std::size_t size() const { return m_begin.size(); }
    [[nodiscard]] std::size_t refused() const { return m_refused; }

    /// Busy time inside [from, to).
    [[nodiscard]] Nanos busy(Nanos from, Nanos to) const;
    /// The stretch at this time, or size() if there is none.
    [[nodiscard]] std::size_t at(Nanos time) const;
    [[nodiscard]] Nanos begin(std::size_t index) const { return m_begin[index]; }
    [[nodiscard]] Nanos end(std::size_t index) const { return m_end[index]; }

    /// What to draw: px from the left, and how opaque, in steps of 1/24 (0 is left out).
    struct Box {
        double left = 0, right = 0;
        int level = kLevels;
        friend bool operator==(const Box&, const Box&) = default;
    };
    /// The boxes of [from, to) on `width` px. Few stretches (< 0.6 × width): one box each, at least 0.75 px wide.
    /// Many: one column a px, its opacity the busy share of that px, equal neighbours merged.
    void boxes(Nanos from, Nanos to, int width, std::vector<Box>& out) const;

private:
    [[nodiscard]] std::size_t firstEndingAfter(Nanos time) const;
    [[nodiscard]] std::size_t firstEndingAfter(Nanos time, std::size_t from, std::size_t guess) const;
    [[nodiscard]] Nanos busyBefore(Nanos time, std::size_t index) const;
    std::vector<Nanos> m_begin, m_end, m_before; ///< m_before[i]: busy time of all before i
    Nanos m_total = 0;
    std::size_t m_refused = 0;
};

} // namespace ilv::ui
