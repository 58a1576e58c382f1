// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/button.h"

#include "controls/paint.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

namespace ilv::ui {

namespace {

constexpr double kIcon = 16, kIconGap = 4;

/// Text of what cannot be pressed now: readable, not inviting.
QColor faded(const Theme& theme)
{
    return mix(theme.ink3, theme.surface, 0.9);
}

} // namespace

Button::Button(ButtonKind kind, const QString& text, std::optional<Icon> icon, QWidget* parent)
    : QPushButton(parent)
    , m_kind(kind)
    , m_icon(icon)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::ArrowCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setLabel(text);
}

void Button::themeChanged()
{
    setFont(labelFont());
}

void Button::setSymbol(Icon icon)
{
    m_icon = icon;
    update();
}

void Button::setSymbolInk(QColor Theme::*ink)
{
    m_symbolInk = ink;
    update();
}

void Button::setLabel(const QString& text)
{
    setAccessibleName(text);
    if (m_kind == ButtonKind::Icon)
        setToolTip(text);
    else
        setText(text);
    setFont(labelFont());
    updateGeometry();
    update();
}

void Button::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
}

void Button::setTextHidden(bool hidden)
{
    hidden = hidden && m_icon.has_value();
    if (hidden == m_textHidden)
        return;
    m_textHidden = hidden;
    if (hidden && toolTip().isEmpty()) {
        m_ownToolTip = true;
        setToolTip(text());
    } else if (!hidden && m_ownToolTip) {
        m_ownToolTip = false;
        if (toolTip() == text()) // somebody may have set another meanwhile
            setToolTip({});
    }
    updateGeometry();
    update();
}

QString Button::shownText() const
{
    return m_textHidden ? QString() : text();
}

QFont Button::labelFont() const
{
    return m_theme.font(TextRole::BodyStrong);
}

double Button::padding() const
{
    return m_theme.px(m_kind == ButtonKind::Primary ? 14 : m_kind == ButtonKind::Flat ? 8 : 12);
}

QSize Button::sizeHint() const
{
    const double height = m_theme.px(m_compact ? 26 : space::kButtonHeight);
    if (m_kind == ButtonKind::Icon)
        return QSizeF(height, height).toSize();
    double width = 2 * padding() + QFontMetricsF(labelFont()).horizontalAdvance(shownText());
    if (m_icon)
        width += m_theme.px(kIcon + kIconGap) - m_theme.px(2); // the glyphs have air of their own at the left
    if (menu())
        width += m_theme.px(14);
    return QSize(static_cast<int>(std::ceil(width)), static_cast<int>(std::lround(height)));
}

bool Button::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    return QPushButton::event(event);
}

void Button::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool enabled = isEnabled();
    const bool lit = enabled && (underMouse() || isDown() || isChecked() || (menu() && isDown()));
    const double radius = m_theme.px(space::kButtonRadius);
    const double hair = m_theme.hairline();

    QColor fill, edge, ink = enabled ? m_theme.ink : faded(m_theme);
    switch (m_kind) {
    case ButtonKind::Primary:
        fill = enabled ? (lit ? mix(m_theme.accent, m_theme.surface, 0.88) : m_theme.accent) : m_theme.hover;
        ink = enabled ? m_theme.accentInk : faded(m_theme);
        break;
    case ButtonKind::Plain:
    case ButtonKind::Quiet:
        fill = lit ? m_theme.hover : m_theme.surface;
        edge = m_kind == ButtonKind::Plain && enabled ? m_theme.borderStrong : m_theme.border;
        break;
    case ButtonKind::Flat:
    case ButtonKind::Icon:
        if (lit)
            fill = m_theme.hover;
        if (enabled)
            ink = m_theme.ink2;
        break;
    }
    drawPlate(painter, rect(), radius, fill, edge, hair);

    const double side = m_theme.px(kIcon);
    const QColor symbolInk = enabled && m_symbolInk ? m_theme.*m_symbolInk : ink;
    if (m_kind == ButtonKind::Icon) {
        if (m_icon)
            drawIcon(painter, *m_icon, QRectF((width() - side) / 2, (height() - side) / 2, side, side), symbolInk);
    } else {
        double x = padding();
        if (m_icon) {
            drawIcon(painter, *m_icon, QRectF(x - m_theme.px(2), (height() - side) / 2, side, side), symbolInk);
            x += side + m_theme.px(kIconGap - 2);
        }
        painter.setFont(labelFont());
        painter.setPen(ink);
        painter.drawText(QRectF(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, shownText());
        if (menu()) {
            const double chevron = m_theme.px(12);
            drawIcon(painter, Icon::ChevronDown,
                QRectF(width() - padding() - chevron + m_theme.px(4), (height() - chevron) / 2, chevron, chevron), ink);
        }
    }
    if (hasFocus())
        drawFocusRing(painter, rect(), radius, m_theme, m_kind == ButtonKind::Primary);
}

} // namespace ilv::ui
