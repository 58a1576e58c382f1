// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/textlabel.h"
#include "experiment/experimentpanel.h"
#include "experiment/faultsbox.h"
#include "experiment/fieldrow.h"
#include "experiment/goalrow.h"
#include "experiment/goalsbox.h"
#include "experiment/sectionhead.h"
#include "model/advice.h"

#include <map>

namespace ilv::ui {

namespace {

/// The first sentence of each place: the one to mend first.
struct Problems {
    std::array<QString, kFieldCount> fields;
    std::array<QString, kGoalFields.size()> goals;
    std::map<std::size_t, QString> faults; ///< by stage
    QString models, others;
    bool inGoals = false, inFaults = false;
};

Problems problemsOf(const ExperimentForm& form)
{
    Problems all;
    for (const Error& problem : form.problems()) {
        QString* place = &all.others;
        if (const auto fault = form.faultOf(problem)) {
            place = &all.faults[*fault];
            all.inFaults = true;
        } else if (const auto field = form.fieldOf(problem)) {
            place = &all.fields[static_cast<std::size_t>(*field)];
            all.inFaults = all.inFaults || *field == Field::Timeout || *field == Field::Attempts;
        } else if (const auto goal = ExperimentForm::goalOf(problem)) {
            place = &all.goals[static_cast<std::size_t>(*goal)];
            all.inGoals = true;
        } else if (ExperimentForm::isAboutModels(problem)) {
            place = &all.models;
        }
        if (place->isEmpty())
            *place = sentenceOf(problem);
    }
    return all;
}

} // namespace

/// What is wrong stands beside what is to be mended, in the sentences of `interleave validate`.
void ExperimentPanel::refreshProblems()
{
    const Problems found = problemsOf(m_form);
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->showProblem(found.fields[i]);
    for (const Field field : kFaultFields)
        m_faults->field(field)->showProblem(found.fields[static_cast<std::size_t>(field)]);
    for (const GoalField goal : kGoalFields)
        m_goals->row(goal)->showProblem(found.goals[static_cast<std::size_t>(goal)]);
    for (const PlantedFault& fault : m_form.faults()) {
        const auto problem = found.faults.find(fault.stage);
        m_faults->showFaultProblem(fault.stage, problem == found.faults.end() ? QString() : problem->second);
    }
    m_modelsProblem->setText(found.models);
    m_modelsProblem->setVisible(!found.models.isEmpty());
    m_workloadProblem->setText(found.others);
    m_workloadProblem->setVisible(!found.others.isEmpty());

    int goals = 0;
    for (const GoalField goal : kGoalFields)
        goals += m_form.goal(goal).value.has_value();
    const auto faults = static_cast<int>(m_form.faults().size());
    const auto count = [](int n) { return n == 0 ? tr("none") : QString::number(n); };
    m_goalsHead->setSummary(found.inGoals ? tr("to be mended") : count(goals), found.inGoals);
    m_faultsHead->setSummary(found.inFaults ? tr("to be mended") : count(faults), found.inFaults);
}

} // namespace ilv::ui
