// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

class QActionGroup;

namespace ilv::ui {

class ExperimentForm;

/// What opens from the unit of "Run for": seconds or a number of tasks, and how often it is all repeated.
class RepeatsMenu : public QMenu {
    Q_OBJECT

public:
    explicit RepeatsMenu(QWidget* parent = nullptr);
    void tick(const ExperimentForm& form); ///< what the form has now

Q_SIGNALS:
    void repeatsChosen(int repeats);
    void byTimeChosen(bool byTime);

private:
    QAction* m_byTime;
    QAction* m_byTasks;
    QActionGroup* m_repeats;
};

} // namespace ilv::ui
