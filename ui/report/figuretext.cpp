// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figuretext.h"

#include "look/numbers.h"
#include "model/modelnames.h"
#include "model/stagewords.h"

#include <QCoreApplication>
#include <QStringList>

namespace ilv::ui {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("FigureText", text, nullptr, n);
}

} // namespace

QString workloadLine(const Experiment& experiment)
{
    QStringList stages;
    for (const Stage& stage : experiment.workload.stages)
        stages << stageWords(stage);
    QStringList parts{ stages.join(QStringLiteral(", ")) };
    if (experiment.workload.inputBytes > 0)
        parts << tr("payload %1").arg(bytesText(static_cast<double>(experiment.workload.inputBytes)));
    const Load& load = experiment.load;
    parts << (load.mode == LoadMode::Open ? tr("%1 arrivals a second").arg(typedNumber(load.ratePerS))
                                          : tr("%1 in flight").arg(load.inFlight));
    if (experiment.settings.workers > 0)
        parts << tr("%n worker(s)", experiment.settings.workers);
    const QString length = load.tasks > 0 ? tr("%1 tasks").arg(countText(load.tasks))
                                          : typedNumber(load.durationS) % QChar(0x202F) % QStringLiteral("s");
    parts << length % QStringLiteral(" × ") % QString::number(experiment.repeats);
    return parts.join(QStringLiteral("; "));
}

FigureText figureText(const RunResult& run)
{
    FigureText text;
    text.subtitle = workloadLine(run.experiment);
    const Environment& machine = run.environment;
    QStringList footer;
    if (!machine.cpuModel.empty())
        footer << toQString(machine.cpuModel);
    footer << tr("%n core(s)", machine.cores);
    if (!machine.kernel.empty())
        footer << toQString(machine.kernel);
    if (!machine.governor.empty())
        footer << tr("governor %1").arg(toQString(machine.governor));
    if (!machine.startedAtUtc.empty())
        footer << toQString(machine.startedAtUtc);
    if (!run.id.empty())
        footer << tr("run %1").arg(toQString(run.id));
    text.footer = footer.join(QStringLiteral(" · "));
    return text;
}

} // namespace ilv::ui
