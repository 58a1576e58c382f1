// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QRectF>
#include <QString>

class QPainter;

namespace ilv::ui {

/// Grey lane skeleton, a headline and one line what to do, in the middle of `area`. Never axes with invented ranges.
void drawEmptyState(
    QPainter& painter, const QRectF& area, const Theme& theme, const QString& headline, const QString& hint);

[[nodiscard]] QString nothingMeasured(); ///< "Nothing measured yet"
[[nodiscard]] QString nothingMeasuredHint(); ///< "Choose a workload on the left, then press Run. …"

} // namespace ilv::ui
