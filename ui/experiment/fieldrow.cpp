// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/fieldrow.h"

#include "controls/numberbox.h"
#include "controls/textlabel.h"
#include "experiment/unitbutton.h"

#include <QHBoxLayout>
#include <QMenu>

#include <cmath>

namespace ilv::ui {

namespace {

constexpr int kGap = 8; ///< between box and unit

} // namespace

FieldRow::FieldRow(QWidget* parent)
    : NumberRow(parent)
    , m_name(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_row(new QHBoxLayout)
    , m_gap(new QSpacerItem(kGap, 0, QSizePolicy::Fixed))
{
    m_name->setBuddy(m_box);
    m_row->setSpacing(0);
    m_row->addWidget(m_name, 1);
    m_row->addWidget(m_box);
    m_row->addSpacerItem(m_gap);
    m_row->addWidget(m_unit);
    layOut({ m_row }, 3);
    connect(m_box, &NumberBox::valueChanged, this, &FieldRow::edited);
}

void FieldRow::setView(const FieldView& view)
{
    m_name->setText(view.label);
    m_unit->setText(view.unit);
    if (m_unitButton)
        m_unitButton->setText(view.unit);
    // A number of a stage that is not there would be a lie: its box stays blank.
    const QString special = view.used ? view.zeroText : QStringLiteral(" ");
    if (m_box->specialValueText() != special)
        m_box->setSpecialValueText(special);
    setNumber(view.decimals, view.minimum, view.maximum, view.used ? view.value : view.minimum);
    m_box->setAccessibleName(view.unit.isEmpty() || view.unit.startsWith(QLatin1Char('='))
            ? view.label
            : tr("%1, %2").arg(view.label, view.unit));
    setEnabled(view.used);
}

int FieldRow::unitWidth() const
{
    return static_cast<int>(std::ceil(QFontMetricsF(m_theme.font(TextRole::Tick)).horizontalAdvance(m_unit->text())));
}

void FieldRow::setUnitWidth(int width)
{
    const auto air = m_unitButton ? static_cast<int>(m_theme.px(UnitButton::kAir)) : 0;
    if (m_unitButton)
        m_unitButton->setFixedWidth(width + air); // its text begins where the other units begin
    else
        m_unit->setFixedWidth(width);
    m_gap->changeSize(static_cast<int>(m_theme.px(kGap)) - air, 0, QSizePolicy::Fixed);
    m_row->invalidate();
}

void FieldRow::setUnitMenu(QMenu* menu, const QString& accessibleName)
{
    m_unitButton = new UnitButton(this);
    m_unitButton->setMenu(menu);
    m_unitButton->setAccessibleName(accessibleName);
    m_unitButton->setToolTip(accessibleName);
    m_unitButton->setText(m_unit->text());
    delete m_row->replaceWidget(m_unit, m_unitButton);
    m_unit->hide();
}

} // namespace ilv::ui
