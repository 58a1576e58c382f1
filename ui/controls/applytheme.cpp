// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/applytheme.h"

#include "look/themed.h"

#include <QWidget>

namespace ilv::ui {

void applyTheme(QWidget* root, const Theme& theme)
{
    QList<QWidget*> widgets = root->findChildren<QWidget*>();
    widgets.prepend(root);
    for (QWidget* widget : std::as_const(widgets)) {
        if (auto* themed = dynamic_cast<Themed*>(widget)) {
            themed->setTheme(theme);
            widget->updateGeometry();
            widget->update();
        }
    }
}

} // namespace ilv::ui
