// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/rows.h"

#include <algorithm>

namespace ilv::ui {

double rowPitch(const QRectF& plot, std::size_t rows)
{
    return plot.height() / static_cast<double>(std::max<std::size_t>(1, rows));
}

double rowCentre(const QRectF& plot, std::size_t rows, std::size_t row)
{
    return plot.top() + (static_cast<double>(row) + 0.5) * rowPitch(plot, rows);
}

std::optional<std::size_t> rowAt(const QRectF& plot, std::size_t rows, QPointF position)
{
    if (rows == 0 || position.y() < plot.top() || position.y() >= plot.bottom())
        return std::nullopt;
    return std::min(rows - 1, static_cast<std::size_t>((position.y() - plot.top()) / rowPitch(plot, rows)));
}

std::optional<std::size_t> stepRow(const std::vector<bool>& shown, std::optional<std::size_t> from, int by)
{
    std::vector<std::size_t> stops;
    for (std::size_t row = 0; row < shown.size(); ++row) {
        if (shown[row])
            stops.push_back(row);
    }
    if (stops.empty())
        return std::nullopt;
    const auto last = static_cast<std::ptrdiff_t>(stops.size()) - 1;
    std::ptrdiff_t index = by > 0 ? -1 : last + 1;
    if (from)
        index = std::find(stops.begin(), stops.end(), *from) - stops.begin();
    return stops[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(index + by, 0, last))];
}

} // namespace ilv::ui
