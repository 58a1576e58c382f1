// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/changes.h"

#include "look/numbers.h"
#include "model/experimentform.h"
#include "model/modelnames.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Changes", text);
}

QString arrow()
{
    return QStringLiteral(" → ");
}

/// As the box shows it: no more digits than there are.
QString numberText(double value)
{
    return QLocale::c().toString(value, 'g', 12);
}

QString valueText(const FieldView& view)
{
    if (!view.used)
        return tr("none");
    return view.value == 0 && !view.zeroText.isEmpty() ? view.zeroText : numberText(view.value);
}

void addFields(const ExperimentForm& before, const ExperimentForm& after, QStringList& all)
{
    constexpr Field fields[]{ Field::IoWait, Field::CpuWork, Field::Payload, Field::InFlight, Field::Workers,
        Field::RunFor, Field::Timeout, Field::Attempts };
    for (const Field field : fields) {
        const FieldView a = before.view(field), b = after.view(field);
        if (a.label != b.label || a.used != b.used)
            all << a.label % QLatin1Char(' ') % valueText(a) % arrow() % b.label % QLatin1Char(' ') % valueText(b);
        else if (a.value != b.value)
            all << QString(b.label % QLatin1Char(' ') % valueText(a) % arrow() % valueText(b) % QLatin1Char(' ')
                % b.unit.section(QStringLiteral(" × "), 0, 0))
                       .trimmed();
    }
    if (before.repeats() != after.repeats())
        all << tr("Repeats %1").arg(before.repeats()) % arrow() % QString::number(after.repeats());
}

void addGoals(const ExperimentForm& before, const ExperimentForm& after, QStringList& all)
{
    for (const GoalField field : kGoalFields) {
        const GoalView a = before.goal(field), b = after.goal(field);
        if (a.value == b.value)
            continue;
        const auto limit = [](const GoalView& view) {
            return view.hasNumber && view.value
                ? view.label % QLatin1Char(' ') % numberText(*view.value) % QLatin1Char(' ') % view.unit
                : view.label;
        };
        if (!a.value)
            all << tr("with goal %1").arg(limit(b));
        else if (!b.value)
            all << tr("without goal %1").arg(limit(a));
        else
            all << b.label % QLatin1Char(' ') % numberText(*a.value) % arrow() % numberText(*b.value) % QLatin1Char(' ')
                    % b.unit;
    }
}

/// Names in one list and not in the other, each as often as it stands there.
QStringList missingFrom(const QStringList& list, QStringList other)
{
    QStringList missing;
    for (const QString& name : list)
        if (!other.removeOne(name))
            missing << name;
    return missing;
}

void addLists(const QStringList& before, const QStringList& after, QStringList& all)
{
    for (const QString& name : missingFrom(after, before))
        all << tr("with %1").arg(name);
    for (const QString& name : missingFrom(before, after))
        all << tr("without %1").arg(name);
}

QStringList modelNames(const Experiment& experiment)
{
    QStringList names;
    for (const ModelEntry& entry : experiment.models)
        names << entryShortName(entry.model, entry.label);
    return names;
}

QStringList faultNames(const ExperimentForm& form)
{
    QStringList names;
    for (const PlantedFault& fault : form.faults())
        names << (fault.number
                ? fault.name % QLatin1Char(' ') % fault.before % QLatin1Char(' ') % numberText(*fault.number)
                : fault.name);
    return names;
}

} // namespace

QStringList changesBetween(const Experiment& before, const Experiment& after)
{
    QStringList all;
    if (before == after)
        return all;
    const ExperimentForm a(before, 1), b(after, 1);
    addFields(a, b, all);
    addGoals(a, b, all);
    addLists(modelNames(before), modelNames(after), all);
    addLists(faultNames(a), faultNames(b), all);
    Experiment renamed = after;
    renamed.name = before.name;
    if (all.isEmpty() && renamed != before)
        all << tr("another setting");
    return all;
}

} // namespace ilv::ui
