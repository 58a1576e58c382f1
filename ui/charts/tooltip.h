// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/chartdata.h"

#include <QPointF>
#include <QRectF>

#include <vector>

class QPainter;

namespace ilv::ui {

/// What the pointer is on: one box for all series there.
struct Tooltip {
    struct Row {
        QString name;
        QString value;
        double order = 0; ///< for sorting
        bool marked = false; ///< with the marker of:
        Model model = Model::Sequential;
        int variant = 0;
    };
    QString heading; ///< "6.2 s", "Thread pool"
    std::vector<Row> rows;
    [[nodiscard]] QString sentence() const; ///< "6.2 s: Threads 14,980 /s, Hybrid 13,190 /s"
};

/// Beside `anchor` (right of it where there is room), inside `bounds`. With `clear` > 0 below or above the anchor
/// instead, that far from it, so that the row it tells about stays visible.
void drawTooltip(QPainter& painter, const Theme& theme, QPointF anchor, const QRectF& bounds, const Tooltip& tooltip,
    double clear = 0);

} // namespace ilv::ui
