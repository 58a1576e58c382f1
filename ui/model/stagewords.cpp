// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stagewords.h"

#include "look/numbers.h"
#include "model/modelnames.h"

#include <QCoreApplication>

namespace ilv::ui {

namespace {

QString milliseconds(double ms)
{
    return QString::number(ms, 'g', 6) % QChar(0x202F) % QStringLiteral("ms");
}

} // namespace

QString stageWords(const Stage& stage)
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
        const QString amount = compute->units
            ? QCoreApplication::translate("StageWords", "%1 units").arg(countText(static_cast<qint64>(compute->units)))
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

} // namespace ilv::ui
