// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sectionhead.h"

#include "controls/paint.h"
#include "look/icons.h"

#include <QPainter>

namespace ilv::ui {

namespace {

constexpr double kHigh = 28, kIcon = 12, kGap = 4, kAir = 4;

} // namespace

SectionHead::SectionHead(const QString& title, QWidget* parent)
    : QPushButton(title, parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
    connect(this, &QPushButton::toggled, this, [this] { setSummary(m_summary, m_bad); });
}

void SectionHead::setSummary(const QString& summary, bool bad)
{
    m_summary = summary;
    m_bad = bad;
    setAccessibleDescription(isChecked() ? tr("%1, shown").arg(summary) : tr("%1, press to show").arg(summary));
    update();
}

QSize SectionHead::sizeHint() const
{
    return QSizeF(m_theme.px(150), m_theme.px(kHigh)).toSize();
}

void SectionHead::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double air = m_theme.px(kAir), icon = m_theme.px(kIcon);
    if (underMouse() || isDown())
        drawPlate(painter, rect(), m_theme.px(space::kTagRadius), m_theme.hover, QColor());
    drawIcon(painter, isChecked() ? Icon::ChevronDown : Icon::ChevronRight,
        QRectF(0, (height() - icon) / 2, icon, icon), m_theme.ink3);
    const QRectF words(icon + m_theme.px(kGap), 0, width() - icon - m_theme.px(kGap) - air, height());
    painter.setFont(m_theme.font(TextRole::Label));
    painter.setPen(m_theme.ink3);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(m_theme.font(m_bad ? TextRole::Label : TextRole::Tick));
    painter.setPen(m_bad ? m_theme.err : m_theme.ink3);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, m_summary);
    if (hasFocus())
        drawFocusRing(painter, rect(), m_theme.px(space::kTagRadius), m_theme);
}

} // namespace ilv::ui
