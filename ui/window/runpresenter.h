// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace ilv::ui {

class Centre;
class ExperimentPanel;
class Toolbar;

/// Shows the run on toolbar, panel and centre: ready, running (at most ten pictures a second), ended, or opened from
/// the history.
class RunPresenter : public QObject {
    Q_OBJECT

public:
    RunPresenter(RunControl& control, Toolbar& toolbar, ExperimentPanel& panel, Centre& centre, QObject* parent);

    void formChanged(); ///< what would run now
    /// Another experiment comes into the form: results that are not its own go. Not while a run goes on.
    void experimentOpened(const Experiment& experiment);
    [[nodiscard]] const FinishedRunPtr& run() const
    {
        return m_run;
    } ///< the last that ended or was opened; may be null

    [[nodiscard]] const FinishedRunPtr& before() const
    {
        return m_before;
    } ///< the last complete one shown before that; may be null

Q_SIGNALS:
    void ended();
    void shown(); ///< run() is another one, or judged otherwise

private:
    void onStarted(const Experiment& experiment);
    void onLive(LiveRunPtr live);
    void drawLive();
    void onFinished(FinishedRunPtr run);
    void openRun(const FinishedRunPtr& run);
    void showRun(FinishedRunPtr run);
    void showRejudged(FinishedRunPtr run);
    void compare(const FinishedRunPtr& before, const Experiment& experiment, const std::vector<ModelSummary>& models);
    void compareLive();
    /// What a run is compared with: the last that was complete, of those shown.
    [[nodiscard]] const FinishedRunPtr& lastComplete() const;
    void showNotes(); ///< what has to be known of the results: settings changed since, noise

    RunControl& m_control;
    Toolbar& m_toolbar;
    ExperimentPanel& m_panel;
    Centre& m_centre;
    FinishedRunPtr m_run;
    FinishedRunPtr m_before; ///< the last complete run shown before m_run; null: none
    double m_forecastS = 0; ///< of the run that goes on, made before it began; 0: none
    LiveRunPtr m_live; ///< the newest picture, drawn or not
    bool m_wasPaused = false; ///< the run that goes on, once at least
    QElapsedTimer m_sinceDrawn;
    QTimer m_drawLater;
};

} // namespace ilv::ui
