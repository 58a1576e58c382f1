// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/filemenu.h"

#include "command/actions.h"

#include <QDir>

namespace ilv::ui {

FileMenu::FileMenu(QWidget* parent)
    : QMenu(parent)
{
}

void FileMenu::fill(const Actions& actions)
{
    const auto add = [&](const char* id) { addAction(actions.find(QString::fromLatin1(id))); };
    add("file.open");
    add("file.save");
    addList(tr("Recent"), actions, QStringLiteral("recent."));
    addList(tr("Presets"), actions, QStringLiteral("preset."));
    addSeparator();
    add("edit.undo");
    add("edit.redo");
    addSeparator();
    add("report.verdict");
    add("help.find");
    add("help.palette");
    add("help.shortcuts");
}

void FileMenu::addList(const QString& title, const Actions& actions, const QString& idPrefix)
{
    QMenu* list = addMenu(title);
    connect(list, &QMenu::aboutToShow, this, [list, &actions, idPrefix] {
        list->clear();
        for (const auto& [group, action] : actions.all()) {
            if (!action->objectName().startsWith(idPrefix))
                continue;
            // The submenu's title says already what it is: a recent file by its path, a preset by its name.
            const QString name = QDir::toNativeSeparators(action->data().toString());
            const QString more = action->statusTip();
            QAction* line = list->addAction(more.isEmpty() ? name : name % QLatin1Char('\t') % more);
            connect(line, &QAction::triggered, action, &QAction::trigger);
        }
        if (list->isEmpty())
            list->addAction(tr("None yet"))->setEnabled(false);
    });
}

} // namespace ilv::ui
