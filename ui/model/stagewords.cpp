// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stagewords.h"

#include "history/exacttext.h"
#include "look/numbers.h"
#include "model/modelnames.h"

#include <QCoreApplication>

namespace ilv::ui {

namespace {

constexpr qsizetype kMostLetters = 60; ///< of a name from a file

/// What a file calls something, so that it cannot break the line or turn its direction: what has no shape is shown by
/// its number. A long one is cut in the middle: it is known by where it begins and by its end.
QString shownName(const std::string& name)
{
    const QString out = toQString(exactText(name));
    if (out.size() <= kMostLetters)
        return out;
    qsizetype head = kMostLetters / 3, tail = out.size() - (kMostLetters - head - 1);
    head -= out[head - 1].isHighSurrogate() ? 1 : 0;
    tail += out[tail].isLowSurrogate() ? 1 : 0;
    return out.left(head) % QChar(0x2026) % out.mid(tail);
}

} // namespace

QString stageWords(const Stage& stage)
{
    const QString kind = toQString(kindName(stage));
    const auto with = [&](const QString& what) -> QString { return kind % QLatin1Char(' ') % what; };
    if (const auto* wait = std::get_if<WaitStage>(&stage))
        return with(typedMs(wait->ms));
    if (const auto* request = std::get_if<RequestStage>(&stage))
        return with(request->url.empty() ? typedMs(request->latencyMs) : shownName(request->url));
    if (const auto* read = std::get_if<ReadStage>(&stage))
        return with(bytesText(static_cast<double>(read->bytes)));
    if (const auto* write = std::get_if<WriteStage>(&stage))
        return with(bytesText(static_cast<double>(write->bytes)));
    if (const auto* compute = std::get_if<ComputeStage>(&stage)) {
        const QString amount = compute->units
            ? QCoreApplication::translate("StageWords", "%1 units").arg(countText(static_cast<qint64>(compute->units)))
            : typedMs(compute->cpuMs);
        return with(toQString(ilv::name(compute->kernel)) % QLatin1Char(' ') % amount);
    }
    if (const auto* command = std::get_if<CommandStage>(&stage))
        return with(shownName(command->program));
    if (const auto* call = std::get_if<CallStage>(&stage))
        return with(shownName(call->target));
    if (const auto* fault = std::get_if<FaultStage>(&stage))
        return with(toQString(ilv::name(fault->kind)));
    return kind;
}

} // namespace ilv::ui
