// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/numberrow.h"
#include "model/goalfields.h"

namespace ilv::ui {

class CheckLine;

/// One goal: ticked or not, and its limit. Unticked it keeps the number.
class GoalRow : public NumberRow {
    Q_OBJECT

public:
    explicit GoalRow(QWidget* parent = nullptr);

    void setView(const GoalView& view); ///< tells nobody
    void setUnitWidth(int width); ///< the same as the fields', so that the boxes line up
    [[nodiscard]] CheckLine* check() const { return m_check; }

Q_SIGNALS:
    void edited(std::optional<double> value); ///< by the user; absent: not a goal any more

private:
    CheckLine* m_check;
    bool m_hasNumber = true;
};

} // namespace ilv::ui
