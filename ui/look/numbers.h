// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QPointF>
#include <QString>
#include <QStringList>

class QPainter;

namespace ilv::ui {

/// Numbers on screen. The texts are base/format.h's as QString; the drawing gives every digit a cell of the same width
/// (Inter's digits are proportional and Qt 6.4 has no font features) so that columns line up and live numbers stand.

[[nodiscard]] QString rateText(double perSecond); ///< "14,980 /s"
[[nodiscard]] QString durationText(double nanos); ///< "4.27 ms"
[[nodiscard]] QString countText(qint64 n);
[[nodiscard]] QString percentText(double fraction); ///< "7.2%"
[[nodiscard]] QString ratioText(double ratio); ///< "37.8×"
[[nodiscard]] QString bytesText(double bytes);
[[nodiscard]] QString significantText(double value, int digits = 3); ///< no unit
[[nodiscard]] QString typedNumber(double value, int digits = 6); ///< as a person types it: "2", not "2.00"
[[nodiscard]] QString typedMs(double ms, int digits = 6); ///< "2 ms"
[[nodiscard]] QString rateTick(double perSecond); ///< "500", "1k", "20k", "1M"
[[nodiscard]] QString durationTick(double nanos); ///< "100 ns", "1 ms": no more digits than a tick needs

/// One unit for a whole column or axis.
struct TimeUnit {
    QString name; ///< "ms", for the header
    double nanos = 1e6; ///< one of it
    friend bool operator==(const TimeUnit&, const TimeUnit&) = default;
};
[[nodiscard]] TimeUnit timeUnitFor(double typicalNanos); ///< ns, µs, ms, s or min, so that the value is ≥ 1
[[nodiscard]] QString textInUnit(double nanos, const TimeUnit& unit); ///< three significant digits, no unit
[[nodiscard]] QString durationTick(double nanos, const TimeUnit& unit); ///< "0 s", "2.5 s": an axis of one unit

/// A sensible unit and three digits for a whole column of byte counts (KiB, MiB, GiB).
struct ByteUnit {
    QString name;
    double bytes = 1024 * 1024;
};
[[nodiscard]] ByteUnit byteUnitFor(double typicalBytes);

/// Width of `text` with every digit in a cell as wide as the widest one.
[[nodiscard]] double cellWidth(const QString& text, const QFont& font);
/// Draws it that way, with the painter's pen, from its left end on the baseline.
void drawCells(QPainter& painter, QPointF leftBaseline, const QString& text, const QFont& font);
/// The same from its right end.
void drawCellsRight(QPainter& painter, QPointF rightBaseline, const QString& text, const QFont& font);

/// Widths left and right of the decimal point (an integer ends where the point would begin; a unit or × counts right).
struct DecimalWidths {
    double whole = 0, fraction = 0;
};
[[nodiscard]] DecimalWidths decimalWidths(const QString& text, const QFont& font);
[[nodiscard]] DecimalWidths widest(const QStringList& column, const QFont& font);
/// Draws with the decimal point at `pointX`: for a right-aligned column pointX = right − widest(…).fraction.
void drawDecimal(QPainter& painter, double pointX, double baseline, const QString& text, const QFont& font);

} // namespace ilv::ui
