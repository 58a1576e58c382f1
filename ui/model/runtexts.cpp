// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runtexts.h"

#include "analysis/bench.h"
#include "analysis/evidence.h"
#include "analysis/verdictwords.h"
#include "look/numbers.h"
#include "model/changes.h"
#include "model/faultpalette.h"
#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("RunTexts", text, nullptr, n);
}

const ModelSummary* summaryOf(const std::vector<ModelSummary>& models, const std::string& label)
{
    const auto found
        = std::find_if(models.begin(), models.end(), [&](const ModelSummary& model) { return model.label == label; });
    return found == models.end() ? nullptr : &*found;
}

bool hasIntervals(const std::vector<ModelSummary>& models)
{
    return std::any_of(models.begin(), models.end(), [](const ModelSummary& model) { return model.throughput.low; });
}

int measuredCount(const std::vector<ModelSummary>& models)
{
    return static_cast<int>(std::count_if(models.begin(), models.end(), [](const ModelSummary& model) {
        return model.status == ModelStatus::Measured || model.status == ModelStatus::Partial;
    }));
}

/// "7 of 7 results kept, 5 in part": those without all of their rounds are told apart.
QString keptText(const std::vector<ModelSummary>& models)
{
    const auto parts = std::count_if(
        models.begin(), models.end(), [](const ModelSummary& model) { return model.status == ModelStatus::Partial; });
    const QString kept = tr("%1 of %2 results kept").arg(measuredCount(models)).arg(models.size());
    return parts == 0 ? kept : kept % tr(", %1 in part").arg(parts);
}

bool isMeasured(const ModelSummary& model)
{
    return model.status == ModelStatus::Measured && model.throughput.median > 0;
}

const ModelSummary* winnerOf(const FinishedRun& run)
{
    return run.verdict.label.empty() ? nullptr : summaryOf(run.models, run.verdict.label);
}

/// " It costs 2 more processes and 1.9 times the memory of the event loop, the next simpler model."; empty where the
/// winner is the simplest, or nothing measured is dearer.
QString costOf(const FinishedRun& run)
{
    const ModelSummary* winner = winnerOf(run);
    const ModelSummary* simpler = nullptr;
    for (const ModelSummary& model : run.models)
        if (winner && isMeasured(model) && simplicity(model) < simplicity(*winner)
            && (!simpler || simplicity(model) > simplicity(*simpler)))
            simpler = &model;
    const std::string price = simpler ? words::price(*winner, *simpler) : std::string();
    if (price.empty())
        return {};
    return tr(" Against %1, the next simpler model, its price is %2.")
        .arg(toQString(words::noun(*simpler, run.models)), toQString(price));
}

/// A line for each model that was asked for, so that none is judged in silence.
QStringList judgedLines(const FinishedRun& run)
{
    const ModelSummary* winner = winnerOf(run);
    QStringList lines;
    for (const ModelSummary& model : run.models) {
        QString line = entryLongName(model.model, model.label) % QStringLiteral(": ");
        if (isMeasured(model)) {
            line += toQString(words::rate(model.throughput));
            if (winner && winner != &model)
                line += QStringLiteral(", ")
                    % toQString(words::versus(contrast(model, *winner), words::noun(*winner, run.models), true));
        } else {
            line += model.status == ModelStatus::NotRun ? tr("not run")
                : model.status == ModelStatus::Failed   ? tr("failed")
                : model.status == ModelStatus::Partial  ? tr("measured in part")
                                                        : tr("no task ended ok");
        }
        lines << line % QLatin1Char('.');
    }
    return lines;
}

/// What was planted by hand in this run so far, and where; empty: nothing.
QString plantedWords(const LivePicture& picture)
{
    QStringList words;
    const auto add = [&words](const LiveModel& model, const TrialResult& trial) {
        for (const PlantedByHand& fault : trial.faults)
            words << tr("%1 on %2 of %3")
                         .arg(faultName(fault.fault), toQString(fault.lane),
                             entryNameInSentence(model.model, model.label));
    };
    for (const LiveModel& model : picture.models) {
        for (const auto& trial : model.trials)
            add(model, *trial);
        if (model.current)
            add(model, *model.current);
    }
    return words.isEmpty() ? QString() : tr(" Planted by hand: %1.").arg(words.join(QStringLiteral(", ")));
}

} // namespace

QString clockText(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    const QString tail = QString::number(whole % 60).rightJustified(2, QLatin1Char('0'));
    if (whole < 3600)
        return QString::number(whole / 60) % QLatin1Char(':') % tail;
    return QString::number(whole / 3600) % QLatin1Char(':')
        % QString::number(whole / 60 % 60).rightJustified(2, QLatin1Char('0')) % QLatin1Char(':') % tail;
}

QString roughTime(double seconds)
{
    if (seconds < 50)
        return tr("about %1 s").arg(std::max(1LL, std::llround(seconds)));
    if (seconds < 3600)
        return tr("about %1 min").arg(std::max(1LL, std::llround(seconds / 60)));
    return tr("about %1 h").arg(QString::number(seconds / 3600, 'f', 1));
}

StatusWords readyWords(const ExperimentForm& form, const QStringList& changes)
{
    StatusWords words{ .state = RunState::Ready, .title = tr("Ready"), .detail = {} };
    const QString models = tr("%n model(s)", form.usedModels());
    if (const auto seconds = form.expectedSeconds())
        words.detail = tr("%1 for %2").arg(roughTime(*seconds), models);
    else
        words.detail = models;
    if (!changes.isEmpty())
        words.detail += QStringLiteral(": ") % changes.join(QStringLiteral(", "));
    return words;
}

StatusWords liveWords(const LiveRun& live, double forecastS)
{
    const LivePicture& picture = *live.picture;
    StatusWords words{ .state = RunState::Running, .title = toQString(picture.activity), .detail = {} };
    if (words.title.isEmpty())
        words.title = tr("Starting");
    const bool allMeasured = std::none_of(picture.models.begin(), picture.models.end(), [](const LiveModel& model) {
        return model.roundsDone == 0
            && (model.state == LiveModel::State::Queued || model.state == LiveModel::State::Running);
    });
    const double expected = allMeasured ? picture.expectedS : std::max(picture.expectedS, forecastS);
    words.detail = expected > 0 ? tr("%1 of about %2").arg(clockText(picture.elapsedS), clockText(expected))
                                : clockText(picture.elapsedS);
    return words;
}

StatusWords finishedWords(const FinishedRun& run)
{
    const RunResult& result = *run.run;
    const int failed = static_cast<int>(std::count_if(run.models.begin(), run.models.end(),
        [](const ModelSummary& model) { return model.status == ModelStatus::Failed; }));
    StatusWords words;
    switch (result.status) {
    case RunStatus::Cancelled:
        words.state = RunState::Stopped;
        words.title = tr("Stopped at %1").arg(clockText(result.wallS));
        words.detail = keptText(run.models);
        return words;
    case RunStatus::Aborted:
        words.state = RunState::Failed;
        words.title = tr("Ended early at %1").arg(clockText(result.wallS));
        words.detail = keptText(run.models);
        return words;
    case RunStatus::Completed:
        break;
    }
    if (failed > 0) {
        words.state = RunState::Failed;
        words.title = tr("Finished with %n failed model(s)", failed);
        words.detail = keptText(run.models);
        return words;
    }
    words.state = RunState::Finished;
    words.title = tr("Finished in %1").arg(clockText(result.wallS));
    words.detail = tr("%n repeat(s)", result.experiment.repeats);
    if (hasIntervals(run.models))
        words.detail += tr(", 95% intervals");
    return words;
}

StatusWords openedWords(const FinishedRun& run)
{
    StatusWords words = finishedWords(run);
    const QString start
        = toQString(run.run->environment.startedAtUtc).left(16).replace(QLatin1Char('T'), QLatin1Char(' '));
    if (!start.isEmpty()) {
        words.detail = words.title % QStringLiteral(", ") % words.detail;
        words.title = tr("Measured %1 UTC").arg(start);
    }
    return words;
}

BandWords liveBand(const LiveRun& live)
{
    const ModelSummary* leader = nullptr;
    int measured = 0;
    for (const LiveModel& model : live.picture->models) {
        if (model.roundsDone == 0 || model.state == LiveModel::State::Failed)
            continue;
        ++measured;
        const ModelSummary* summary = summaryOf(live.models, model.label);
        if (summary && (!leader || summary->throughput.median > leader->throughput.median))
            leader = summary;
    }
    BandWords words;
    const auto total = static_cast<int>(live.picture->models.size());
    if (!leader || total == 1) { // one model leads nobody
        words.headline = tr("Measuring");
        words.sentence = (leader ? tr("The verdict is written when the last round finishes.")
                                 : tr("The first result comes when a model finishes its first round."))
            % plantedWords(*live.picture);
        return words;
    }
    words.model = leader->model;
    const bool manyOf = leader->model == Model::Threads && leader->label == name(Model::Threads);
    words.headline
        = (manyOf ? tr("%1 lead so far") : tr("%1 leads so far")).arg(entryShortName(leader->model, leader->label));
    words.sentence = measured < total
        ? tr("%1 of %2 models measured. The verdict is written when the last one finishes.").arg(measured).arg(total)
        : tr("Every model has been measured once. The verdict is written when the last round finishes.");
    words.sentence += plantedWords(*live.picture);
    return words;
}

BandWords finishedBand(const FinishedRun& run)
{
    BandWords words;
    const Verdict& verdict = run.verdict;
    if (!verdict.label.empty())
        words.model = verdict.model;
    words.headline = verdict.headline.empty() ? tr("No verdict yet") : toQString(verdict.headline);
    words.sentence = toQString(verdict.sentence);
    for (const std::string& reason : verdict.reasons)
        words.reasons << toQString(reason);
    if (words.sentence.isEmpty() && !words.reasons.isEmpty())
        words.sentence = words.reasons.front();
    if (!words.sentence.contains(
            QStringLiteral("at the price of"))) // of a faster one: then that is the choice to weigh
        words.sentence += costOf(run);
    if (run.run->status == RunStatus::Completed)
        words.reasons << judgedLines(run);
    return words;
}

QString staleNote(const FinishedRun& run, const Experiment& form)
{
    const Experiment& ran = run.run->experiment;
    const QStringList changes = changesBetween(ran, form);
    if (changes.isEmpty())
        return {};
    if (ran.name != form.name)
        return tr("These results are of “%1”, not of the experiment in the form.").arg(toQString(ran.name));
    return tr("These results are of the settings before your change: %1.").arg(changes.join(QStringLiteral(", ")));
}

QString noiseNote(const FinishedRun& run)
{
    const ModelSummary* worst = nullptr;
    for (const ModelSummary& model : run.models)
        if (model.badgeKnown && model.badge != stats::Badge::A && (!worst || model.badge > worst->badge))
            worst = &model;
    if (!worst)
        return {};
    const QString why = toQString(Bench::noiseWords(*worst));
    const QString badge
        = tr("Noise badge %1, %2").arg(QLatin1Char(letter(worst->badge))).arg(entryName(worst->model, worst->label));
    return (why.isEmpty() ? badge : badge % QStringLiteral(": ") % why) % QLatin1Char('.');
}

double progressOf(const LiveModel& model, int repeats)
{
    if (model.state == LiveModel::State::Done)
        return 1;
    const double running = model.state == LiveModel::State::Running ? model.progress : 0;
    return std::clamp((model.roundsDone + running) / std::max(1, repeats), 0.0, 1.0);
}

LineWords lineWords(const LiveRun& live, const LiveModel& model)
{
    LineWords words;
    const double progress = progressOf(model, live.experiment.repeats);
    switch (model.state) {
    case LiveModel::State::Running:
        words.text = QString::number(static_cast<int>(progress * 100)) % QLatin1Char('%');
        words.strong = true;
        words.progress = progress;
        return words;
    case LiveModel::State::Failed:
        words.text = tr("failed");
        words.strong = words.bad = true;
        return words;
    case LiveModel::State::Skipped:
        words.text = tr("skipped");
        return words;
    case LiveModel::State::Queued:
    case LiveModel::State::Done:
        break;
    }
    const ModelSummary* summary = model.roundsDone > 0 ? summaryOf(live.models, model.label) : nullptr;
    words.text = summary ? rateText(summary->throughput.median) : tr("queued");
    if (summary && model.state == LiveModel::State::Queued)
        words.progress = progress;
    return words;
}

QStringList machineLines(const Environment& machine)
{
    QString first = tr("This machine: %1").arg(tr("%n core(s)", machine.cores));
    if (!machine.kernel.empty()) { // "Linux 6.1" of "Linux 6.1.0-18-amd64"
        const QStringList parts = toQString(machine.kernel).split(QLatin1Char('.'));
        first += QStringLiteral(", ") % parts.mid(0, 2).join(QLatin1Char('.'));
    }
    QStringList second;
    if (!machine.governor.empty())
        second << tr("Governor %1").arg(toQString(machine.governor));
    else if (!machine.hypervisor.empty())
        second << tr("Under %1").arg(toQString(machine.hypervisor));
    if (machine.loadAverage)
        second << tr("load %1").arg(QString::number(*machine.loadAverage, 'f', 2));
    QString line = second.join(QStringLiteral(", "));
    if (!line.isEmpty())
        line[0] = line[0].toUpper();
    return line.isEmpty() ? QStringList{ first } : QStringList{ first, line };
}

} // namespace ilv::ui
