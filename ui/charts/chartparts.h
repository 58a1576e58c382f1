// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"
#include "charts/emptystate.h"
#include "charts/plotview.h"
#include "model/tablemodel.h"

#include <QPointer>
#include <QTableView>

namespace ilv::ui {

/// What a chart keeps; for chart.cpp and chartinput.cpp only.
struct Chart::Parts {
    std::unique_ptr<PlotView> view;
    QString headline = nothingMeasured(), hint = nothingMeasuredHint();
    QString description, subtitle;
    std::vector<GoalLine> goals;

    QPointer<QTableView> table; // made when first asked for
    TableModel* tableModel = nullptr;

    std::optional<std::size_t> draggedGoal; // by the pointer
    std::optional<std::size_t> keyGoal; // by the keyboard
    double keyGoalBefore = 0;
    std::optional<double> panX; // where the pointer was when the plot last moved
};

} // namespace ilv::ui
