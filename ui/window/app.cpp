// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/app.h"

#include "history/history.h"
#include "model/plurals.h"
#include "model/runcontroller.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QSettings>
#include <QStyleFactory>

namespace ilv::ui {

int runWindow(int& argc, char** argv, const QString& fileToOpen)
{
    QApplication app(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("interleave"));
    QApplication::setApplicationName(QStringLiteral("interleave"));
    QApplication::setApplicationDisplayName(QStringLiteral("Interleave"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));

    for (const auto effect : { Qt::UI_AnimateMenu, Qt::UI_FadeMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip,
             Qt::UI_FadeTooltip, Qt::UI_AnimateToolBox })
        QApplication::setEffectEnabled(effect, false); // nothing moves but what is measured
    EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);

    QSettings settings;
    RunController control(engineDriver(QApplication::applicationDirPath().toStdString()), History::defaultPath());
    MainWindow window(control, &settings);
    if (!fileToOpen.isEmpty())
        window.openFile(fileToOpen);
    window.show();
    return QApplication::exec();
}

} // namespace ilv::ui
