// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/plurals.h"

namespace ilv::ui {

QString EnglishPlurals::translate(const char*, const char* sourceText, const char*, int n) const
{
    if (n < 0)
        return {}; // no count: nothing to decide
    QString text = QString::fromUtf8(sourceText);
    for (const QString& ending : { QStringLiteral("s"), QStringLiteral("es") })
        text.replace(QLatin1Char('(') % ending % QLatin1Char(')'), n == 1 ? QString() : ending);
    return text;
}

} // namespace ilv::ui
