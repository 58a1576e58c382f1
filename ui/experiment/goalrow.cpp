// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/goalrow.h"

#include "controls/numberbox.h"
#include "controls/textlabel.h"
#include "experiment/checkline.h"

#include <QHBoxLayout>
#include <QSignalBlocker>

namespace ilv::ui {

namespace {

constexpr double kGap = 8;

} // namespace

GoalRow::GoalRow(QWidget* parent)
    : NumberRow(parent)
    , m_check(new CheckLine(this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(static_cast<int>(kGap));
    row->addWidget(m_check, 1);
    row->addWidget(m_box);
    row->addWidget(m_unit);
    layOut({ row }, 3);
    setTabOrder(m_check, m_box);
    connect(m_check, &QCheckBox::toggled, this, [this](bool wanted) {
        Q_EMIT edited(wanted ? std::optional(m_hasNumber ? m_box->value() : 1.0) : std::nullopt);
    });
    connect(m_box, &NumberBox::valueChanged, this, [this](double value) { Q_EMIT edited(value); });
}

void GoalRow::setUnitWidth(int width)
{
    m_unit->setFixedWidth(width);
}

void GoalRow::setView(const GoalView& view)
{
    m_hasNumber = view.hasNumber;
    const QSignalBlocker quietCheck(m_check), quietBox(m_box);
    m_check->setText(view.label);
    m_check->setAccessibleName(tr("Goal: %1").arg(view.spoken));
    m_check->setChecked(view.value.has_value());
    m_box->setVisible(view.hasNumber);
    m_unit->setVisible(view.hasNumber);
    m_unit->setText(view.unit);
    m_box->setAccessibleName(tr("%1, %2").arg(view.spoken, view.unit));
    const bool first = m_box->maximum() != view.maximum || m_box->decimals() != view.decimals;
    if (first) {
        m_box->setDecimals(view.decimals);
        m_box->setRange(0, view.maximum);
        m_box->setValue(view.suggestion);
    }
    if (view.value && m_box->value() != *view.value) // what is being typed is not written over
        m_box->setValue(*view.value);
    m_box->setEnabled(view.value.has_value());
}

} // namespace ilv::ui
