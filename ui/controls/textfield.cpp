// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/textfield.h"

namespace ilv::ui {

TextField::TextField(const QString& accessibleName, QWidget* parent)
    : QLineEdit(parent)
{
    setAccessibleName(accessibleName);
    setTheme(m_theme);
}

void TextField::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(TextRole::Body));
    updateGeometry();
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
