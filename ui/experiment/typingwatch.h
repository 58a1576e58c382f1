// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QLineEdit;

namespace ilv::ui {

class NumberBox;

/// Follows what is typed into a box, letter by letter: each number that can be read counts at once, and while there is
/// none (nothing typed, too small to stand) it says what is missing. Undo and redo are left to the window, whose
/// history has every setting in it.
class TypingWatch : public QObject {
    Q_OBJECT

public:
    explicit TypingWatch(NumberBox* box); ///< a child of the box
    [[nodiscard]] const QString& problem() const { return m_problem; } ///< empty: a number is there

Q_SIGNALS:
    void changed(); ///< of the problem
    void ended(); ///< the box is left, or Enter pressed

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();

    NumberBox* m_box;
    QLineEdit* m_line;
    QString m_problem;
};

} // namespace ilv::ui
