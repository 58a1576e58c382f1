// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "base/error.h"
#include "experiment/experiment.h"
#include "history/history.h"
#include "history/truststore.h"
#include "model/chartadapter.h"
#include "model/chartdata.h"
#include "run/environment.h"
#include "run/runresult.h"
#include "trial/events.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace ilv::ui {

/// One picture of a run in progress with all that is drawn of it, made off the GUI thread.
struct LiveRun {
    Experiment experiment;
    std::shared_ptr<const LivePicture> picture;
    std::vector<ModelSummary> models;
    ChartInputs charts;
    /// With the lanes of the model that is being measured. The same pointer until there is something else to draw;
    /// never null.
    std::shared_ptr<const TimelineData> timeline;
};

/// A run that has ended, or one read back from the history: measured, summarised, judged.
struct FinishedRun {
    std::shared_ptr<const RunResult> run;
    std::vector<ModelSummary> models;
    Verdict verdict;
    ChartInputs charts;
    std::shared_ptr<const TimelineData> timeline; ///< never null
};

using LiveRunPtr = std::shared_ptr<const LiveRun>;
using FinishedRunPtr = std::shared_ptr<const FinishedRun>;

/// Where window and engine meet: the window asks by these calls, none of which blocks, and is answered by signals on
/// the GUI thread with values nobody changes any more.
class RunControl : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Starts a run, or answers with failed() (a rule broken, a program missing) or trustNeeded(). One run at a time:
    /// a call while one goes on is answered with failed(), one while its programs are looked at passed over.
    virtual void start(const Experiment& experiment) = 0;
    /// The user has read what trustNeeded() listed and agrees: remembered, until it or its programs change, and run, as
    /// the next one. Looked at again before that: who put another program there meanwhile is asked about.
    virtual void trust(const Experiment& experiment, const TrustAnswer& answer) = 0;
    /// It came into the form from outside. What the form makes of it has the leave it has, as long as it reaches
    /// nothing else.
    virtual void experimentOpened(const Experiment& experiment) = 0;
    /// The form wrote it to a file: trusted if it could run here already. Programs are read when no run goes on.
    virtual void experimentSaved(const Experiment& experiment) = 0;
    /// A second call kills what is left. Stop means stop: what waits in the queue is taken out of it.
    virtual void stop() = 0;
    [[nodiscard]] virtual bool isRunning() const = 0;
    [[nodiscard]] virtual bool isLooking() const = 0; ///< at the programs of what start() was asked for; stop() ends it

    /// Between trials: the one that runs is measured to its end. Only while a run goes on; each run begins unpaused.
    virtual void setPaused(bool paused) = 0;
    [[nodiscard]] virtual bool isPaused() const = 0;
    /// Runs it after what runs now and what waits already; at once when nothing does.
    virtual void enqueue(const Experiment& experiment) = 0;
    virtual void clearQueue() = 0;
    [[nodiscard]] virtual int queueLength() const = 0; ///< runs that wait, without the one that goes on

    /// In the trial that runs now: the next task of that lane (as the timeline calls it) does it first. Answered with
    /// faultAnswered() while a run goes on.
    virtual void plantFault(const QString& lane, HandFault fault) = 0;

    virtual void exportReports(FinishedRunPtr run, const QString& folder, const QStringList& formats) = 0;
    virtual void listHistory() = 0;
    virtual void openRun(const QString& id) = 0;
    /// A result.json (or report.json, the same), or a folder that holds one: answered with runOpened() or failed().
    virtual void openResult(const QString& path) = 0;
    /// The same measurement judged by other goals: answered with rejudged(). Of several calls in a row the last counts.
    virtual void rejudge(FinishedRunPtr run, const Goals& goals) = 0;
    /// Out of the list, with a way back until the window closes: answered with runRemoved() and a new list.
    virtual void removeRun(const QString& id) = 0;
    virtual void restoreRun(const QString& id) = 0; ///< undoes removeRun(); answered with a new list
    virtual void annotateRun(const QString& id, const RunNote& note) = 0; ///< answered with a new list
    virtual void compareRuns(const QString& first, const QString& second) = 0; ///< answered with runsRead()
    virtual void captureMachine() = 0;

Q_SIGNALS:
    void started(const ilv::Experiment& experiment);
    void progressed(ilv::ui::LiveRunPtr live); ///< at most ten a second
    void finished(ilv::ui::FinishedRunPtr run); ///< exactly once after started()
    void failed(const ilv::Error& error); ///< what was asked could not be done
    void warned(const ilv::Error& error); ///< it was done, but the user should know
    void lookingAt(bool programs); ///< true: what start() was asked for names programs, which are looked at
    void trustNeeded(const ilv::Experiment& experiment, const ilv::TrustAnswer& answer);
    void exported(const QString& folder, const QStringList& files);
    void historyListed(const std::vector<ilv::HistoryEntry>& entries); ///< newest first
    void runOpened(ilv::ui::FinishedRunPtr run);
    void runRemoved(const QString& id);
    void runsRead(ilv::ui::FinishedRunPtr first, ilv::ui::FinishedRunPtr second); ///< to be compared
    void rejudged(ilv::ui::FinishedRunPtr run); ///< same id, other verdict
    void pausedChanged(bool paused);
    void queueChanged(int length);
    void machineKnown(const ilv::Environment& environment);
    void faultAnswered(const ilv::FaultEvent& answer); ///< planted, or refused and why
};

} // namespace ilv::ui
