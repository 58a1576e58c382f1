// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/faultsbox.h"

#include "controls/applytheme.h"
#include "experiment/faultchip.h"
#include "experiment/faultrow.h"
#include "experiment/fieldrow.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ilv::ui {

FaultsBox::FaultsBox(QWidget* parent)
    : QWidget(parent)
    , m_planted(new QVBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(8);
    column->addLayout(m_planted);
    m_planted->setSpacing(4);

    using enum PaletteFault;
    for (const auto& line : std::initializer_list<std::initializer_list<PaletteFault>>{
             { Crash, Hang, Slow }, { Wrong, Malformed }, { PermissionDenied }, { MissingArtifact }, { BlockLoop } }) {
        auto* row = new QHBoxLayout;
        row->setSpacing(6);
        for (const PaletteFault fault : line) {
            auto* chip = new FaultChip(fault, this);
            connect(chip, &FaultChip::clicked, this, [this, fault] { Q_EMIT plantAsked(fault); });
            row->addWidget(chip);
        }
        row->addStretch(1);
        column->addLayout(row);
    }

    for (std::size_t i = 0; i < kFaultFields.size(); ++i) {
        const Field field = kFaultFields[i];
        auto* row = new FieldRow(this);
        m_fields[i] = row;
        column->addWidget(row);
        connect(row, &FieldRow::edited, this, [this, field](double value) { Q_EMIT fieldEdited(field, value); });
        connect(row, &FieldRow::typingEnded, this, &FaultsBox::typingEnded);
    }
}

void FaultsBox::setCompact(bool compact)
{
    m_compact = compact;
    for (FaultRow* row : m_rows)
        row->setCompact(compact);
    for (FieldRow* row : m_fields)
        row->setCompact(compact);
}

FieldRow* FaultsBox::field(Field field) const
{
    for (std::size_t i = 0; i < kFaultFields.size(); ++i)
        if (kFaultFields[i] == field)
            return m_fields[i];
    return nullptr;
}

void FaultsBox::addRow()
{
    auto* row = new FaultRow(this);
    const std::size_t at = m_rows.size();
    connect(row, &FaultRow::edited, this, [this, at](double number) { Q_EMIT numberEdited(m_stages[at], number); });
    connect(row, &FaultRow::removeAsked, this, [this, at] { Q_EMIT removeAsked(m_stages[at]); });
    connect(row, &FaultRow::typingEnded, this, &FaultsBox::typingEnded);
    applyTheme(row, m_theme);
    row->setCompact(m_compact);
    m_planted->addWidget(row);
    m_rows.push_back(row);
}

void FaultsBox::refresh(const ExperimentForm& form)
{
    const auto faults = form.faults();
    m_stages.clear();
    for (const PlantedFault& fault : faults)
        m_stages.push_back(fault.stage);
    while (m_rows.size() < faults.size())
        addRow();
    while (m_rows.size() > faults.size()) { // later: it may be the one whose button asked for this
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    for (std::size_t i = 0; i < faults.size(); ++i)
        m_rows[i]->setFault(faults[i]);
    for (std::size_t i = 0; i < kFaultFields.size(); ++i)
        m_fields[i]->setView(form.view(kFaultFields[i]));
}

void FaultsBox::showFaultProblem(std::size_t stage, const QString& sentence)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_stages[i] == stage)
            m_rows[i]->showProblem(sentence);
}

} // namespace ilv::ui
