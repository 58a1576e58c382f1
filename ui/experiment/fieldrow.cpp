// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/fieldrow.h"

#include "controls/numberbox.h"
#include "controls/textlabel.h"
#include "experiment/typingwatch.h"
#include "experiment/unitbutton.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <cmath>

namespace ilv::ui {

namespace {

constexpr int kGap = 8; ///< between box and unit

} // namespace

FieldRow::FieldRow(QWidget* parent)
    : QWidget(parent)
    , m_name(new TextLabel(TextRole::Body, &Theme::ink2, {}, this))
    , m_box(new NumberBox(this))
    , m_unit(new TextLabel(TextRole::Tick, &Theme::ink3, {}, this))
    , m_problem(new TextLabel(TextRole::Caption, &Theme::err, {}, this))
    , m_typing(new TypingWatch(m_box))
    , m_row(new QHBoxLayout)
    , m_gap(new QSpacerItem(kGap, 0, QSizePolicy::Fixed))
{
    m_name->setBuddy(m_box);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_row->setSpacing(0);
    m_row->addWidget(m_name, 1);
    m_row->addWidget(m_box);
    m_row->addSpacerItem(m_gap);
    m_row->addWidget(m_unit);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addLayout(m_row);
    column->addWidget(m_problem);
    connect(m_box, &NumberBox::valueChanged, this, &FieldRow::edited);
    connect(m_typing, &TypingWatch::changed, this, &FieldRow::refreshProblem);
    connect(m_typing, &TypingWatch::ended, this, &FieldRow::typingEnded);
}

void FieldRow::setTheme(const Theme& theme)
{
    m_theme = theme;
}

void FieldRow::setCompact(bool compact)
{
    m_box->setCompact(compact);
}

void FieldRow::setView(const FieldView& view)
{
    m_name->setText(view.label);
    m_unit->setText(view.unit);
    if (m_unitButton)
        m_unitButton->setText(view.unit);
    const QSignalBlocker quiet(m_box);
    // Each of these writes the text anew, and "1." is on its way to "1.5": only what differs is set.
    if (m_box->decimals() != view.decimals)
        m_box->setDecimals(view.decimals);
    if (m_box->minimum() != view.minimum || m_box->maximum() != view.maximum)
        m_box->setRange(view.minimum, view.maximum);
    // A number of a stage that is not there would be a lie: its box stays blank.
    const QString special = view.used ? view.zeroText : QStringLiteral(" ");
    if (m_box->specialValueText() != special)
        m_box->setSpecialValueText(special);
    if (const double value = view.used ? view.value : view.minimum; m_box->value() != value)
        m_box->setValue(value);
    m_box->setAccessibleName(view.unit.isEmpty() ? view.label : tr("%1, %2").arg(view.label, view.unit));
    setEnabled(view.used);
}

void FieldRow::showProblem(const QString& sentence)
{
    m_rule = sentence;
    refreshProblem();
}

void FieldRow::refreshProblem()
{
    const QString sentence = m_typing->problem().isEmpty() ? m_rule : m_typing->problem();
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_box->setInvalid(!sentence.isEmpty());
    m_box->setAccessibleDescription(sentence);
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
