// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/advice.h"

#include "base/codes.h"
#include "model/modelnames.h"

#include <QCoreApplication>

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

Notice noticeForModel(const Experiment& experiment, const std::string& label, Model model, const Error& cause)
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
        notice.fixLabel = tr("Set to %1 in flight and retry").arg(fewer);
        notice.fix = changed;
    } else if (const auto calm = withoutCrash(experiment); calm && codeFromName(cause.code) == Code::HostCrashed) {
        notice.fixLabel = tr("Remove the fault and retry");
        notice.fix = calm;
    } else if (codeFromName(cause.code) != Code::ModelUnavailable) {
        notice.fixLabel = tr("Retry");
        notice.fix = experiment;
    }
    if (experiment.models.size() > 1) {
        changed = experiment;
        changed.models.erase(changed.models.begin() + static_cast<std::ptrdiff_t>(*at));
        notice.skipLabel = tr("Skip this model");
        notice.skip = changed;
    }
    return notice;
}

QString disturbance(const std::string& code)
{
    switch (codeFromName(code)) {
    case Code::RunLoadHigh:
        return tr("other programs used the CPU");
    case Code::RunClockJump:
        return tr("the machine was suspended or the clock jumped");
    case Code::PoolDegraded:
    case Code::PoolUnstable:
        return tr("workers crashed and were replaced");
    case Code::LoopBlocked:
        return tr("the event loop was blocked");
    case Code::RunInsufficientSamples:
        return tr("there were too few samples");
    default:
        return toQString(code);
    }
}

void addDisturbed(const FinishedRun& run, std::vector<Notice>& notices)
{
    std::size_t count = 0;
    QStringList causes;
    for (const TrialResult& trial : run.run->trials) {
        count += !trial.disturbed.empty();
        for (const std::string& code : trial.disturbed)
            if (const QString cause = disturbance(code); !causes.contains(cause))
                causes << cause;
    }
    if (count == 0)
        return;
    Notice notice{ .level = NoticeLevel::Warning };
    notice.text = tr("%1 of %2 trials were disturbed: %3. Close what else is running and measure again.")
                      .arg(count)
                      .arg(run.run->trials.size())
                      .arg(causes.join(QStringLiteral(", ")));
    notice.fixLabel = tr("Run again");
    notice.fix = run.run->experiment;
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
    QStringList failed;
    for (const ModelSummary& model : run.models)
        if (model.status == ModelStatus::Failed)
            failed << entryLongName(model.model, model.label);
    const std::size_t firstFailed = notices.size();
    for (const ModelSummary& model : run.models)
        if (model.status == ModelStatus::Failed)
            notices.push_back(noticeForModel(run.run->experiment, model.label, model.model,
                model.error.value_or(
                    Error{ .code = "HOST_CRASHED", .message = tr("No cause was told").toStdString() })));
    if (failed.size() > 1) // the first stands for them until it is closed
        notices[firstFailed].text += tr(" Failed too: %1.").arg(failed.mid(1).join(QStringLiteral(", ")));
    addDisturbed(run, notices);
    addTooFew(run, notices);
    addGovernor(run.run->environment, notices);
    return notices;
}

std::vector<Notice> noticesFor(const LiveRun& live)
{
    std::vector<Notice> notices;
    for (const LiveModel& model : live.picture->models) {
        if (model.state != LiveModel::State::Failed || !model.error)
            continue;
        Notice notice = noticeForModel(live.experiment, model.label, model.model, *model.error);
        notice.fixLabel.clear(); // the others are still being measured; the fix is offered at the end
        notice.fix.reset();
        notice.skipLabel.clear();
        notice.skip.reset();
        notices.push_back(std::move(notice));
    }
    for (const Error& warning : live.picture->warnings)
        notices.push_back(noticeFor(warning, NoticeLevel::Warning));
    return notices;
}

} // namespace ilv::ui
