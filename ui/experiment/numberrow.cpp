// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/numberrow.h"

#include "controls/numberbox.h"
#include "controls/textlabel.h"
#include "experiment/typingwatch.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ilv::ui {

NumberRow::NumberRow(QWidget* parent)
    : QWidget(parent)
    , m_box(new NumberBox(this))
    , m_unit(new TextLabel(TextRole::Tick, &Theme::ink3, {}, this))
    , m_problem(new TextLabel(TextRole::Caption, &Theme::err, {}, this))
    , m_typing(new TypingWatch(m_box))
{
    m_problem->setWordWrap(true);
    m_problem->hide();
    connect(m_typing, &TypingWatch::changed, this, &NumberRow::refreshProblem);
    connect(m_typing, &TypingWatch::ended, this, &NumberRow::typingEnded);
}

void NumberRow::layOut(std::initializer_list<QLayout*> lines, int spacing)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    for (QLayout* line : lines)
        column->addLayout(line);
    column->addWidget(m_problem);
}

void NumberRow::setCompact(bool compact)
{
    m_box->setCompact(compact);
}

void NumberRow::setNumber(int decimals, double minimum, double maximum, double value)
{
    const QSignalBlocker quiet(m_box);
    // Each of these writes the text anew, and "1." is on its way to "1.5".
    if (m_box->decimals() != decimals)
        m_box->setDecimals(decimals);
    if (m_box->minimum() != minimum || m_box->maximum() != maximum)
        m_box->setRange(minimum, maximum);
    if (m_box->value() != value)
        m_box->setValue(value);
}

void NumberRow::showProblem(const QString& sentence)
{
    m_rule = sentence;
    refreshProblem();
}

void NumberRow::refreshProblem()
{
    const QString sentence = m_typing->problem().isEmpty() ? m_rule : m_typing->problem();
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_box->setInvalid(!sentence.isEmpty());
    m_box->setAccessibleDescription(sentence);
}

} // namespace ilv::ui
