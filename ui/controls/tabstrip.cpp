// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/tabstrip.h"

#include "controls/paint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

TabStrip::TabStrip(QWidget* parent)
    : QTabBar(parent)
{
    setExpanding(false);
    setDrawBase(false);
    setUsesScrollButtons(false);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
}

void TabStrip::themeChanged()
{
    setFont(m_theme.font(TextRole::BodyStrong)); // also tells the bar that its sizes changed
    fit();
}

QSize TabStrip::tabSizeHint(int index) const
{
    const double text = QFontMetricsF(m_theme.font(TextRole::BodyStrong)).horizontalAdvance(tabText(index));
    return QSize(static_cast<int>(std::ceil(text + m_theme.px(m_air))),
        static_cast<int>(std::lround(m_theme.px(space::kTabHeight))));
}

void TabStrip::fit()
{
    double texts = 0;
    for (int i = 0; i < count(); ++i)
        texts += std::ceil(QFontMetricsF(m_theme.font(TextRole::BodyStrong)).horizontalAdvance(tabText(i))) + 1;
    const double air = count() ? std::clamp((width() - texts) / count() / m_theme.scale, 6.0, 24.0) : 24;
    if (std::abs(air - m_air) > 0.1) {
        m_air = air;
        setIconSize(iconSize()); // tells the bar that its sizes changed
    }
}

void TabStrip::resizeEvent(QResizeEvent* event)
{
    fit();
    QTabBar::resizeEvent(event);
}

void TabStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double radius = m_theme.px(space::kSegmentedRadius);
    const QPoint pointer = mapFromGlobal(QCursor::pos());
    for (int i = 0; i < count(); ++i) {
        const QRectF tab = tabRect(i);
        const bool current = i == currentIndex();
        const bool hovered = underMouse() && tab.contains(pointer);
        if (current)
            drawPlate(painter, tab, radius, m_theme.surface, m_theme.border, m_theme.hairline());
        else if (hovered)
            drawPlate(painter, tab, radius, m_theme.hover, QColor());
        painter.setFont(m_theme.font(current ? TextRole::BodyStrong : TextRole::BodyMedium));
        painter.setPen(current || hovered ? m_theme.ink : m_theme.ink2);
        painter.drawText(tab, Qt::AlignCenter, tabText(i));
        if (current && hasFocus())
            drawFocusRing(painter, tab, radius, m_theme);
    }
}

} // namespace ilv::ui
