// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"
#include "model/faultpalette.h"

#include <QWidget>

namespace ilv::ui {

class Button;
class NumberBox;
class TextLabel;
class TypingWatch;

/// One fault that stands in the task: its name, whom it hits or how long it takes, and a button that takes it out.
class FaultRow : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit FaultRow(QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    void setCompact(bool compact);
    void setFault(const PlantedFault& fault); ///< tells nobody
    void showProblem(const QString& sentence);
    [[nodiscard]] NumberBox* box() const { return m_box; }
    [[nodiscard]] Button* removeButton() const { return m_remove; }

Q_SIGNALS:
    void edited(double number);
    void removeAsked();
    void typingEnded();

private:
    void refreshProblem();

    TextLabel *m_name, *m_before, *m_unit, *m_problem;
    NumberBox* m_box;
    Button* m_remove;
    TypingWatch* m_typing;
    QString m_rule;
};

} // namespace ilv::ui
