// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/textfield.h"

namespace ilv::ui {

TextField::TextField(const QString& accessibleName, QWidget* parent)
    : QLineEdit(parent)
{
    setAccessibleName(accessibleName);
    themeChanged();
}

void TextField::themeChanged()
{
    setFont(m_theme.font(TextRole::Body));
}

QSize TextField::sizeHint() const
{
    return QSizeF(m_theme.px(180), m_theme.px(space::kButtonHeight)).toSize();
}

QSize TextField::minimumSizeHint() const
{
    return QSizeF(m_theme.px(60), m_theme.px(space::kButtonHeight)).toSize();
}

} // namespace ilv::ui
