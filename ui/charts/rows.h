// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <optional>
#include <vector>

namespace ilv::ui {

/// Rows of equal height in a plot: where they are, which one is pointed at, which one comes next.
[[nodiscard]] double rowPitch(const QRectF& plot, std::size_t rows);
[[nodiscard]] double rowCentre(const QRectF& plot, std::size_t rows, std::size_t row);
[[nodiscard]] std::optional<std::size_t> rowAt(const QRectF& plot, std::size_t rows, QPointF position);
/// `by` rows on among those that are shown, stopping at the ends; from outside, the first or the last. None shown:
/// none.
[[nodiscard]] std::optional<std::size_t> stepRow(
    const std::vector<bool>& shown, std::optional<std::size_t> from, int by);

} // namespace ilv::ui
