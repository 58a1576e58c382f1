// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

class QLayout;

namespace ilv::ui {

class NumberBox;
class TextLabel;
class TypingWatch;

/// A line of the panel with a number in it: the box, the unit after it, and below what is wrong with it, which is what
/// is being typed or else what the form says.
class NumberRow : public QWidget, public Themed {
    Q_OBJECT

public:
    void setCompact(bool compact);
    void showProblem(const QString& sentence); ///< of the form; empty: none
    [[nodiscard]] NumberBox* box() const { return m_box; }

Q_SIGNALS:
    void typingEnded(); ///< the box is left, or Enter pressed

protected:
    explicit NumberRow(QWidget* parent);
    /// The lines from the top, then the problem.
    void layOut(std::initializer_list<QLayout*> lines, int spacing);
    /// Tells nobody, and does not write over what is being typed: only what differs is set.
    void setNumber(int decimals, double minimum, double maximum, double value);

    NumberBox* m_box;
    TextLabel* m_unit;

private:
    void refreshProblem();

    TextLabel* m_problem;
    TypingWatch* m_typing;
    QString m_rule; ///< what the form says is wrong
};

} // namespace ilv::ui
