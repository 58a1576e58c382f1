// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/laneindex.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {

void LaneIndex::reserve(std::size_t count)
{
    m_begin.reserve(count);
    m_end.reserve(count);
    m_before.reserve(count);
}

void LaneIndex::add(Nanos begin, Nanos end)
{
    if (end <= begin || (!m_end.empty() && begin < m_end.back())) {
        ++m_refused;
        return;
    }
    m_begin.push_back(begin);
    m_end.push_back(end);
    m_before.push_back(m_total);
    m_total += end - begin;
}

std::size_t LaneIndex::firstEndingAfter(Nanos time) const
{
    return static_cast<std::size_t>(std::upper_bound(m_end.begin(), m_end.end(), time) - m_end.begin());
}

/// The same, known to be `from` at least and supposed to be near `guess`.
std::size_t LaneIndex::firstEndingAfter(Nanos time, std::size_t from, std::size_t guess) const
{
    std::size_t low = from, high = m_end.size(); // it is in [low, high]
    guess = std::min(guess, high);
    if (guess < high && m_end[guess] <= time) {
        low = guess + 1;
        for (std::size_t step = 1; low + step < high; step *= 2) {
            if (m_end[low + step] > time) {
                high = low + step;
                break;
            }
            low += step + 1;
        }
    } else {
        high = guess;
        for (std::size_t step = 1; low + step < high; step *= 2) {
            if (m_end[high - step] <= time) {
                low = high - step + 1;
                break;
            }
            high -= step;
        }
    }
    const auto begin = m_end.begin();
    return static_cast<std::size_t>(
        std::upper_bound(begin + static_cast<std::ptrdiff_t>(low), begin + static_cast<std::ptrdiff_t>(high), time)
        - begin);
}

/// `index` = firstEndingAfter(time).
Nanos LaneIndex::busyBefore(Nanos time, std::size_t index) const
{
    if (index == m_begin.size())
        return m_total;
    return m_before[index] + std::max<Nanos>(0, time - m_begin[index]);
}

Nanos LaneIndex::busy(Nanos from, Nanos to) const
{
    if (to <= from)
        return 0;
    return busyBefore(to, firstEndingAfter(to)) - busyBefore(from, firstEndingAfter(from));
}

std::size_t LaneIndex::at(Nanos time) const
{
    const std::size_t index = firstEndingAfter(time);
    return index < m_begin.size() && m_begin[index] <= time ? index : m_begin.size();
}

void LaneIndex::boxes(Nanos from, Nanos to, int width, std::vector<Box>& out) const
{
    out.clear();
    if (to <= from || width <= 0)
        return;
    const std::size_t first = firstEndingAfter(from);
    const std::size_t last = static_cast<std::size_t>(
        std::lower_bound(m_begin.begin() + static_cast<std::ptrdiff_t>(first), m_begin.end(), to) - m_begin.begin());
    const double span = static_cast<double>(to - from), scale = width / span;
    if (static_cast<double>(last - first) < 0.6 * width) {
        for (std::size_t i = first; i < last; ++i) {
            const double left = std::max(0.0, static_cast<double>(m_begin[i] - from) * scale);
            const double right = std::min<double>(width, static_cast<double>(m_end[i] - from) * scale);
            out.push_back({ left, std::max(right, left + 0.75), kLevels });
        }
        return;
    }
    // Columns: the cursor only moves forward, by about as much as for the column before, so the search begins there
    // and gallops the rest.
    std::size_t cursor = first, stride = 0;
    Nanos before = busyBefore(from, cursor), columnBegin = from;
    for (int column = 0; column < width; ++column) {
        const Nanos columnEnd = column + 1 == width ? to : from + static_cast<Nanos>((column + 1) / scale);
        const std::size_t was = cursor;
        cursor = firstEndingAfter(columnEnd, cursor, cursor + stride);
        stride = cursor - was;
        const Nanos after = busyBefore(columnEnd, cursor);
        int level = 0;
        if (after > before) {
            const double share = static_cast<double>(after - before) / static_cast<double>(columnEnd - columnBegin);
            level = std::clamp(static_cast<int>(std::lround(share * kLevels)), 1, kLevels); // something is seen
        }
        if (level > 0) {
            if (!out.empty() && out.back().level == level && out.back().right == column)
                out.back().right = column + 1;
            else
                out.push_back({ static_cast<double>(column), column + 1.0, level });
        }
        before = after;
        columnBegin = columnEnd;
    }
}

} // namespace ilv::ui
