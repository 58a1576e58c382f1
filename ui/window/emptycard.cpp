// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/emptycard.h"

#include "charts/emptystate.h"
#include "controls/paint.h"

#include <QPainter>

namespace ilv::ui {

EmptyCard::EmptyCard(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(nothingMeasured());
    setAccessibleDescription(nothingMeasuredHint());
}

void EmptyCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), m_theme.px(space::kCardRadius), m_theme.surface, m_theme.border, m_theme.hairline());
    drawEmptyState(painter, rect(), m_theme, nothingMeasured(), nothingMeasuredHint());
}

} // namespace ilv::ui
