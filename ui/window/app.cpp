// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/app.h"

#include "engine/runcontroller.h"
#include "history/history.h"
#include "look/plurals.h"
#include "window/mainwindow.h"
#include "window/startlog.h"

#include <QApplication>
#include <QSettings>
#include <QStyleFactory>

namespace ilv::ui {

int runWindow(int& argc, char** argv, const QString& fileToOpen)
{
    QApplication app(argc, argv);
    logStart("application");
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
    logStart("window made");
    if (!fileToOpen.isEmpty())
        window.openFile(fileToOpen);
    logFirstFrame(window);
    window.show();
    logStart("window shown");
    return QApplication::exec();
}

} // namespace ilv::ui
