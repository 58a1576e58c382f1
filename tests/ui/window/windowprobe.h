// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "controls/button.h"
#include "controls/card.h"
#include "controls/numberbox.h"
#include "controls/textfield.h"
#include "controls/textlabel.h"
#include "live/statusstrip.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
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

namespace probe {

/// The library below a chart lays its own layers over each other.
inline bool isInsideChart(const QWidget* widget)
{
    for (; widget; widget = widget->parentWidget())
        if (qobject_cast<const Chart*>(widget))
            return true;
    return false;
}

inline QString nameOf(const QWidget* widget)
{
    const QString name = widget->accessibleName().isEmpty() ? widget->objectName() : widget->accessibleName();
    return QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + name;
}

/// What can be pressed or typed in needs 26 px, times the scale of the window's text.
inline bool isTarget(const QWidget* widget)
{
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)
        || qobject_cast<const QComboBox*>(widget) || qobject_cast<const TextField*>(widget);
}

inline void cutTexts(const QWidget& window, QStringList& found)
{
    const auto labels = window.findChildren<TextLabel*>();
    for (const TextLabel* label : labels)
        if (label->isVisible() && !label->text().isEmpty() && label->isCut() && label->toolTip() != label->text())
            found << QStringLiteral("label: ") + label->text();
    const auto buttons = window.findChildren<Button*>();
    for (const Button* each : buttons)
        if (each->isVisible()
            && (each->width() < each->sizeHint().width() || each->height() < each->sizeHint().height()))
            found << QStringLiteral("button: ") + each->accessibleName();
    const auto strips = window.findChildren<StatusStrip*>();
    for (const StatusStrip* strip : strips)
        if (strip->isVisible() && strip->isDetailCut())
            found << QStringLiteral("status: ") + strip->words().detail;
    const auto boxes = window.findChildren<NumberBox*>();
    for (const NumberBox* box : boxes)
        if (box->isVisible() && box->fontMetrics().horizontalAdvance(box->text()) + 16 > box->width())
            found << QStringLiteral("box: ") + box->text();
}

inline void misplaced(const QWidget& window, QStringList& found)
{
    const auto everything = window.findChildren<QWidget*>();
    for (const QWidget* widget : everything) {
        const QWidget* parent = widget->parentWidget();
        if (!widget->isVisible() || widget->window() != &window || !parent || isInsideChart(parent))
            continue;
        const bool inner = parent->inherits("QAbstractScrollArea") || parent->inherits("QAbstractSpinBox")
            || parent->inherits("QLineEdit") || parent->inherits("QComboBox") || parent->inherits("QTabBar");
        const bool unused // a tab bar the main window keeps for later, outside of what is seen
            = widget->inherits("QTabBar") && parent->inherits("QMainWindow")
            && !parent->rect().intersects(widget->geometry());
        if (inner || unused)
            continue;
        if (isTarget(widget) && (widget->width() < 26 || widget->height() < 26))
            found << QStringLiteral("too small to hit: ") + nameOf(widget);
        const bool scrolled = parent->parentWidget() && parent->parentWidget()->inherits("QAbstractScrollArea");
        if (!scrolled && !parent->rect().contains(widget->geometry()))
            found << QStringLiteral("over the edge: ") + nameOf(widget) + QStringLiteral(" in ") + nameOf(parent);
        for (const QObject* other : parent->children()) {
            const auto* sibling = qobject_cast<const QWidget*>(other);
            const bool later = sibling && sibling > widget; // each pair once
            if (later && sibling->isVisible() && !sibling->isWindow()
                && sibling->geometry().intersects(widget->geometry()))
                found << QStringLiteral("overlap: ") + nameOf(widget) + QStringLiteral(" and ") + nameOf(sibling);
        }
    }
}

} // namespace probe

/// What stands on the screen and is not whole: text that is cut, widgets over each other or over their parent's edge,
/// targets too small to hit. A label that may be cut keeps its whole text in the tool tip.
inline QStringList clipped(const QWidget& window)
{
    QStringList found;
    probe::cutTexts(window, found);
    probe::misplaced(window, found);
    return found;
}

} // namespace ilv::ui
