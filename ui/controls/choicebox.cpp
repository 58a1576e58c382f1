// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/choicebox.h"

#include "controls/paint.h"
#include "look/icons.h"

#include <QPainter>
#include <QWheelEvent>

namespace ilv::ui {

ChoiceBox::ChoiceBox(const QString& accessibleName, QWidget* parent)
    : QComboBox(parent)
{
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::TabFocus);
    themeChanged();
}

void ChoiceBox::themeChanged()
{
    setFont(m_theme.font(TextRole::BodyStrong));
}

QSize ChoiceBox::sizeHint() const
{
    return QSizeF(m_theme.px(200), m_theme.px(space::kButtonHeight)).toSize();
}

QSize ChoiceBox::minimumSizeHint() const
{
    return QSizeF(m_theme.px(80), m_theme.px(space::kButtonHeight)).toSize();
}

void ChoiceBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = m_theme.px(space::kButtonRadius), side = m_theme.px(12), air = m_theme.px(10);
    drawPlate(painter, rect(), radius, m_theme.surface, m_theme.borderStrong, m_theme.hairline());
    painter.setFont(font());
    painter.setPen(isEnabled() ? m_theme.ink : m_theme.ink3);
    const QRectF room(air, 0, width() - 3 * air - side, height());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(font()).elidedText(currentText(), Qt::ElideRight, room.width()));
    drawIcon(painter, Icon::ChevronDown, QRectF(width() - air - side, (height() - side) / 2, side, side), m_theme.ink2);
    if (hasFocus())
        drawFocusRing(painter, rect(), radius, m_theme);
}

void ChoiceBox::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

} // namespace ilv::ui
