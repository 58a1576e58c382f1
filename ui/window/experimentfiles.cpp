// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/experimentfiles.h"

#include "base/files.h"
#include "experiment/experimentfile.h"
#include "model/kindpresets.h"

#include <QCoreApplication>
#include <QSettings>

namespace ilv::ui {

namespace {

QString key()
{
    return QStringLiteral("experiment");
}

QString ending()
{
    return QStringLiteral(".interleave.json");
}

/// The preset of the README; every model has something to say about it.
Experiment firstExperiment()
{
    return presetOf(WorkloadKind::Mixed).value_or(Experiment{});
}

} // namespace

Experiment lastExperiment(QSettings* settings)
{
    if (settings) {
        const std::string text = settings->value(key()).toString().toStdString();
        if (!text.empty())
            if (auto reading = readExperiment(text, "settings"); reading.experiment)
                return *reading.experiment;
    }
    return firstExperiment();
}

void keepExperiment(QSettings* settings, const Experiment& experiment)
{
    if (validate(experiment).empty()) // a half-typed one would not be read back
        settings->setValue(key(), QString::fromStdString(writeExperiment(experiment)));
}

QString experimentFilter()
{
    return QCoreApplication::translate("MainWindow", "Experiments (*.interleave.json);;All files (*)");
}

QString fileNameFor(const Experiment& experiment)
{
    QString stem;
    const QString name = QString::fromStdString(experiment.name).toLower();
    for (const QChar c : name) {
        if (c.isLetterOrNumber())
            stem += c;
        else if (!stem.isEmpty() && !stem.endsWith(QLatin1Char('-')))
            stem += QLatin1Char('-');
    }
    while (stem.endsWith(QLatin1Char('-')))
        stem.chop(1);
    return (stem.isEmpty() ? QStringLiteral("experiment") : stem) % ending();
}

Result<QString> saveExperiment(QString path, const Experiment& experiment)
{
    if (!path.endsWith(QStringLiteral(".json")))
        path += ending();
    if (const Status written = atomicWrite(path.toStdString(), writeExperiment(experiment)); !written)
        return written.error();
    return path;
}

} // namespace ilv::ui
