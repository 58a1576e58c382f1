// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/numbers.h"

#include "base/format.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

const QChar kNarrowSpace(0x202f);

struct Unit {
    const char16_t* name;
    double size;
};
constexpr Unit kTimeUnits[]{ { u"min", 60e9 }, { u"s", 1e9 }, { u"ms", 1e6 }, { u"\u00b5s", 1e3 }, { u"ns", 1 } };
constexpr Unit kByteUnits[]{ { u"GiB", 1024.0 * 1024 * 1024 }, { u"MiB", 1024.0 * 1024 }, { u"KiB", 1024 } };

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

double digitCell(const QFontMetricsF& metrics)
{
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls `piece(text, x)` for each digit (centred in its cell) and each run of anything else; returns the width.
template <typename Piece> double layOut(const QString& text, const QFont& font, Piece piece)
{
    const QFontMetricsF metrics(font);
    const double cell = digitCell(metrics);
    double x = 0;
    for (qsizetype at = 0; at < text.size();) {
        if (isDigit(text[at])) {
            const QString digit(text[at]);
            piece(digit, x + (cell - metrics.horizontalAdvance(digit)) / 2);
            x += cell;
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < text.size() && !isDigit(text[end]))
            ++end;
        const QString run = text.mid(at, end - at);
        piece(run, x);
        x += metrics.horizontalAdvance(run);
        at = end;
    }
    return x;
}

/// The reader's own point and thousands sign. What goes into files is written elsewhere, with C's.
QString localised(const std::string& text)
{
    QString out = QString::fromStdString(text);
    const QLocale locale;
    const QString point = locale.decimalPoint(), group = locale.groupSeparator();
    if (point == QLatin1String(".") && group == QLatin1String(","))
        return out;
    for (qsizetype at = out.size() - 1; at >= 0; --at) {
        if (out[at] == QLatin1Char('.'))
            out.replace(at, 1, point);
        else if (out[at] == QLatin1Char(','))
            out.replace(at, 1, group);
    }
    return out;
}

/// Where the whole part of a number ends: at its point, or after its last leading digit.
qsizetype wholeEnd(const QString& text)
{
    const QLocale locale;
    const QString group = locale.groupSeparator();
    const qsizetype point = text.indexOf(locale.decimalPoint());
    if (point >= 0)
        return point;
    qsizetype end = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (isDigit(text[at]))
            end = at + 1;
        else if (end > 0 && !group.contains(text[at]))
            break;
    }
    return end > 0 ? end : text.size();
}

} // namespace

QString rateText(double perSecond)
{
    return localised(formatRate(perSecond));
}
QString durationText(double nanos)
{
    return localised(formatDuration(nanos));
}
QString countText(qint64 n)
{
    return localised(formatCount(n));
}
QString percentText(double fraction)
{
    return localised(formatPercent(fraction));
}
QString ratioText(double ratio)
{
    return localised(formatRatio(ratio));
}
QString bytesText(double bytes)
{
    return localised(formatBytes(bytes));
}
QString significantText(double value, int digits)
{
    return localised(formatSignificant(value, digits));
}
QString typedNumber(double value, int digits)
{
    return QString::number(value, 'g', digits);
}
QString typedMs(double ms, int digits)
{
    return typedNumber(ms, digits) + kNarrowSpace + QStringLiteral("ms");
}
QString rateTick(double perSecond)
{
    return localised(formatTick(perSecond));
}

TimeUnit timeUnitFor(double typicalNanos)
{
    for (const Unit& unit : kTimeUnits) {
        // Minutes only where seconds get long: 90 s reads better than 1.5 min.
        if (std::abs(typicalNanos) >= unit.size * (unit.size > 1e9 ? 2 : 1))
            return { QString::fromUtf16(unit.name), unit.size };
    }
    return { QStringLiteral("ns"), 1 };
}

QString textInUnit(double nanos, const TimeUnit& unit)
{
    return significantText(nanos / unit.nanos, 3);
}

QString durationTick(double nanos, const TimeUnit& unit)
{
    return localised(QByteArray::number(nanos / unit.nanos, 'g', 9).toStdString()) + kNarrowSpace + unit.name;
}

QString durationTick(double nanos)
{
    return durationTick(nanos, timeUnitFor(nanos * (1 + 1e-9)));
}

ByteUnit byteUnitFor(double typicalBytes)
{
    for (const Unit& unit : kByteUnits) {
        if (typicalBytes >= unit.size)
            return { QString::fromUtf16(unit.name), unit.size };
    }
    return { QStringLiteral("KiB"), 1024 };
}

double cellWidth(const QString& text, const QFont& font)
{
    return layOut(text, font, [](const QString&, double) {});
}

void drawCells(QPainter& painter, QPointF leftBaseline, const QString& text, const QFont& font)
{
    painter.setFont(font);
    layOut(text, font, [&](const QString& piece, double x) { painter.drawText(leftBaseline + QPointF(x, 0), piece); });
}

void drawCellsRight(QPainter& painter, QPointF rightBaseline, const QString& text, const QFont& font)
{
    drawCells(painter, rightBaseline - QPointF(cellWidth(text, font), 0), text, font);
}

DecimalWidths decimalWidths(const QString& text, const QFont& font)
{
    const qsizetype end = wholeEnd(text);
    return { cellWidth(text.left(end), font), cellWidth(text.mid(end), font) };
}

DecimalWidths widest(const QStringList& column, const QFont& font)
{
    DecimalWidths most;
    for (const QString& text : column) {
        const DecimalWidths widths = decimalWidths(text, font);
        most.whole = std::max(most.whole, widths.whole);
        most.fraction = std::max(most.fraction, widths.fraction);
    }
    return most;
}

void drawDecimal(QPainter& painter, double pointX, double baseline, const QString& text, const QFont& font)
{
    drawCells(painter, QPointF(pointX - decimalWidths(text, font).whole, baseline), text, font);
}

} // namespace ilv::ui
