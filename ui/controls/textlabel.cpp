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

void TextLabel::themeChanged()
{
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
    update();
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

/// Not QLabel's: a style sheet of the application takes the palette of single labels away.
void TextLabel::paintEvent(QPaintEvent*)
{
    const bool remnant = m_elided && contentsRect().width() < fontMetrics().horizontalAdvance(text()) / 2;
    if (remnant) // "tas…" says less than nothing; the tool tip has it
        return;
    QPainter painter(this);
    painter.setPen(m_theme.*m_ink);
    painter.setFont(font());
    const auto flags = static_cast<int>(alignment()) | (wordWrap() ? Qt::TextWordWrap : Qt::TextSingleLine);
    const QRect room = contentsRect();
    painter.drawText(room, flags, m_elided ? fontMetrics().elidedText(text(), Qt::ElideRight, room.width()) : text());
}

} // namespace ilv::ui
