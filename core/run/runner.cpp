// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runner.h"

#include "base/codes.h"
#include "plan/schedule.h"
#include "run/besidewatch.h"
#include "run/disturbance.h"
#include "run/livepicture.h"
#include "run/runsite.h"
#include "run/trialrun.h"

#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace ilv {
namespace {

using namespace std::chrono_literals;

constexpr auto kPictureEvery = 100ms;

std::string formatSeconds(double seconds)
{
    char text[40];
    std::snprintf(text, sizeof text, "%g s", seconds);
    return text;
}

/// "20261121-114233-5f3a" from "2026-11-21T11:42:33Z".
std::string makeRunId(const std::string& startedAtUtc)
{
    std::string id;
    for (const char c : startedAtUtc) {
        if (c >= '0' && c <= '9')
            id += c;
        else if (c == 'T')
            id += '-';
    }
    char tail[8];
    std::snprintf(tail, sizeof tail, "-%04x", QRandomGenerator::system()->generate() & 0xFFFFu);
    return id + tail;
}

} // namespace

/// The steps of a run: site prepared → trials one after another → site closed → result.
struct Runner::Parts {
    Parts(Runner& runner, RunRequest asked);

    void prepared();
    void next();
    void startTrial(const TrialSlot& slot, int number);
    void concluded(const TrialSlot& slot, const std::shared_ptr<const TrialResult>& told);
    void record(const std::string& label, int trial, const OutcomesEvent& event);
    void abort(const Error& error);
    void close();
    void finish();
    void changed();
    void emitPicture();
    void warnAtStart();
    void warnOfDisturbance(const TrialResult& result);
    [[nodiscard]] bool unavailable(const TrialSlot& slot, int number);
    [[nodiscard]] TrialPlan planFor(const TrialSlot& slot, int number) const;
    [[nodiscard]] std::optional<Error> allFailed() const;

    Runner& q;
    RunRequest request;
    Environment environment;
    std::string id;
    std::vector<TrialSlot> order;
    LiveBoard board;
    RunSite site;
    BesideWatch beside;
    QTimer pictureTimer;
    QTimer deadline; // of the run: Experiment::deadlineS
    std::unique_ptr<TrialRun> trial;
    std::vector<std::shared_ptr<const TrialResult>> results; // in the order they ran
    std::vector<std::string> disturbed; // labels already told
    std::size_t position = 0; // in `order`: the next trial
    std::optional<Error> error; // why the run is aborted
    Nanos begin = 0, picturedAt = 0;
    int cancels = 0;
    bool started = false, preparing = false, paused = false, waiting = false, closing = false, finished = false;
    bool cutShort = false; // by cancel: planned work was left undone
};

Runner::Parts::Parts(Runner& runner, RunRequest asked)
    : q(runner)
    , request(std::move(asked))
    , environment(captureEnvironment())
    , id(makeRunId(environment.startedAtUtc))
    , order(trialOrder(static_cast<int>(request.experiment.models.size()), request.experiment.repeats, request.experiment.seed))
    , board(request.experiment, id, order)
    , site(request.experiment, request.programs)
{
    pictureTimer.setInterval(kPictureEvery);
    deadline.setSingleShot(true);
    connect(&deadline, &QTimer::timeout, &q, [this] {
        abort(ilv::error(Code::RunDeadline, "The run did not end within its " + formatSeconds(request.experiment.deadlineS) + ".",
            "What had ended by then is kept. \"deadline_s\" gives a run more time."));
    });
    connect(&pictureTimer, &QTimer::timeout, &q, [this] { emitPicture(); });
    connect(&site, &RunSite::activity, &q, [this](const std::string& what) {
        board.setActivity(what);
        changed();
    });
    connect(&site, &RunSite::ready, &q, [this] { prepared(); });
    connect(&site, &RunSite::failed, &q, [this](const Error& why) { abort(why); });
    connect(&site, &RunSite::closed, &q, [this] { finish(); });
}

void Runner::Parts::warnAtStart()
{
    const auto& experiment = request.experiment;
    if (experiment.sweep) {
        board.warn(ilv::error(Code::ModelUnavailable,
            "The sweep over " + experiment.sweep->parameter + " is not run by this version; the file's own value is used."));
    }
    if (auto warning = loadWarning(environment))
        board.warn(std::move(*warning));
}

/// A run that was disturbed never looks like a clean one; said once for each model.
void Runner::Parts::warnOfDisturbance(const TrialResult& result)
{
    if (result.disturbed.empty() || std::find(disturbed.begin(), disturbed.end(), result.label) != disturbed.end())
        return;
    disturbed.push_back(result.label);
    std::string codes;
    for (const auto& code : result.disturbed)
        codes += (codes.empty() ? "" : ", ") + code;
    board.warn(ilv::error(Code::RunDisturbed,
        "“" + result.label + "” was disturbed: " + disturbanceWords(result.disturbed) + " (" + codes + ").",
        "Its figures are not those of an undisturbed run."));
}

void Runner::Parts::prepared()
{
    preparing = false;
    if (cancels > 0 || error)
        return;
    next();
}

/// Only native trials have a host in this version; another model gets its word without anything being started.
bool Runner::Parts::unavailable(const TrialSlot& slot, int number)
{
    const auto& asked = request.experiment.models[static_cast<std::size_t>(slot.entry)];
    if (asked.runtime == Runtime::Native)
        return false;
    auto why = ilv::error(Code::ModelUnavailable, "“" + asked.label + "” was not run: this version has no Python host.");
    const auto plan = planFor(slot, number);
    const TrialFollower follower(plan);
    auto result = std::make_shared<const TrialResult>(follower.conclude({TrialStatus::Failed, why, false}));
    record(plan.label, number, follower.missing(*result, why.code));
    results.push_back(result);
    board.trialDone(slot, result, now());
    board.skip(slot.entry, why);
    board.warn(std::move(why));
    return true;
}

TrialPlan Runner::Parts::planFor(const TrialSlot& slot, int number) const
{
    auto plan = planTrial(request.experiment, site.ground(), slot, number, environment.cores,
        static_cast<bool>(request.outcomes), request.programs.worker);
    if (request.maxOutcomes > 0)
        plan.maxOutcomes = std::max<std::int64_t>(1, request.maxOutcomes / static_cast<std::int64_t>(order.size()));
    return plan;
}

void Runner::Parts::next()
{
    waiting = false;
    if (closing)
        return;
    while (position < order.size()
        && (board.failed(order[position].entry) || unavailable(order[position], static_cast<int>(position))))
        ++position;
    if (position >= order.size() || cancels > 0 || error) {
        cutShort = cutShort || (cancels > 0 && position < order.size());
        close();
        return;
    }
    if (paused) {
        waiting = true;
        board.setActivity("Paused");
        changed();
        return;
    }
    const auto number = static_cast<int>(position);
    startTrial(order[position++], number);
}

void Runner::Parts::startTrial(const TrialSlot& slot, int number)
{
    const auto plan = planFor(slot, number);
    trial = std::make_unique<TrialRun>(plan, TrialPatience {});
    connect(trial.get(), &TrialRun::changed, &q, [this, slot] {
        board.trialChanged(slot, trial->follower());
        changed();
    });
    connect(trial.get(), &TrialRun::rows, &q,
        [this, label = plan.label, number](const OutcomesEvent& event) { record(label, number, event); });
    connect(trial.get(), &TrialRun::concluded, &q,
        [this, slot](const std::shared_ptr<const TrialResult>& result) { concluded(slot, result); });
    connect(trial.get(), &TrialRun::faultAnswered, &q, &Runner::faultAnswered);
    board.trialStarted(slot, now());
    beside.begin(static_cast<pid_t>(site.servicePid()));
    trial->start(request.programs.host);
    changed();
}

void Runner::Parts::record(const std::string& label, int number, const OutcomesEvent& event)
{
    if (error && error->code.starts_with("OUT_"))
        return; // the place they go to is the reason for the end
    for (const auto& row : event.rows) {
        if (const auto kept = request.outcomes(label, number, row); !kept) {
            abort(kept.error());
            return;
        }
    }
}

void Runner::Parts::concluded(const TrialSlot& slot, const std::shared_ptr<const TrialResult>& told)
{
    trial.release()->deleteLater(); // it is the one that calls here
    auto whole = std::make_shared<TrialResult>(*told);
    beside.end(*whole);
    const std::shared_ptr<const TrialResult> result = std::move(whole);
    results.push_back(result);
    board.trialDone(slot, result, now());
    warnOfDisturbance(*result);
    cutShort = cutShort || result->status == TrialStatus::Cancelled;
    if (result->error && result->error->code == name(Code::InternalAccounting))
        abort(*result->error);
    changed();
    // From the loop, not from here: a trial's last words have been said when the next one starts.
    QMetaObject::invokeMethod(&q, [this] { next(); }, Qt::QueuedConnection);
}

void Runner::Parts::abort(const Error& why)
{
    if (error || closing)
        return;
    error = why;
    if (trial)
        why.code.starts_with("OUT_") ? trial->cancel() : trial->fail(why);
    else if (preparing || waiting)
        close();
}

void Runner::Parts::close()
{
    if (closing)
        return;
    closing = true;
    board.setActivity("Finishing");
    changed();
    site.close();
}

std::optional<Error> Runner::Parts::allFailed() const
{
    std::optional<Error> first;
    for (const auto& model : board.models()) {
        if (model.state != LiveModel::State::Failed && model.state != LiveModel::State::Skipped)
            return std::nullopt;
        if (!first)
            first = model.error;
    }
    return first;
}

void Runner::Parts::finish()
{
    if (finished)
        return;
    finished = true;
    pictureTimer.stop();
    deadline.stop();
    auto result = std::make_shared<RunResult>();
    result->id = id;
    result->experiment = request.experiment;
    result->unitsPerMs = site.ground().unitsPerMs;
    result->environment = environment;
    result->environment.effectiveCores = site.ground().effectiveCores;
    for (const auto& one : results)
        result->trials.push_back(*one);
    result->wallS = secondsFromNanos(now() - begin);
    if (error || (cancels == 0 && (error = allFailed()))) {
        result->status = RunStatus::Aborted;
        result->error = error;
    } else if (cutShort) {
        result->status = RunStatus::Cancelled;
        result->error = ilv::error(Code::RunCancelled, "The run was cancelled; what had been measured is kept.");
    }
    board.setActivity(result->status == RunStatus::Completed ? "Done" : "Stopped");
    emitPicture();
    Q_EMIT q.finished(std::move(result));
}

void Runner::Parts::changed()
{
    if (!started || finished || now() - picturedAt < kPictureEvery / 1ns)
        return; // the timer shows it
    emitPicture();
}

void Runner::Parts::emitPicture()
{
    picturedAt = now();
    Q_EMIT q.progressed(board.picture(picturedAt));
}

Runner::Runner(RunRequest request, QObject* parent)
    : QObject(parent)
    , m_parts(std::make_unique<Parts>(*this, std::move(request)))
{
}

Runner::~Runner() = default;

const std::string& Runner::runId() const { return m_parts->id; }
const Environment& Runner::environment() const { return m_parts->environment; }

void Runner::start()
{
    auto& p = *m_parts;
    if (p.started)
        return;
    p.started = true;
    p.preparing = true;
    p.begin = now();
    p.board.begin(p.begin);
    p.warnAtStart();
    p.pictureTimer.start();
    if (const double seconds = p.request.experiment.deadlineS; seconds > 0)
        p.deadline.start(std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000))));
    // From the loop: nobody hears a signal before start() has returned.
    QMetaObject::invokeMethod(this, [&p] {
        if (!p.closing)
            p.site.prepare();
    }, Qt::QueuedConnection);
}

void Runner::cancel()
{
    auto& p = *m_parts;
    if (!p.started || p.finished)
        return;
    ++p.cancels;
    if (p.trial) {
        p.cancels == 1 ? p.trial->cancel() : p.trial->kill();
    } else if (p.preparing || p.waiting) {
        p.cutShort = true;
        p.close();
    }
}

void Runner::plantFault(const std::string& lane, HandFault fault)
{
    if (m_parts->trial)
        m_parts->trial->plantFault(lane, fault);
    else
        Q_EMIT faultAnswered({ now(), lane, std::string(name(fault)),
            error(Code::FaultRefused, "No trial runs at the moment.", "Drop the fault while tasks run.") });
}

void Runner::abort(const Error& why) { m_parts->abort(why); }

void Runner::setPaused(bool paused)
{
    auto& p = *m_parts;
    p.paused = paused;
    if (!paused && p.waiting)
        p.next();
}

} // namespace ilv
