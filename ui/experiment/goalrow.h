// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"
#include "model/goalfields.h"

#include <QWidget>

namespace ilv::ui {

class CheckLine;
class NumberBox;
class TextLabel;
class TypingWatch;

/// One goal: ticked or not, its limit and unit, and below what is wrong with it. Unticked it keeps the number.
class GoalRow : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit GoalRow(QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    void setCompact(bool compact);
    void setView(const GoalView& view); ///< tells nobody
    void setUnitWidth(int width); ///< the same as the fields', so that the boxes line up
    void showProblem(const QString& sentence); ///< empty: none
    [[nodiscard]] NumberBox* box() const { return m_box; }
    [[nodiscard]] CheckLine* check() const { return m_check; }

Q_SIGNALS:
    void edited(std::optional<double> value); ///< by the user; absent: not a goal any more
    void typingEnded();

private:
    void refreshProblem();

    Theme m_theme = lightTheme();
    CheckLine* m_check;
    NumberBox* m_box;
    TextLabel *m_unit, *m_problem;
    TypingWatch* m_typing;
    QString m_rule;
    bool m_hasNumber = true;
};

} // namespace ilv::ui
