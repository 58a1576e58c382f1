// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

#include <QByteArray>
#include <QImage>

namespace ilv::ui {

/// An exported figure: title, subtitle, what the y axis shows, the plot, footer; around a view of its own.

struct FigureWords {
    QString title, subtitle, axis, footer; ///< axis: above the plot, since the app's card header is not exported
    QString headline, hint; ///< drawn instead of the plot where nothing is measured; empty: the plot
};

[[nodiscard]] QByteArray figureSvg(PlotView& view, QSize size, const FigureWords& words);
[[nodiscard]] QByteArray figurePdf(PlotView& view, QSize size, const FigureWords& words);
[[nodiscard]] QImage figureRaster(PlotView& view, QSize size, const FigureWords& words, double ratio);

} // namespace ilv::ui
