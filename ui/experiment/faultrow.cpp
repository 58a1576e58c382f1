// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/faultrow.h"

#include "controls/button.h"
#include "controls/numberbox.h"
#include "controls/textlabel.h"
#include "experiment/typingwatch.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ilv::ui {

FaultRow::FaultRow(QWidget* parent)
    : QWidget(parent)
    , m_name(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_before(new TextLabel(TextRole::Tick, &Theme::ink3, {}, this))
    , m_unit(new TextLabel(TextRole::Tick, &Theme::ink3, {}, this))
    , m_problem(new TextLabel(TextRole::Caption, &Theme::err, {}, this))
    , m_box(new NumberBox(this))
    , m_remove(new Button(ButtonKind::Icon, tr("Take out"), Icon::Close, this))
    , m_typing(new TypingWatch(m_box))
{
    m_name->setElided(true);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_remove->setCompact(true);
    auto* names = new QHBoxLayout;
    names->addWidget(m_name, 1);
    names->addWidget(m_remove);
    auto* numbers = new QHBoxLayout;
    numbers->setSpacing(8);
    numbers->addWidget(m_before, 1, Qt::AlignRight | Qt::AlignVCenter);
    numbers->addWidget(m_box);
    numbers->addWidget(m_unit);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(names);
    column->addLayout(numbers);
    column->addWidget(m_problem);
    connect(m_box, &NumberBox::valueChanged, this, &FaultRow::edited);
    connect(m_remove, &Button::clicked, this, &FaultRow::removeAsked);
    connect(m_typing, &TypingWatch::changed, this, &FaultRow::refreshProblem);
    connect(m_typing, &TypingWatch::ended, this, &FaultRow::typingEnded);
}

void FaultRow::setTheme(const Theme& theme)
{
    m_unit->setFixedWidth(static_cast<int>(theme.px(34)));
}

void FaultRow::setCompact(bool compact)
{
    m_box->setCompact(compact);
}

void FaultRow::setFault(const PlantedFault& fault)
{
    const QSignalBlocker quiet(m_box);
    m_name->setText(fault.name);
    m_before->setText(fault.before);
    m_unit->setText(fault.unit);
    m_remove->setLabel(tr("Take out %1").arg(fault.name));
    for (QWidget* widget : std::initializer_list<QWidget*>{ m_before, m_box, m_unit })
        widget->setVisible(fault.number.has_value());
    if (!fault.number)
        return;
    if (m_box->decimals() != fault.decimals)
        m_box->setDecimals(fault.decimals);
    if (m_box->minimum() != fault.minimum || m_box->maximum() != fault.maximum)
        m_box->setRange(fault.minimum, fault.maximum);
    if (m_box->value() != *fault.number)
        m_box->setValue(*fault.number);
    m_box->setAccessibleName(tr("%1 %2, %3").arg(fault.name, fault.before, fault.unit));
}

void FaultRow::showProblem(const QString& sentence)
{
    m_rule = sentence;
    refreshProblem();
}

void FaultRow::refreshProblem()
{
    const QString sentence = m_typing->problem().isEmpty() ? m_rule : m_typing->problem();
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_box->setInvalid(!sentence.isEmpty());
    m_box->setAccessibleDescription(sentence);
}

} // namespace ilv::ui
