// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/textlabel.h"

#include <QPainter>

namespace ilv::ui {

TextLabel::TextLabel(TextRole role, Ink ink, const QString& text, QWidget* parent)
    : QLabel(text, parent)
    , m_role(role)
    , m_ink(ink)
{
    setTextFormat(Qt::PlainText);
    restyle();
}

void TextLabel::setTheme(const Theme& theme)
{
    m_theme = theme;
    restyle();
}

void TextLabel::setRole(TextRole role)
{
    m_role = role;
    restyle();
}

void TextLabel::setInk(Ink ink)
{
    m_ink = ink;
    restyle();
}

void TextLabel::restyle()
{
    setFont(m_theme.font(m_role));
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, m_theme.*m_ink);
    setPalette(colours);
}

void TextLabel::setElided(bool elided)
{
    m_elided = elided;
    updateGeometry();
}

bool TextLabel::isCut() const
{
    if (wordWrap())
        return heightForWidth(width()) > height() + 1;
    return fontMetrics().horizontalAdvance(text()) > contentsRect().width();
}

QSize TextLabel::minimumSizeHint() const
{
    const QSize whole = QLabel::minimumSizeHint();
    return m_elided ? QSize(fontMetrics().averageCharWidth() * 4, whole.height()) : whole;
}

void TextLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    if (m_elided)
        setToolTip(isCut() ? text() : QString());
}

void TextLabel::paintEvent(QPaintEvent* event)
{
    if (!m_elided || !isCut()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
}

} // namespace ilv::ui
