// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figuretext.h"

#include "look/numbers.h"
#include "model/modelnames.h"

#include <QCoreApplication>
#include <QStringList>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("FigureText", text);
}

QString number(double value)
{
    return QString::number(value, 'g', 6);
}

QString milliseconds(double ms)
{
    return number(ms) % QChar(0x202F) % QStringLiteral("ms");
}

QString stageText(const Stage& stage)
{
    const QString kind = toQString(kindName(stage));
    const auto with = [&](const QString& what) -> QString { return kind % QLatin1Char(' ') % what; };
    if (const auto* wait = std::get_if<WaitStage>(&stage))
        return with(milliseconds(wait->ms));
    if (const auto* request = std::get_if<RequestStage>(&stage))
        return with(request->url.empty() ? milliseconds(request->latencyMs) : toQString(request->url));
    if (const auto* read = std::get_if<ReadStage>(&stage))
        return with(bytesText(static_cast<double>(read->bytes)));
    if (const auto* write = std::get_if<WriteStage>(&stage))
        return with(bytesText(static_cast<double>(write->bytes)));
    if (const auto* compute = std::get_if<ComputeStage>(&stage)) {
        const QString amount = compute->units ? tr("%1 units").arg(countText(static_cast<qint64>(compute->units)))
                                              : milliseconds(compute->cpuMs);
        return with(toQString(ilv::name(compute->kernel)) % QLatin1Char(' ') % amount);
    }
    if (const auto* command = std::get_if<CommandStage>(&stage))
        return with(toQString(command->program));
    if (const auto* call = std::get_if<CallStage>(&stage))
        return with(toQString(call->target));
    if (const auto* fault = std::get_if<FaultStage>(&stage))
        return with(toQString(ilv::name(fault->kind)));
    return kind;
}

} // namespace

QString workloadLine(const Experiment& experiment)
{
    QStringList stages;
    for (const Stage& stage : experiment.workload.stages)
        stages << stageText(stage);
    QStringList parts{ stages.join(QStringLiteral(", ")) };
    if (experiment.workload.inputBytes > 0)
        parts << tr("payload %1").arg(bytesText(static_cast<double>(experiment.workload.inputBytes)));
    const Load& load = experiment.load;
    parts << (load.mode == LoadMode::Open ? tr("%1 arrivals a second").arg(number(load.ratePerS))
                                          : tr("%1 in flight").arg(load.inFlight));
    if (experiment.settings.workers > 0)
        parts << (experiment.settings.workers == 1 ? tr("1 worker")
                                                   : tr("%1 workers").arg(experiment.settings.workers));
    const QString length = load.tasks > 0 ? tr("%1 tasks").arg(countText(load.tasks))
                                          : number(load.durationS) % QChar(0x202F) % QStringLiteral("s");
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
    footer << (machine.cores == 1 ? tr("1 core") : tr("%1 cores").arg(machine.cores));
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
