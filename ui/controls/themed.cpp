// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/themed.h"

#include "charts/chart.h"

namespace ilv::ui {

namespace {

void applyToOne(QWidget* widget, const Theme& theme)
{
    if (auto* themed = dynamic_cast<Themed*>(widget))
        themed->setTheme(theme);
    else if (auto* chart = qobject_cast<Chart*>(widget))
        chart->setTheme(theme);
}

} // namespace

void applyTheme(QWidget* root, const Theme& theme)
{
    applyToOne(root, theme);
    const auto children = root->findChildren<QWidget*>();
    for (QWidget* child : children)
        applyToOne(child, theme);
}

} // namespace ilv::ui
