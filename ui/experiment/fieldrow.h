// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"
#include "model/experimentform.h"

#include <QWidget>

class QHBoxLayout;
class QMenu;
class QSpacerItem;

namespace ilv::ui {

class NumberBox;
class TextLabel;
class TypingWatch;
class UnitButton;

/// One number of the form: its name, the box, the unit after it, and below it what is wrong with it.
class FieldRow : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit FieldRow(QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    void setCompact(bool compact);
    void setView(const FieldView& view); ///< tells nobody
    void showProblem(const QString& sentence); ///< empty: none
    [[nodiscard]] int unitWidth() const; ///< what the unit needs
    void setUnitWidth(int width); ///< the same for all rows, so that the boxes line up
    /// Makes the unit a button that opens that menu.
    void setUnitMenu(QMenu* menu, const QString& accessibleName);
    [[nodiscard]] NumberBox* box() const { return m_box; }

Q_SIGNALS:
    void edited(double value); ///< by the user, with every key that makes a number
    void typingEnded(); ///< the box is left, or Enter pressed

private:
    void refreshProblem();

    Theme m_theme = lightTheme();
    TextLabel* m_name;
    NumberBox* m_box;
    TextLabel* m_unit;
    UnitButton* m_unitButton = nullptr;
    TextLabel* m_problem;
    TypingWatch* m_typing;
    QString m_rule; ///< what the form says is wrong
    QHBoxLayout* m_row;
    QSpacerItem* m_gap;
};

} // namespace ilv::ui
