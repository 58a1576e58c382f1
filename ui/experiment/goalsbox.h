// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/experimentform.h"

#include <QWidget>

#include <array>

namespace ilv::ui {

class GoalRow;

/// What must hold, one goal a line.
class GoalsBox : public QWidget {
    Q_OBJECT

public:
    explicit GoalsBox(QWidget* parent = nullptr);

    void setCompact(bool compact);
    void refresh(const ExperimentForm& form); ///< tells nobody
    [[nodiscard]] GoalRow* row(GoalField field) const { return m_rows[static_cast<std::size_t>(field)]; }

Q_SIGNALS:
    void edited(ilv::ui::GoalField field, std::optional<double> value);
    void typingEnded();

private:
    std::array<GoalRow*, kGoalFields.size()> m_rows{};
};

} // namespace ilv::ui
