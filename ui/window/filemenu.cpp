// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/filemenu.h"

#include "experiment/presets.h"
#include "model/modelnames.h"

namespace ilv::ui {

FileMenu::FileMenu(QWidget* parent)
    : QMenu(parent)
{
    connect(addAction(tr("Open experiment…\tCtrl+O")), &QAction::triggered, this, &FileMenu::openAsked);
    connect(addAction(tr("Save experiment…\tCtrl+S")), &QAction::triggered, this, &FileMenu::saveAsked);
    addSeparator();
    QMenu* shipped = addMenu(tr("Presets"));
    connect(shipped, &QMenu::aboutToShow, this, [this, shipped] { // not before it is looked at
        if (!shipped->isEmpty())
            return;
        for (const Preset& preset : presets()) {
            const QString name = toQString(preset.name);
            QAction* action = shipped->addAction(name % QLatin1Char('\t') % toQString(preset.summary));
            connect(action, &QAction::triggered, this, [this, name] { Q_EMIT presetAsked(name); });
        }
    });
}

} // namespace ilv::ui
