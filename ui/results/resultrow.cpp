// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/resultrow.h"

#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ResultRow", text);
}

std::optional<double> nanos(const std::optional<double>& ms)
{
    return ms ? std::optional(*ms * 1e6) : std::nullopt;
}

QString troubleOf(const Counts& counts)
{
    const auto bad = counts.of(Outcome::Error) + counts.of(Outcome::Timeout) + counts.of(Outcome::Crashed);
    QStringList parts;
    if (bad > 0)
        parts << tr("%1 failed").arg(countText(static_cast<qint64>(bad)));
    if (const auto wrong = counts.of(Outcome::Wrong))
        parts << tr("%1 wrong").arg(countText(static_cast<qint64>(wrong)));
    return parts.join(QStringLiteral(", "));
}

QString failureOf(const ModelSummary& model)
{
    const auto done = model.counts.of(Outcome::Ok);
    QString why = model.error ? toQString(model.error->message) : QString();
    while (why.endsWith(QLatin1Char('.')))
        why.chop(1);
    QString text = done > 0 ? tr("failed after %1 tasks").arg(countText(static_cast<qint64>(done))) : tr("failed");
    return why.isEmpty() ? text : text % QStringLiteral(": ") % why;
}

ResultRow rowFor(const ModelSummary& model)
{
    ResultRow row;
    row.model = model.model;
    row.label = model.label;
    row.longName = entryLongName(model.model, model.label);
    row.shortName = entryShortName(model.model, model.label);
    switch (model.status) {
    case ModelStatus::Failed:
        row.kind = ResultRow::Kind::Failed;
        row.words = failureOf(model);
        return row;
    case ModelStatus::NotRun:
        row.kind = ResultRow::Kind::NotRun;
        row.words = tr("not run");
        return row;
    case ModelStatus::Measured:
    case ModelStatus::Partial:
        break;
    }
    row.rate = model.throughput.median;
    if (model.throughput.low && model.throughput.high && row.rate > 0)
        row.interval = std::max(*model.throughput.high - row.rate, row.rate - *model.throughput.low) / row.rate;
    row.times = model.speedup;
    row.p50Ns = nanos(model.latency.p50Ms);
    row.p99Ns = nanos(model.latency.p99Ms);
    row.overhead = model.overhead;
    row.cpu = model.cpuShare;
    if (model.resources.peakRssMb >= 0)
        row.memoryMb = model.resources.peakRssMb;
    row.trouble = troubleOf(model.counts);
    return row;
}

void finish(ResultTable& table)
{
    std::map<Model, int> seen;
    for (ResultRow& row : table.rows)
        row.variant = seen[row.model]++;
    std::stable_sort(table.rows.begin(), table.rows.end(), [](const ResultRow& a, const ResultRow& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.kind == ResultRow::Kind::Measured && a.rate > b.rate;
    });
    double typical = 0, most = 0;
    for (const ResultRow& row : table.rows) {
        if (row.p50Ns)
            typical = typical > 0 ? std::min(typical, *row.p50Ns) : *row.p50Ns;
        most = std::max(most, row.times.value_or(0));
    }
    table.unit = timeUnitFor(typical > 0 ? typical : 1e6);
    table.mostTimes = most > 0 ? most : 1;
}

} // namespace

ResultTable resultTable(const FinishedRun& run)
{
    ResultTable table;
    for (const ModelSummary& model : run.models)
        table.rows.push_back(rowFor(model));
    finish(table);
    return table;
}

ResultTable resultTable(const LiveRun& live)
{
    ResultTable table{ .rows = {}, .unit = {}, .live = true };
    for (const LiveModel& model : live.picture->models) {
        const auto summary = std::find_if(live.models.begin(), live.models.end(),
            [&](const ModelSummary& each) { return each.label == model.label; });
        ResultRow row;
        if (summary != live.models.end() && (model.roundsDone > 0 || model.state == LiveModel::State::Failed))
            row = rowFor(*summary);
        row.model = model.model;
        row.label = model.label;
        row.longName = entryLongName(model.model, model.label);
        row.shortName = entryShortName(model.model, model.label);
        if (model.state == LiveModel::State::Failed && row.kind != ResultRow::Kind::Failed) {
            row.kind = ResultRow::Kind::Failed;
            row.words = tr("failed");
        } else if (model.roundsDone == 0 && model.state != LiveModel::State::Failed) {
            const bool running = model.state == LiveModel::State::Running;
            row.kind = running ? ResultRow::Kind::Running : ResultRow::Kind::Queued;
            row.words = running                            ? tr("running")
                : model.state == LiveModel::State::Skipped ? tr("skipped")
                                                           : tr("queued");
        }
        table.rows.push_back(std::move(row));
    }
    finish(table);
    return table;
}

void addBefore(ResultTable& table, const RunChange& change)
{
    for (ResultRow& row : table.rows)
        if (const ModelChange* model = change.of(row.label); model && row.kind == ResultRow::Kind::Measured)
            row.before = *model;
}

} // namespace ilv::ui
