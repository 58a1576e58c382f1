// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/button.h"
#include "controls/card.h"
#include "controls/numberbox.h"
#include "controls/textlabel.h"

#include <QStringList>
#include <QTest>
#include <QWidget>

namespace ilv::ui {

inline Button* button(QWidget& in, const char* name)
{
    return in.findChild<Button*>(QString::fromLatin1(name));
}

inline void click(QWidget* widget)
{
    QVERIFY(widget != nullptr);
    QTest::mouseClick(widget, Qt::LeftButton);
}

/// What stands on the screen and does not fit: labels that would be cut, buttons narrower than their text.
inline QStringList clipped(QWidget& window)
{
    QStringList found;
    const auto labels = window.findChildren<TextLabel*>();
    for (const TextLabel* label : labels)
        if (label->isVisible() && !label->text().isEmpty() && label->isCut())
            found << QStringLiteral("label: ") + label->text();
    const auto buttons = window.findChildren<Button*>();
    for (const Button* each : buttons) {
        if (!each->isVisible())
            continue;
        if (each->width() < each->sizeHint().width() || each->height() < each->sizeHint().height())
            found << QStringLiteral("button: ") + each->accessibleName();
        if (each->width() < 26 || each->height() < 26)
            found << QStringLiteral("too small to hit: ") + each->accessibleName();
    }
    const auto boxes = window.findChildren<NumberBox*>();
    for (const NumberBox* box : boxes)
        if (box->isVisible() && box->fontMetrics().horizontalAdvance(box->text()) + 16 > box->width())
            found << QStringLiteral("box: ") + box->text();
    const auto everything = window.findChildren<QWidget*>();
    for (const QWidget* widget : everything) { // and nothing hangs over its parent's edge
        const QWidget* parent = widget->parentWidget();
        if (!widget->isVisible() || widget->window() != &window || !qobject_cast<const Card*>(parent))
            continue;
        if (!parent->rect().contains(widget->geometry()))
            found << QStringLiteral("outside: ") + parent->objectName();
    }
    return found;
}

} // namespace ilv::ui
