// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/viewmenu.h"

#include <QActionGroup>
#include <QLocale>

namespace ilv::ui {

ViewMenu::ViewMenu(QAction* history, QAction* lesson, QWidget* parent)
    : QMenu(parent)
    , m_sizes(new QMenu(tr("Text size"), this))
{
    setTitle(tr("View"));
    addAction(history);
    addAction(lesson);
    addSeparator();
    auto* group = new QActionGroup(m_sizes);
    for (const int percent : kTextSizes) {
        QAction* action = m_sizes->addAction(tr("%1%").arg(QLocale().toString(percent)));
        action->setCheckable(true);
        action->setData(percent);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, percent] { Q_EMIT textSizeAsked(percent); });
    }
    addMenu(m_sizes);
    connect(addAction(tr("Light or dark colours")), &QAction::triggered, this, &ViewMenu::themeAsked);
    connect(addAction(tr("Projector: larger text, one chart")), &QAction::triggered, this, &ViewMenu::projectorAsked);
    connect(addAction(tr("Full screen\tF11")), &QAction::triggered, this, &ViewMenu::fullScreenAsked);
    addSeparator();
    QAction* restore = addAction(tr("Restore default layout"));
    restore->setObjectName(QStringLiteral("defaultlayout"));
    connect(restore, &QAction::triggered, this, &ViewMenu::defaultLayoutAsked);
}

void ViewMenu::setTextSize(int percent)
{
    for (QAction* action : m_sizes->actions())
        action->setChecked(action->data().toInt() == percent);
}

} // namespace ilv::ui
