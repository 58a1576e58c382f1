// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/unitbutton.h"

#include "controls/paint.h"

#include <QPainter>

#include <cmath>

namespace ilv::ui {

UnitButton::UnitButton(QWidget* parent)
    : QPushButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void UnitButton::themeChanged()
{
    setFont(m_theme.font(TextRole::Tick));
}

QSize UnitButton::sizeHint() const
{
    const double width = QFontMetricsF(m_theme.font(TextRole::Tick)).horizontalAdvance(text());
    return QSize(static_cast<int>(std::ceil(width + 2 * m_theme.px(kAir))), static_cast<int>(m_theme.px(26)));
}

void UnitButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool lit = underMouse() || isDown();
    if (lit)
        drawPlate(painter, rect(), m_theme.px(space::kTagRadius), m_theme.hover, QColor());
    painter.setFont(m_theme.font(TextRole::Tick));
    painter.setPen(lit ? m_theme.ink : m_theme.ink3);
    painter.drawText(QRectF(rect()).adjusted(m_theme.px(kAir), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    if (hasFocus())
        drawFocusRing(painter, rect(), m_theme.px(space::kTagRadius), m_theme);
}

} // namespace ilv::ui
