// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/exacttext.h"

#include <QString>

namespace ilv {
namespace {

/// The fillers are letters by their category and drawn as nothing.
bool isSeen(uint point)
{
    if (point < 0x80)
        return point >= ' ' && point < 0x7f;
    const bool filler = point == 0x115f || point == 0x1160 || point == 0x3164 || point == 0xffa0;
    return !filler && (QChar::isLetter(point) || QChar::isDigit(point));
}

QString shown(uint point)
{
    if (isSeen(point))
        return QString::fromUcs4(reinterpret_cast<const char32_t*>(&point), 1);
    return point <= 0xffff ? QStringLiteral("\\u%1").arg(point, 4, 16, QLatin1Char('0'))
                           : QStringLiteral("\\U%1").arg(point, 8, 16, QLatin1Char('0'));
}

} // namespace

std::string exactText(const std::string& text)
{
    QString out;
    for (const uint point : QString::fromStdString(text).toUcs4())
        out += shown(point);
    return out.toStdString();
}

std::string exactWord(const std::string& word)
{
    QString out;
    bool plain = !word.empty();
    for (const uint point : QString::fromStdString(word).toUcs4()) {
        out += point == '"' || point == '\\' ? QLatin1Char('\\') + QString(QChar(point)) : shown(point);
        plain = plain && isSeen(point) && point != ' ' && point != '"' && point != '\\' && point != '\'';
    }
    return (plain ? out : QLatin1Char('"') + out + QLatin1Char('"')).toStdString();
}

} // namespace ilv
