// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plotview.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kDeepest = 1e-3; ///< of the whole axis

/// An axis in the coordinate it is even in: itself, or its logarithm.
struct Even {
    bool logarithmic;
    [[nodiscard]] double from(double value) const { return logarithmic ? std::log(value) : value; }
    [[nodiscard]] double back(double even) const { return logarithmic ? std::exp(even) : even; }
};

/// Kept inside all and not deeper than is of use; absent where it would be everything.
std::optional<Range> fitted(double low, double high, const Range& all, const Even& even)
{
    const double first = even.from(all.low), last = even.from(all.high), whole = last - first;
    const double length = std::clamp(high - low, whole * kDeepest, whole);
    if (!(whole > 0) || length >= whole * (1 - 1e-9))
        return std::nullopt;
    const double begin = std::clamp(low, first, last - length);
    return Range{ even.back(begin), even.back(begin + length) };
}

} // namespace

void PlotView::setZoom(const std::optional<Range>& zoom)
{
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    setX(m_all, m_logX); // at once: what asks for places before the next drawing gets the new ones
    update();
}

void PlotView::zoomBy(double factor, double aroundPx)
{
    if (!canZoom())
        return;
    const Even even{ m_logX };
    const Range shown = xRange();
    const double at = even.from(std::clamp(valueAtX(aroundPx), shown.low, shown.high));
    const double low = even.from(shown.low), high = even.from(shown.high);
    setZoom(fitted(at - (at - low) * factor, at + (high - at) * factor, m_all, even));
}

void PlotView::panBy(double px)
{
    if (!m_zoom || !canZoom() || !(plot().width() > 0))
        return;
    const Even even{ m_logX };
    const Range shown = xRange();
    const double low = even.from(shown.low), high = even.from(shown.high);
    const double by = px / plot().width() * (high - low);
    setZoom(fitted(low + by, high + by, m_all, even));
}

} // namespace ilv::ui
