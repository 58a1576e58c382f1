// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/checkline.h"

#include "controls/paint.h"
#include "look/icons.h"

#include <QPainter>

namespace ilv::ui {

namespace {

constexpr double kBox = 18, kTextX = 27, kHigh = 28;

} // namespace

void drawCheckBox(QPainter& painter, const QRectF& box, bool checked, bool lit, const Theme& theme)
{
    const double px = theme.px(1);
    if (checked) {
        drawPlate(painter, box, theme.px(space::kTagRadius), theme.accent, QColor());
        drawIcon(painter, Icon::Check, box.adjusted(px, px, -px, -px), theme.accentInk);
    } else {
        drawPlate(painter, box, theme.px(space::kTagRadius), lit ? theme.hover : theme.surface, theme.borderStrong,
            theme.px(1.5));
    }
}

CheckLine::CheckLine(QWidget* parent)
    : QCheckBox(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize CheckLine::sizeHint() const
{
    const double words = QFontMetricsF(m_theme.font(TextRole::Body)).horizontalAdvance(text());
    return QSizeF(m_theme.px(kTextX) + words + 1, m_theme.px(kHigh)).toSize();
}

void CheckLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0, side = m_theme.px(kBox);
    const QRectF box(0, middle - side / 2, side, side);
    drawCheckBox(painter, box, isChecked(), underMouse(), m_theme);
    painter.setFont(m_theme.font(TextRole::Body));
    painter.setPen(m_theme.ink2);
    painter.drawText(QRectF(m_theme.px(kTextX), 0, width() - m_theme.px(kTextX), height()),
        Qt::AlignLeft | Qt::AlignVCenter, text());
    if (hasFocus()) {
        const double out = m_theme.px(3);
        drawFocusRing(painter, box.adjusted(0, -out, out, out), m_theme.px(space::kTagRadius + 3), m_theme);
    }
}

} // namespace ilv::ui
