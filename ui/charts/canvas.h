// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/chartdata.h"

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QString>

#include <vector>

class QPainter;

namespace ilv::ui {

/// The strokes and words all charts are drawn with.

enum class Side : std::uint8_t { Left, Centre, Right };

/// The baseline that puts capitals and digits in the middle of `centreY`.
[[nodiscard]] double baselineAround(double centreY, const QFont& font);
[[nodiscard]] double textWidth(const QString& text, const QFont& font);

/// Text around `centreY` whose left end, centre or right end is at x.
void drawText(QPainter& painter, double x, double centreY, const QString& text, const QFont& font, const QColor& color,
    Side side = Side::Left);

/// Lines that fall on whole pixels: never blurred, never doubled.
void drawHorizontal(QPainter& painter, double left, double right, double y, double width, const QColor& color);
void drawVertical(QPainter& painter, double x, double top, double bottom, double width, const QColor& color);

/// "● Thread pool" at the left of a row, the text elided to `width`.
void drawRowName(
    QPainter& painter, const Theme& theme, double centreY, const SeriesName& name, const QString& text, double width);
/// Room for the names of rows: the widest, but never more than a third of the chart.
[[nodiscard]] double rowNameWidth(const Theme& theme, double chartWidth, const QStringList& names);
inline constexpr double kRowTextLeft = 19; ///< where a row's name begins, unscaled px from the chart's left

/// "queued", "failed", "not run": states without a result; empty for the others.
[[nodiscard]] QString stateWord(SeriesState state);
/// What a row without anything to draw says instead.
[[nodiscard]] QString emptyRowWord(SeriesState state);
[[nodiscard]] QString stateText(SeriesState state); ///< a word for every state: tables
[[nodiscard]] QColor stateColor(SeriesState state, const Theme& theme);

[[nodiscard]] QString elided(const QString& text, const QFont& font, double width);

/// A row's name: the label, or the short one where the chart is narrow.
[[nodiscard]] const QString& rowName(const SeriesName& name, bool narrow);

/// Swatches of a legend row, left to right.
struct LegendItem {
    enum class Swatch : std::uint8_t { Fill, Hatch, Models, Idle, Failed, Planted } swatch = Swatch::Fill;
    QString text;
    QColor color;
    std::vector<Model> models; ///< Swatch::Models: one stripe each
    double height = 11; ///< of the swatch, unscaled px
};
/// Returns the right end.
double drawLegend(
    QPainter& painter, const Theme& theme, double left, double centreY, const std::vector<LegendItem>& items);
[[nodiscard]] double legendWidth(const Theme& theme, const std::vector<LegendItem>& items);
/// As many items to a line as fit; the lines stand kLegendLine apart.
[[nodiscard]] std::vector<std::vector<LegendItem>> legendLines(
    const Theme& theme, const std::vector<LegendItem>& items, double width);
inline constexpr double kLegendLine = 17; ///< unscaled px

} // namespace ilv::ui
