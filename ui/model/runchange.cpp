// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runchange.h"

#include "look/numbers.h"
#include "model/changes.h"
#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RunChange", text);
}

bool isMeasured(const ModelSummary& model)
{
    return model.status == ModelStatus::Measured && model.throughput.median > 0;
}

ModelChange::Effect effectOf(const Estimate& before, const Estimate& after)
{
    if (!before.low || !before.high || !after.low || !after.high)
        return ModelChange::Effect::NoInterval;
    if (*after.low > *before.high)
        return ModelChange::Effect::Higher;
    if (*after.high < *before.low)
        return ModelChange::Effect::Lower;
    return ModelChange::Effect::Unclear;
}

/// "14,980" without its unit: the column has it.
QString rateNumber(double perSecond)
{
    const QString text = rateText(perSecond);
    const auto unit = text.indexOf(QChar(0x202F));
    return unit < 0 ? text : text.left(unit);
}

/// "+12%", "−8.0%"; from three times on "4.9×".
QString byHowMuch(double ratio)
{
    if (ratio >= 3)
        return ratioText(ratio);
    const QString share = percentText(std::abs(ratio - 1));
    return (ratio >= 1 ? QStringLiteral("+") : QString(QChar(0x2212))) % share;
}

} // namespace

QString ModelChange::text() const
{
    switch (effect) {
    case Effect::Higher:
    case Effect::Lower:
        return tr("%1 from %2").arg(byHowMuch(ratio()), rateNumber(before));
    case Effect::Unclear:
        return QString(QChar(0x2248)) % QLatin1Char(' ') % rateNumber(before);
    case Effect::NoInterval:
        break;
    }
    return rateNumber(before);
}

const ModelChange* RunChange::of(const std::string& label) const
{
    const auto found
        = std::find_if(models.begin(), models.end(), [&](const ModelChange& model) { return model.label == label; });
    return found == models.end() ? nullptr : &*found;
}

QString RunChange::sentence() const
{
    QStringList parts;
    for (const ModelChange& model : models) {
        switch (model.effect) {
        case ModelChange::Effect::Higher:
        case ModelChange::Effect::Lower:
            parts << model.name % QLatin1Char(' ') % byHowMuch(model.ratio());
            break;
        case ModelChange::Effect::Unclear:
            parts << tr("%1 no clear difference").arg(model.name);
            break;
        case ModelChange::Effect::NoInterval:
            parts << tr("%1 %2 → %3").arg(model.name, rateNumber(model.before), rateText(model.after));
            break;
        }
    }
    const QString changes = settings.join(QStringLiteral(", "));
    const bool worded = changes.startsWith(QLatin1String("with")); // "with Crash every 100", "without Async"
    const QString what = settings.isEmpty() ? tr("Against the complete run shown before, of the same settings")
        : worded                            ? tr("Against the complete run shown before, %1").arg(changes)
                                            : tr("Against the complete run shown before, with %1").arg(changes);
    return what % (parts.isEmpty() ? QString() : QString(QStringLiteral(": ") % parts.join(QStringLiteral(", "))))
        % QLatin1Char('.');
}

bool isComplete(const FinishedRun& run)
{
    return run.run->status == RunStatus::Completed && std::any_of(run.models.begin(), run.models.end(), isMeasured);
}

std::optional<RunChange> changeOf(
    const FinishedRun& before, const Experiment& experiment, const std::vector<ModelSummary>& after)
{
    RunChange change;
    for (const ModelSummary& model : after) {
        const auto old = std::find_if(before.models.begin(), before.models.end(), [&](const ModelSummary& each) {
            return each.label == model.label && each.model == model.model && each.runtime == model.runtime;
        });
        if (old == before.models.end() || !isMeasured(*old) || !isMeasured(model))
            continue;
        change.models.push_back({ .label = model.label,
            .name = entryShortName(model.model, model.label),
            .before = old->throughput.median,
            .after = model.throughput.median,
            .effect = effectOf(old->throughput, model.throughput) });
    }
    if (change.models.empty())
        return std::nullopt;
    change.settings = changesBetween(before.run->experiment, experiment);
    return change;
}

} // namespace ilv::ui
