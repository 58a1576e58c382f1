// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/lessontext.h"

#include "look/numbers.h"
#include "model/modelnames.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace ilv::ui {

namespace {

QString figureText(const QString& name, std::optional<double> value)
{
    if (!value)
        return QStringLiteral("–");
    const QString metric = name.section(QLatin1Char('.'), -1);
    if (metric == QStringLiteral("p50") || metric == QStringLiteral("p99"))
        return durationText(*value * 1e6);
    if (metric == QStringLiteral("overhead") || metric == QStringLiteral("cpu"))
        return percentText(*value);
    if (metric == QStringLiteral("times"))
        return ratioText(*value);
    return rateText(*value);
}

QString fill(const QString& text, const FinishedRun& run)
{
    static const QRegularExpression slot(QStringLiteral("\\{([a-z0-9-]+\\.[a-z0-9]+)\\}"));
    QString filled;
    qsizetype at = 0;
    for (auto each = slot.globalMatch(text); each.hasNext();) {
        const auto match = each.next();
        filled += text.mid(at, match.capturedStart() - at);
        filled += figureText(match.captured(1), lessonFigure(run, match.captured(1)));
        at = match.capturedEnd();
    }
    return filled + text.mid(at);
}

bool holds(const LessonBranch& branch, const FinishedRun& run)
{
    if (branch.left.isEmpty())
        return true;
    const auto left = lessonFigure(run, branch.left), right = lessonFigure(run, branch.right);
    return left && right && *left > branch.factor * *right;
}

/// The first that holds; null: none.
const LessonBranch* branchOf(const Lesson& lesson, const FinishedRun& run)
{
    const auto found = std::find_if(lesson.branches.begin(), lesson.branches.end(),
        [&run](const LessonBranch& branch) { return holds(branch, run); });
    return found == lesson.branches.end() ? nullptr : &*found;
}

} // namespace

std::optional<double> lessonFigure(const FinishedRun& run, const QString& name)
{
    const QString label = name.section(QLatin1Char('.'), 0, -2), metric = name.section(QLatin1Char('.'), -1);
    for (const ModelSummary& model : run.models) {
        if (toQString(model.label) != label || model.throughput.n == 0)
            continue;
        if (metric == QStringLiteral("x"))
            return model.throughput.median;
        if (metric == QStringLiteral("p50"))
            return model.latency.p50Ms;
        if (metric == QStringLiteral("p99"))
            return model.latency.p99Ms;
        if (metric == QStringLiteral("overhead"))
            return model.overhead;
        if (metric == QStringLiteral("cpu"))
            return model.cpuShare;
        if (metric == QStringLiteral("times"))
            return model.speedup;
    }
    return std::nullopt;
}

QString lessonText(const Lesson& lesson, const FinishedRun& run)
{
    QString text;
    if (run.run->status != RunStatus::Completed)
        text = QCoreApplication::translate("Lesson", "The run was not completed, so look at its figures with care. ");
    const bool disturbed = std::any_of(run.run->trials.begin(), run.run->trials.end(),
        [](const TrialResult& trial) { return !trial.disturbed.empty(); });
    if (disturbed)
        text += QCoreApplication::translate(
            "Lesson", "Something else used the CPU meanwhile: run it again before you trust the chart. ");
    const LessonBranch* const branch = branchOf(lesson, run);
    return branch ? text + fill(branch->text, run) : text;
}

bool isAsExpected(const Lesson& lesson, const FinishedRun& run)
{
    const LessonBranch* const branch = branchOf(lesson, run);
    return branch && !branch->left.isEmpty();
}

bool isOf(const Lesson& lesson, const FinishedRun& run)
{
    return run.run->experiment == lesson.experiment;
}

} // namespace ilv::ui
