// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/experimentform.h"

#include <QWidget>

#include <array>
#include <vector>

class QVBoxLayout;

namespace ilv::ui {

class FaultRow;
class FieldRow;

/// What goes wrong on purpose: the faults that stand in the task, the palette to plant more, and what is done about
/// them (time-out, attempts).
class FaultsBox : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit FaultsBox(QWidget* parent = nullptr);

    void setCompact(bool compact);
    void refresh(const ExperimentForm& form); ///< tells nobody
    [[nodiscard]] FieldRow* field(Field field) const;
    void showFaultProblem(std::size_t stage, const QString& sentence);
    [[nodiscard]] const std::vector<FaultRow*>& rows() const { return m_rows; }

Q_SIGNALS:
    void plantAsked(ilv::ui::PaletteFault fault);
    void removeAsked(std::size_t stage);
    void numberEdited(std::size_t stage, double number);
    void fieldEdited(ilv::ui::Field field, double value);
    void typingEnded();

private:
    void addRow();

    bool m_compact = false;
    QVBoxLayout* m_planted;
    std::vector<FaultRow*> m_rows;
    std::vector<std::size_t> m_stages; ///< by row
    std::array<FieldRow*, kFaultFields.size()> m_fields{};
};

} // namespace ilv::ui
