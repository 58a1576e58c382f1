// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/advice.h"

#include "base/codes.h"
#include "model/modelnames.h"
#include "run/disturbance.h"

#include <QCoreApplication>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kRepeatsForInterval = 6;

QString tr(const char* text)
{
    return QCoreApplication::translate("Advice", text);
}

QString withStop(QString sentence)
{
    sentence = sentence.trimmed();
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper(); // it stands after another one
    if (!sentence.isEmpty() && !sentence.endsWith(QLatin1Char('.')) && !sentence.endsWith(QLatin1Char('!'))
        && !sentence.endsWith(QLatin1Char('?')))
        sentence += QLatin1Char('.');
    return sentence;
}

std::optional<std::size_t> entryNamed(const Experiment& experiment, const std::string& label)
{
    for (std::size_t i = 0; i < experiment.models.size(); ++i)
        if (experiment.models[i].label == label)
            return i;
    return std::nullopt;
}

/// Too many at once was the cause: fewer may do.
bool isAboutCrowding(Code code)
{
    return code == Code::DispatchFailed || code == Code::NetNoPorts || code == Code::WorkerStartTimeout
        || code == Code::PoolEmpty || code == Code::QueueOverflow;
}

/// The same without planted crashes; nothing where there is none.
std::optional<Experiment> withoutCrash(const Experiment& experiment)
{
    Experiment changed = experiment;
    std::erase_if(changed.workload.stages, [](const Stage& stage) {
        const auto* fault = std::get_if<FaultStage>(&stage);
        return fault && fault->kind == FaultKind::Crash;
    });
    if (changed.workload.stages.empty() || changed.workload.stages.size() == experiment.workload.stages.size())
        return std::nullopt;
    return changed;
}

/// While a run goes on the others are still being measured: the fix is for the next one, and starts nothing.
enum class When : std::uint8_t { Live, After };

void offer(Notice& notice, When when, const QString& now, const QString& later, const Experiment& changed)
{
    if (when == When::After) {
        notice.fixLabel = now;
        notice.fix = changed;
    } else {
        notice.editLabel = later;
        notice.edit = changed;
    }
}

Notice noticeForModel(
    const Experiment& experiment, const std::string& label, Model model, const Error& cause, When when)
{
    Notice notice;
    notice.text = tr("%1 failed.").arg(entryLongName(model, label)) % QLatin1Char(' ') % sentenceOf(cause);
    const auto at = entryNamed(experiment, label);
    if (!at)
        return notice;
    const int inFlight = effectiveInFlight(experiment, experiment.models[*at]);
    Experiment changed = experiment;
    if (isAboutCrowding(codeFromName(cause.code)) && experiment.load.mode == LoadMode::Closed && inFlight > 1) {
        const int fewer = inFlight / 2;
        if (changed.models[*at].inFlight)
            changed.models[*at].inFlight = fewer;
        else
            changed.load.inFlight = fewer;
        offer(notice, when, tr("Set to %1 in flight and retry").arg(fewer),
            tr("Set to %1 in flight for the next run").arg(fewer), changed);
    } else if (const auto calm = withoutCrash(experiment); calm && codeFromName(cause.code) == Code::HostCrashed) {
        offer(notice, when, tr("Remove the fault and retry"), tr("Remove the fault for the next run"), *calm);
    } else if (codeFromName(cause.code) != Code::ModelUnavailable && when == When::After) {
        notice.fixLabel = tr("Retry");
        notice.fix = experiment;
    }
    if (experiment.models.size() > 1 && !notice.edit) {
        changed = experiment;
        changed.models.erase(changed.models.begin() + static_cast<std::ptrdiff_t>(*at));
        notice.editLabel = when == When::After ? tr("Skip this model") : tr("Skip this model in the next run");
        notice.edit = changed;
    }
    return notice;
}

/// One notice a failed model. The first names them all: it stands for the others until it is closed.
struct FailedModel {
    Model model;
    std::string label;
    Error cause;
};
void addFailed(
    const Experiment& experiment, const std::vector<FailedModel>& failed, When when, std::vector<Notice>& notices)
{
    QStringList others;
    for (const FailedModel& each : failed) {
        if (&each != &failed.front())
            others << entryLongName(each.model, each.label);
    }
    for (const FailedModel& each : failed) {
        notices.push_back(noticeForModel(experiment, each.label, each.model, each.cause, when));
        if (&each == &failed.front() && !others.isEmpty())
            notices.back().text += tr(" Failed too: %1.").arg(others.join(QStringLiteral(", ")));
    }
}

void addDisturbed(const FinishedRun& run, std::vector<Notice>& notices)
{
    std::size_t count = 0;
    bool byOthers = false;
    std::vector<std::string> codes;
    for (const TrialResult& trial : run.run->trials) {
        count += !trial.disturbed.empty();
        for (const std::string& code : trial.disturbed) {
            byOthers = byOthers || codeFromName(code) == Code::RunLoadHigh;
            if (std::find(codes.begin(), codes.end(), code) == codes.end())
                codes.push_back(code);
        }
    }
    if (count == 0)
        return;
    Notice notice{ .level = NoticeLevel::Warning };
    notice.text = (count == 1 ? tr("%1 of %2 trials was disturbed: %3.") : tr("%1 of %2 trials were disturbed: %3."))
                      .arg(count)
                      .arg(run.run->trials.size())
                      .arg(toQString(disturbanceWords(codes)));
    const auto& stages = run.run->experiment.workload.stages;
    const bool asked = std::any_of(
        stages.begin(), stages.end(), [](const Stage& stage) { return std::holds_alternative<FaultStage>(stage); });
    if (byOthers)
        notice.text += tr(" Close what else is running and measure again.");
    else if (!asked) // an experiment with faults in it would be disturbed again
        notice.text += tr(" Measure again for clean figures.");
    if (byOthers || !asked) {
        notice.fixLabel = tr("Run again");
        notice.fix = run.run->experiment;
    }
    notices.push_back(std::move(notice));
}

/// While the run goes on: once for each model.
void addDisturbed(const LiveModel& model, std::vector<Notice>& notices)
{
    std::vector<std::string> codes;
    for (const auto& trial : model.trials)
        codes.insert(codes.end(), trial->disturbed.begin(), trial->disturbed.end());
    if (codes.empty())
        return;
    Notice notice{ .level = NoticeLevel::Warning };
    notice.text = tr("%1 was disturbed: %2. Its figures are not those of an undisturbed run.")
                      .arg(entryLongName(model.model, model.label), toQString(disturbanceWords(codes)));
    notices.push_back(std::move(notice));
}

void addGovernor(const Environment& machine, std::vector<Notice>& notices)
{
    if (machine.governor.empty() || machine.governor == "performance")
        return;
    Notice notice{ .level = NoticeLevel::Warning };
    notice.text = tr("The CPU governor is %1, so the clock speed follows the load. For steady figures set it to "
                     "performance (cpupower frequency-set -g performance).")
                      .arg(toQString(machine.governor));
    notices.push_back(std::move(notice));
}

void addTooFew(const FinishedRun& run, std::vector<Notice>& notices)
{
    const Experiment& asked = run.run->experiment;
    if (run.verdict.outcome != VerdictOutcome::Insufficient || asked.repeats >= kRepeatsForInterval
        || run.run->status != RunStatus::Completed)
        return;
    Notice notice{ .level = NoticeLevel::Warning };
    notice.text = (asked.repeats == 1 ? tr("1 repeat is too few for an interval; %1 are needed.")
                                      : tr("%2 repeats are too few for an interval; %1 are needed."))
                      .arg(kRepeatsForInterval);
    if (asked.repeats != 1)
        notice.text = notice.text.arg(asked.repeats);
    notice.fixLabel = tr("Run %1 repeats").arg(kRepeatsForInterval);
    notice.fix = asked;
    notice.fix->repeats = kRepeatsForInterval;
    notices.push_back(std::move(notice));
}

} // namespace

QString sentenceOf(const Error& error)
{
    QString text = withStop(toQString(error.message));
    if (!error.hint.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + withStop(toQString(error.hint));
    return text.isEmpty() ? toQString(error.code) : text;
}

Notice noticeFor(const Error& error, NoticeLevel level)
{
    Notice notice{ .level = level };
    notice.text = sentenceOf(error);
    if (!error.file.empty()) {
        QString place = toQString(error.file);
        if (error.line > 0)
            place += QLatin1Char(':') % QString::number(error.line) % QLatin1Char(':') % QString::number(error.column);
        notice.text = place % QStringLiteral(": ") % notice.text;
    } else if (!error.path.empty()) {
        notice.text = toQString(error.path) % QStringLiteral(": ") % notice.text;
    }
    return notice;
}

std::vector<Notice> noticesFor(const FinishedRun& run)
{
    std::vector<Notice> notices;
    if (run.run->status == RunStatus::Aborted && run.run->error) {
        Notice notice = noticeFor(*run.run->error);
        notice.text = tr("The run ended early.") % QLatin1Char(' ') % notice.text;
        notice.fixLabel = tr("Retry");
        notice.fix = run.run->experiment;
        notices.push_back(std::move(notice));
    }
    std::vector<FailedModel> failed;
    const Error untold{ .code = "HOST_CRASHED", .message = tr("No cause was told").toStdString() };
    for (const ModelSummary& model : run.models) {
        if (model.status == ModelStatus::Failed)
            failed.push_back({ model.model, model.label, model.error.value_or(untold) });
    }
    addFailed(run.run->experiment, failed, When::After, notices);
    addDisturbed(run, notices);
    addTooFew(run, notices);
    addGovernor(run.run->environment, notices);
    return notices;
}

std::vector<Notice> noticesFor(const LiveRun& live)
{
    std::vector<Notice> notices;
    std::vector<FailedModel> failed;
    for (const LiveModel& model : live.picture->models) {
        if (model.state == LiveModel::State::Failed && model.error)
            failed.push_back({ model.model, model.label, *model.error });
    }
    addFailed(live.experiment, failed, When::Live, notices);
    for (const Error& warning : live.picture->warnings) {
        if (codeFromName(warning.code) != Code::RunDisturbed) // told below, in words
            notices.push_back(noticeFor(warning, NoticeLevel::Warning));
    }
    for (const LiveModel& model : live.picture->models)
        addDisturbed(model, notices);
    return notices;
}

} // namespace ilv::ui
