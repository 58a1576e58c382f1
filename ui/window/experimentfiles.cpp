// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/experimentfiles.h"

#include "base/files.h"
#include "experiment/experimentfile.h"

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

/// Small enough to be measured in a minute on two cores, and with something to say about every model.
Experiment firstExperiment()
{
    Experiment experiment;
    experiment.name = "Mixed I/O and CPU";
    experiment.workload.stages = { WaitStage{ .ms = 2, .spread = Spread::Constant },
        ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 } };
    experiment.workload.inputBytes = experiment.workload.outputBytes = 4096;
    for (const Model model : kModels) {
        ModelEntry entry{ .model = model };
        entry.label = std::string(name(model));
        experiment.models.push_back(std::move(entry));
    }
    experiment.load.durationS = 2;
    experiment.load.inFlight = 64;
    experiment.repeats = 6;
    experiment.warmupTasks = 50;
    return experiment;
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
