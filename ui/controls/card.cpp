// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/card.h"

#include "controls/button.h"
#include "controls/paint.h"
#include "controls/textlabel.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace ilv::ui {

Card::Card(const QString& title, const QString& subtitle, QWidget* content, QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_header(new QHBoxLayout)
    , m_title(new TextLabel(TextRole::CardTitle, &Theme::ink, title, this))
    , m_subtitle(new TextLabel(TextRole::Body, &Theme::ink3, subtitle, this))
    , m_content(content)
{
    setObjectName(title);
    setAccessibleName(title);
    m_subtitle->setElided(true);
    m_subtitle->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_header->addStrut(22); // as high with tools as without
    m_header->addWidget(m_title);
    m_header->addWidget(m_subtitle, 1);
    m_column->addLayout(m_header);
    content->setParent(this);
    m_column->addWidget(content, 1);
    themeChanged();
}

void Card::themeChanged()
{
    const int x = static_cast<int>(m_theme.px(space::kCardPaddingX)),
              y = static_cast<int>(m_theme.px(space::kCardPaddingY));
    m_column->setContentsMargins(x, y, x, y);
    m_column->setSpacing(static_cast<int>(m_theme.px(4)));
    m_header->setSpacing(static_cast<int>(m_theme.px(8)));
}

QString Card::title() const
{
    return m_title->text();
}

void Card::setSubtitle(const QString& subtitle)
{
    m_subtitle->setText(subtitle);
}

bool Card::isSubtitleCut() const
{
    m_column->activate(); // or the label still has the width of before
    return m_subtitle->isCut();
}

void Card::addTool(QWidget* tool)
{
    m_header->insertWidget(m_header->indexOf(m_subtitle) + 1, tool);
    QWidget* before = m_content; // Tab: the content, then its tools from left to right
    for (QAbstractButton* button : tool->findChildren<QAbstractButton*>()) {
        setTabOrder(before, button);
        before = button;
    }
}

Button* Card::addExportButton()
{
    auto* button = new Button(ButtonKind::Icon, tr("Export %1").arg(title()), Icon::Export, this);
    button->setCompact(true);
    m_header->addWidget(button);
    return button;
}

Button* Card::addExpandButton()
{
    m_expand = new Button(ButtonKind::Icon, {}, Icon::Expand, this);
    m_expand->setCompact(true);
    m_header->addWidget(m_expand);
    setExpanded(false);
    return m_expand;
}

void Card::setExpanded(bool expanded)
{
    if (!m_expand)
        return;
    m_expand->setSymbol(expanded ? Icon::Collapse : Icon::Expand);
    m_expand->setLabel(expanded ? tr("Make %1 smaller").arg(title()) : tr("Make %1 larger").arg(title()));
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kCardRadius), m_theme.surface, m_theme.border, m_theme.hairline());
}

} // namespace ilv::ui
