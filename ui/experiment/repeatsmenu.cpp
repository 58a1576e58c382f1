// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/repeatsmenu.h"

#include "model/experimentform.h"

#include <QActionGroup>

namespace ilv::ui {

RepeatsMenu::RepeatsMenu(QWidget* parent)
    : QMenu(parent)
    , m_byTime(addAction(tr("Seconds")))
    , m_byTasks(addAction(tr("Number of tasks")))
    , m_repeats(new QActionGroup(this))
{
    auto* units = new QActionGroup(this);
    for (QAction* action : { m_byTime, m_byTasks }) {
        action->setCheckable(true);
        units->addAction(action);
    }
    connect(
        units, &QActionGroup::triggered, this, [this](QAction* action) { Q_EMIT byTimeChosen(action == m_byTime); });
    addSection(tr("Repeats"));
    for (const int repeats : { 1, 3, 6, 10, 20, 50 }) {
        QAction* action
            = addAction(repeats == 6 ? tr("6 repeats, enough for an interval") : tr("%n repeat(s)", nullptr, repeats));
        action->setData(repeats);
        action->setCheckable(true);
        m_repeats->addAction(action);
    }
    connect(m_repeats, &QActionGroup::triggered, this,
        [this](QAction* action) { Q_EMIT repeatsChosen(action->data().toInt()); });
}

void RepeatsMenu::tick(const ExperimentForm& form)
{
    (form.runsByTime() ? m_byTime : m_byTasks)->setChecked(true);
    m_byTasks->setEnabled(form.canRunByTasks());
    const auto actions = m_repeats->actions();
    for (QAction* action : actions)
        action->setChecked(action->data().toInt() == form.repeats());
}

} // namespace ilv::ui
