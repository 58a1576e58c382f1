// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/faultrow.h"

#include "controls/button.h"
#include "controls/numberbox.h"
#include "controls/textlabel.h"

#include <QHBoxLayout>

namespace ilv::ui {

FaultRow::FaultRow(QWidget* parent)
    : NumberRow(parent)
    , m_name(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_before(new TextLabel(TextRole::Tick, &Theme::ink3, {}, this))
    , m_remove(new Button(ButtonKind::Icon, tr("Take out"), Icon::Close, this))
{
    m_name->setElided(true);
    m_remove->setCompact(true);
    auto* names = new QHBoxLayout;
    names->addWidget(m_name, 1);
    names->addWidget(m_remove);
    auto* numbers = new QHBoxLayout;
    numbers->setSpacing(8);
    numbers->addWidget(m_before, 1, Qt::AlignRight | Qt::AlignVCenter);
    numbers->addWidget(m_box);
    numbers->addWidget(m_unit);
    layOut({ names, numbers }, 2);
    connect(m_box, &NumberBox::valueChanged, this, &FaultRow::edited);
    connect(m_remove, &Button::clicked, this, &FaultRow::removeAsked);
}

void FaultRow::themeChanged()
{
    m_unit->setFixedWidth(static_cast<int>(m_theme.px(34)));
}

void FaultRow::setFault(const PlantedFault& fault)
{
    m_name->setText(fault.name);
    m_before->setText(fault.before);
    m_unit->setText(fault.unit);
    m_remove->setLabel(tr("Take out %1").arg(fault.name));
    for (QWidget* widget : std::initializer_list<QWidget*>{ m_before, m_box, m_unit })
        widget->setVisible(fault.number.has_value());
    if (!fault.number)
        return;
    setNumber(fault.decimals, fault.minimum, fault.maximum, *fault.number);
    m_box->setAccessibleName(tr("%1 %2, %3").arg(fault.name, fault.before, fault.unit));
}

} // namespace ilv::ui
