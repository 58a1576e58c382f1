// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runcomparison.h"

#include "look/numbers.h"
#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>

namespace ilv::ui {

namespace {

using Change = ComparedModel::Change;

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("RunComparison", text, nullptr, n);
}

bool hasFigures(const ModelSummary& model)
{
    return model.status == ModelStatus::Measured && model.throughput.n > 0 && model.throughput.median > 0;
}

const ModelSummary* find(const FinishedRun& run, const std::string& label)
{
    for (const ModelSummary& model : run.models)
        if (model.label == label)
            return &model;
    return nullptr;
}

/// "14%" of 1.14 and of 0.86.
QString percentOff(double ratio)
{
    return percentText(std::abs(ratio - 1));
}

void judgeChange(ComparedModel& row, const Estimate& before, const Estimate& after)
{
    if (!before.low || !before.high || !after.low || !after.high || *before.low <= 0 || *after.low <= 0) {
        row.change = Change::TooFew;
        row.words = tr("too few repeats");
        return;
    }
    const double ratio = after.median / before.median;
    const double low = *after.low / *before.high, high = *after.high / *before.low;
    if (low > 1) {
        row.change = Change::Faster;
        row.words = tr("%1 more (%2 to %3)").arg(percentOff(ratio), percentOff(low), percentOff(high));
    } else if (high < 1) {
        row.change = Change::Slower;
        row.words = tr("%1 less (%2 to %3)").arg(percentOff(ratio), percentOff(high), percentOff(low));
    } else {
        row.change = Change::NoClearDifference;
        row.words = tr("no clear difference");
    }
}

ComparedModel compareModels(const ModelSummary* before, const ModelSummary* after)
{
    const ModelSummary& either = before ? *before : *after;
    ComparedModel row;
    row.name = entryName(either.model, either.label);
    row.model = either.model;
    const bool first = before && hasFigures(*before), second = after && hasFigures(*after);
    if (first) {
        row.rateBefore = before->throughput.median;
        row.p99BeforeMs = before->latency.p99Ms;
    }
    if (second) {
        row.rateAfter = after->throughput.median;
        row.p99AfterMs = after->latency.p99Ms;
    }
    if (first && second)
        judgeChange(row, before->throughput, after->throughput);
    else if (before && after && (first || second))
        row.words = first ? tr("not complete in the second") : tr("not complete in the first");
    else
        row.words = first ? tr("only in the first") : second ? tr("only in the second") : tr("in neither");
    return row;
}

QStringList cautionsFor(const RunResult& before, const RunResult& after)
{
    QStringList cautions, parts;
    const Experiment &one = before.experiment, &other = after.experiment;
    if (!(one.workload == other.workload))
        parts << tr("workload");
    if (!(one.load == other.load))
        parts << tr("load");
    if (!(one.settings == other.settings))
        parts << tr("settings");
    if (!parts.isEmpty())
        cautions << tr("The experiments differ: %1.").arg(parts.join(QStringLiteral(", ")));
    const Environment &here = before.environment, &there = after.environment;
    if (here.cpuModel != there.cpuModel || here.cores != there.cores || here.kernel != there.kernel)
        cautions << tr("They were measured on different machines.");
    if (before.status != RunStatus::Completed || after.status != RunStatus::Completed)
        cautions << tr("One of them was not completed.");
    return cautions;
}

QString summaryOf(const std::vector<ComparedModel>& models)
{
    const auto count = [&models](Change change) {
        return static_cast<int>(std::count_if(
            models.begin(), models.end(), [change](const ComparedModel& m) { return m.change == change; }));
    };
    QStringList parts;
    if (const int n = count(Change::Faster); n > 0)
        parts << tr("%n model(s) faster", n);
    if (const int n = count(Change::Slower); n > 0)
        parts << tr("%n model(s) slower", n);
    if (const int n = count(Change::NoClearDifference); n > 0)
        parts << tr("%n without a clear difference", n);
    if (const int n = count(Change::TooFew); n > 0)
        parts << tr("%n with too few repeats to tell", n);
    if (const int n = count(Change::OnlyOne); n > 0)
        parts << tr("%n not measured in both", n);
    return parts.join(QStringLiteral(", ")) % QLatin1Char('.');
}

} // namespace

RunComparison compareRuns(const FinishedRun& before, const FinishedRun& after)
{
    RunComparison comparison;
    for (const ModelSummary& model : before.models)
        comparison.models.push_back(compareModels(&model, find(after, model.label)));
    for (const ModelSummary& model : after.models)
        if (!find(before, model.label))
            comparison.models.push_back(compareModels(nullptr, &model));
    comparison.cautions = cautionsFor(*before.run, *after.run);
    comparison.sentence = summaryOf(comparison.models);
    return comparison;
}

} // namespace ilv::ui
