// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/changestrip.h"

#include "controls/paint.h"
#include "controls/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace ilv::ui {

ChangeStrip::ChangeStrip(QWidget* parent)
    : QWidget(parent)
    , m_text(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
{
    setObjectName(QStringLiteral("change"));
    setAccessibleName(tr("Old against new"));
    m_text->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->addWidget(m_text);
    themeChanged();
}

void ChangeStrip::themeChanged()
{
    const int side = static_cast<int>(m_theme.px(space::kCardPaddingX));
    layout()->setContentsMargins(side, 0, side, 0);
}

void ChangeStrip::setText(const QString& sentence)
{
    m_text->setText(sentence);
    m_text->setToolTip(m_text->wordWrap() ? QString() : sentence);
    setAccessibleDescription(sentence);
}

void ChangeStrip::setOneLine(bool one)
{
    m_text->setWordWrap(!one);
    m_text->setElided(one);
}

QString ChangeStrip::text() const
{
    return m_text->text();
}

int ChangeStrip::heightFor(int width) const
{
    if (!m_text->wordWrap())
        return static_cast<int>(m_theme.px(30));
    const int lines
        = m_text->heightForWidth(std::max(1, width - 2 * static_cast<int>(m_theme.px(space::kCardPaddingX))));
    return std::max(static_cast<int>(m_theme.px(30)), lines + static_cast<int>(m_theme.px(12)));
}

void ChangeStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kCardRadius), m_theme.surface, m_theme.border, m_theme.hairline());
}

} // namespace ilv::ui
