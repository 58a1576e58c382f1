// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/verdicttext.h"

#include "model/modelnames.h"
#include "model/runtexts.h"
#include "results/resultsmodel.h"

#include <QCoreApplication>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("VerdictText", text);
}

/// "Thread pool: 14,980 /s ±1.1%, p50 4.27 ms, p99 8.30 ms, overhead 0.94%"
QString modelLine(const ResultsModel& table, int index)
{
    const ResultRow& row = table.row(index);
    QString line = QStringLiteral("- ") % row.longName % QStringLiteral(": ");
    if (row.kind != ResultRow::Kind::Measured)
        return line % row.words;
    const QString& unit = table.table().unit.name;
    line += rateText(row.rate);
    if (row.interval)
        line += QLatin1Char(' ') % table.text(index, ResultColumn::Interval);
    if (row.p50Ns)
        line += QStringLiteral(", p50 ") % table.text(index, ResultColumn::P50) % QLatin1Char(' ') % unit;
    if (row.p99Ns)
        line += QStringLiteral(", p99 ") % table.text(index, ResultColumn::P99) % QLatin1Char(' ') % unit;
    if (row.overhead)
        line += tr(", overhead %1").arg(table.text(index, ResultColumn::Overhead));
    return row.trouble.isEmpty() ? line : line % QStringLiteral(" (") % row.trouble % QLatin1Char(')');
}

void addGoals(const FinishedRun& run, QStringList& lines)
{
    QStringList goals;
    for (const ModelSummary& model : run.models)
        for (const GoalResult& goal : model.goals)
            goals << QStringLiteral("- ") % entryLongName(model.model, model.label) % QStringLiteral(": ")
                    % (goal.sentence.empty() ? toQString(goal.goal) : toQString(goal.sentence));
    if (!goals.isEmpty())
        lines << QString() << tr("Goals") << goals;
}

} // namespace

QString verdictText(const FinishedRun& run)
{
    const BandWords band = finishedBand(run);
    QStringList lines{ band.headline };
    if (!band.sentence.isEmpty())
        lines << band.sentence;
    for (const QString& reason : band.reasons)
        if (reason != band.sentence)
            lines << QStringLiteral("- ") % reason;

    ResultsModel table;
    table.setTable(resultTable(run));
    lines << QString() << tr("Results, fastest first");
    for (int i = 0; i < table.rowCount(); ++i)
        lines << modelLine(table, i);
    addGoals(run, lines);

    const StatusWords how = finishedWords(run);
    lines << QString()
          << toQString(run.run->experiment.name) % QStringLiteral(". ") % how.title
            % (how.detail.isEmpty() ? QString() : QStringLiteral(", ") % how.detail) % QLatin1Char('.');
    lines << machineLines(run.run->environment).join(QStringLiteral(". ")) % QLatin1Char('.');
    lines << tr("Run %1, measured by Interleave").arg(toQString(run.run->id));
    return lines.join(QLatin1Char('\n')) % QLatin1Char('\n');
}

} // namespace ilv::ui
