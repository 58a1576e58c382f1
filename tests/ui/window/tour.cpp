// SPDX-License-Identifier: GPL-3.0-or-later
// interleave-tour DIR: drives the real window over the real engine through every state and saves a picture of each.
// The programs it runs stand beside it. Exit: 0 all pictures were written and nothing on them is cut; 1 otherwise.
#include "tourguide.h"

#include "look/plurals.h"

#include <QApplication>
#include <QDir>
#include <QStyleFactory>
#include <QTextStream>

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QTextStream err(stderr);
    const QStringList arguments = QApplication::arguments().mid(1);
    if (arguments.size() != 1 || arguments.front().startsWith(QLatin1Char('-'))) {
        err << "Usage: interleave-tour DIR\n";
        return 2;
    }
    const QDir folder(arguments.front());
    if (!folder.mkpath(QStringLiteral("."))) {
        err << "interleave-tour: the folder cannot be made: " << folder.path() << "\n";
        return 4;
    }
    ilv::ui::EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    ilv::ui::TourGuide guide(folder);
    guide.walk();
    for (const QString& complaint : guide.complaints())
        err << complaint << "\n";
    err << guide.pictures() << " pictures in " << QDir::toNativeSeparators(folder.absolutePath()) << ", "
        << guide.complaints().size() << " complaints\n";
    return guide.complaints().isEmpty() ? 0 : 1;
}
