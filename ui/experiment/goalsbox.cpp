// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/goalsbox.h"

#include "experiment/goalrow.h"

#include <QVBoxLayout>

namespace ilv::ui {

GoalsBox::GoalsBox(QWidget* parent)
    : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 4);
    column->setSpacing(4);
    for (const GoalField field : kGoalFields) {
        auto* row = new GoalRow(this);
        m_rows[static_cast<std::size_t>(field)] = row;
        column->addWidget(row);
        connect(
            row, &GoalRow::edited, this, [this, field](std::optional<double> value) { Q_EMIT edited(field, value); });
        connect(row, &GoalRow::typingEnded, this, &GoalsBox::typingEnded);
    }
}

void GoalsBox::setCompact(bool compact)
{
    for (GoalRow* row : m_rows)
        row->setCompact(compact);
}

void GoalsBox::refresh(const ExperimentForm& form)
{
    for (const GoalField field : kGoalFields)
        row(field)->setView(form.goal(field));
}

} // namespace ilv::ui
