// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "base/error.h"
#include "experiment/experiment.h"
#include "experiment/trust.h"
#include "history/history.h"
#include "model/chartadapter.h"
#include "model/chartdata.h"
#include "run/environment.h"
#include "run/runresult.h"

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
    std::shared_ptr<const TimelineData> timeline; ///< the same pointer until another trial has ended; never null
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
    /// a call while one goes on is answered with failed().
    virtual void start(const Experiment& experiment) = 0;
    /// The user has read what trustNeeded() listed and agrees: for this experiment, in this session.
    virtual void trust(const Experiment& experiment) = 0;
    virtual void stop() = 0; ///< a second call kills what is left
    [[nodiscard]] virtual bool isRunning() const = 0;

    virtual void exportReports(FinishedRunPtr run, const QString& folder, const QStringList& formats) = 0;
    virtual void listHistory() = 0;
    virtual void openRun(const QString& id) = 0;
    virtual void removeRun(const QString& id) = 0;
    virtual void captureMachine() = 0;

Q_SIGNALS:
    void started(const ilv::Experiment& experiment);
    void progressed(ilv::ui::LiveRunPtr live); ///< at most ten a second
    void finished(ilv::ui::FinishedRunPtr run); ///< exactly once after started()
    void failed(const ilv::Error& error); ///< what was asked could not be done
    void warned(const ilv::Error& error); ///< it was done, but the user should know
    void trustNeeded(const ilv::Experiment& experiment, const ilv::TrustNeeds& needs);
    void exported(const QString& folder, const QStringList& files);
    void historyListed(const std::vector<ilv::HistoryEntry>& entries); ///< newest first
    void runOpened(ilv::ui::FinishedRunPtr run);
    void machineKnown(const ilv::Environment& environment);
};

} // namespace ilv::ui
