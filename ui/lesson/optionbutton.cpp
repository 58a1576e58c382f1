// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/optionbutton.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kAir = 5; ///< above and below the words

} // namespace

OptionButton::OptionButton(const QString& words, QWidget* parent)
    : QRadioButton(parent)
    , m_words(words)
{
    setAccessibleName(words);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int OptionButton::indent() const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect mark = style()->subElementRect(QStyle::SE_RadioButtonIndicator, &option, this);
    return mark.right() + 1 + style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing, &option, this);
}

void OptionButton::fitInto(int width, int least)
{
    const QRect room(0, 0, std::max(width - indent() - 2, 40), 10'000);
    setFixedHeight(std::max(fontMetrics().boundingRect(room, Qt::TextWordWrap, m_words).height() + 2 * kAir, least));
}

void OptionButton::paintEvent(QPaintEvent* event)
{
    QRadioButton::paintEvent(event); // the mark and the focus
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(rect().adjusted(indent(), 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_words);
}

} // namespace ilv::ui
