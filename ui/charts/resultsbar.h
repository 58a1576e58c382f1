// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QRectF>

class QPainter;

namespace ilv::ui {

/// The bar in the table's "Times sequential" column: length in proportion to `ratio` (the longest of the column is
/// `most`), in the model's colour, the number after it ("37.8×"), 600 when `strong` (the best row).
void drawResultsBar(
    QPainter& painter, const QRectF& cell, const Theme& theme, Model model, double ratio, double most, bool strong);

} // namespace ilv::ui
