// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/runpresenter.h"

#include "experiment/experimentpanel.h"
#include "live/statusstrip.h"
#include "model/advice.h"
#include "model/changes.h"
#include "results/resultstable.h"
#include "results/verdictband.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/toolbar.h"

namespace ilv::ui {

namespace {

constexpr int kFrameMs = 100; ///< at most ten repaints a second while measuring

} // namespace

RunPresenter::RunPresenter(
    RunControl& control, Toolbar& toolbar, ExperimentPanel& panel, Centre& centre, QObject* parent)
    : QObject(parent)
    , m_control(control)
    , m_toolbar(toolbar)
    , m_panel(panel)
    , m_centre(centre)
{
    m_drawLater.setSingleShot(true);
    connect(&m_drawLater, &QTimer::timeout, this, &RunPresenter::drawLive);
    connect(&control, &RunControl::lookingAt, this, [this](bool programs) {
        m_toolbar.setRunning(programs); // it may take long, and can be stopped
        if (programs)
            m_toolbar.status().setWords({ .title = tr("Looking at the programs it names"), .detail = {} });
        else
            formChanged();
    });
    connect(&control, &RunControl::started, this, &RunPresenter::onStarted);
    connect(&control, &RunControl::progressed, this, &RunPresenter::onLive);
    connect(&control, &RunControl::finished, this, &RunPresenter::onFinished);
    connect(&control, &RunControl::runOpened, this, &RunPresenter::openRun);
    connect(&control, &RunControl::rejudged, this, &RunPresenter::showRejudged);
    connect(&control, &RunControl::pausedChanged, &toolbar.status(), &StatusStrip::setPaused);
    connect(&control, &RunControl::pausedChanged, this, [this](bool paused) { m_wasPaused = m_wasPaused || paused; });
    connect(&control, &RunControl::queueChanged, &toolbar.status(), &StatusStrip::setQueue);
}

void RunPresenter::onStarted(const Experiment& experiment)
{
    m_forecastS = m_panel.form().expectedSeconds(experiment).value_or(0);
    m_wasPaused = m_control.isPaused();
    m_centre.banner().forget();
    m_live.reset();
    m_centre.setChange({});
    m_centre.setNote({});
    m_centre.board().table()->setChange(std::nullopt);
    m_toolbar.status().setWords({ .state = RunState::Running, .title = tr("Starting"), .detail = {} });
    m_toolbar.setRunning(true);
    m_toolbar.setExportable(false);
    m_sinceDrawn.start();
}

void RunPresenter::onLive(LiveRunPtr live)
{
    const bool first = !m_live;
    m_live = std::move(live);
    const auto wait = kFrameMs - m_sinceDrawn.elapsed();
    if (first || wait <= 0)
        drawLive();
    else if (!m_drawLater.isActive())
        m_drawLater.start(static_cast<int>(wait));
}

void RunPresenter::drawLive()
{
    if (!m_live || !m_control.isRunning())
        return;
    m_sinceDrawn.restart();
    m_drawLater.stop();
    m_toolbar.status().setLive(*m_live, m_forecastS);
    m_panel.showLive(*m_live);
    compareLive();
    m_centre.band().setWords(liveBand(*m_live));
    m_centre.setBandVisible(true);
    m_centre.board().setBefore(lastComplete());
    m_centre.board().showLive(*m_live);
    m_centre.banner().setNotices(noticesFor(*m_live));
}

void RunPresenter::onFinished(FinishedRunPtr run)
{
    m_drawLater.stop();
    m_live.reset();
    m_toolbar.setRunning(false);
    m_panel.setPace(paceOf(*run->run, m_panel.pace(), m_wasPaused)); // not of an opened one: it may come from elsewhere
    showRun(std::move(run));
    Q_EMIT ended();
}

void RunPresenter::openRun(const FinishedRunPtr& run)
{
    if (m_control.isRunning()) // meanwhile a new one began
        return;
    m_centre.banner().forget();
    m_panel.setExperiment(run->run->experiment); // what is shown is what would run again
    showRun(run);
    m_toolbar.status().setWords(openedWords(*run));
}

const FinishedRunPtr& RunPresenter::lastComplete() const
{
    return m_run && isComplete(*m_run) ? m_run : m_before;
}

/// Old against new: the last complete run that was shown against the one that comes.
void RunPresenter::compare(
    const FinishedRunPtr& before, const Experiment& experiment, const std::vector<ModelSummary>& models)
{
    const auto change = before ? changeOf(*before, experiment, models) : std::nullopt;
    m_centre.setChange(change ? change->sentence() : QString());
    m_centre.board().table()->setChange(change);
}

void RunPresenter::compareLive()
{
    std::vector<ModelSummary> measured; // one round at least: a running trial says little yet
    for (const LiveModel& model : m_live->picture->models)
        for (const ModelSummary& summary : m_live->models)
            if (summary.label == model.label && model.roundsDone > 0)
                measured.push_back(summary);
    compare(lastComplete(), m_live->experiment, measured);
}

/// The same measurement with other goals: only what is said of it changes.
void RunPresenter::showRejudged(FinishedRunPtr run)
{
    if (!m_run || m_control.isRunning() || run->run->id != m_run->run->id)
        return; // meanwhile another one is shown
    m_run = std::move(run);
    m_centre.band().setWords(finishedBand(*m_run));
    m_centre.setBandVisible(true);
    m_centre.board().showFinished(*m_run);
    m_centre.banner().setNotices(noticesFor(*m_run));
    formChanged(); // the goals are no change any more
    Q_EMIT shown();
}

void RunPresenter::showRun(FinishedRunPtr run)
{
    if (m_run && m_run->run->id != run->run->id)
        m_before = lastComplete();
    m_run = std::move(run);
    compare(m_before, m_run->run->experiment, m_run->models);
    m_toolbar.setExportable(true);
    m_toolbar.status().setWords(finishedWords(*m_run));
    m_panel.showFinished(*m_run);
    m_centre.band().setWords(finishedBand(*m_run));
    m_centre.setBandVisible(true);
    m_centre.board().setBefore(m_before);
    m_centre.board().showFinished(*m_run);
    m_centre.banner().setNotices(noticesFor(*m_run));
    showNotes();
    Q_EMIT shown();
}

void RunPresenter::experimentOpened(const Experiment& experiment)
{
    if (m_control.isRunning() || !m_run || m_run->run->experiment == experiment)
        return;
    m_run.reset();
    m_before.reset();
    m_toolbar.setExportable(false);
    m_panel.showNothing();
    m_centre.banner().forget();
    m_centre.setChange({});
    m_centre.setNote({});
    m_centre.setBandVisible(false);
    m_centre.board().table()->setChange(std::nullopt);
    m_centre.board().setBefore(nullptr);
    m_centre.board().showNothing();
    Q_EMIT shown();
}

void RunPresenter::showNotes()
{
    if (!m_run || m_control.isRunning())
        return;
    QStringList notes{ staleNote(*m_run, m_panel.form().experiment()), noiseNote(*m_run) };
    notes.removeAll(QString());
    m_centre.setNote(notes.join(QLatin1Char(' ')));
}

void RunPresenter::formChanged()
{
    const ExperimentForm& form = m_panel.form();
    const Errors problems = form.problems();
    m_toolbar.setModels(form.usedModels());
    m_toolbar.setRunnable(problems.empty(), problems.empty() ? QString() : sentenceOf(problems.front()));
    m_toolbar.setExpected(form.expectedSeconds() ? roughTime(*form.expectedSeconds()) : QString());
    if (m_control.isRunning())
        return;
    showNotes();
    // With another experiment in the form the old end is no longer what matters: what changed, and how long it takes.
    const QStringList changes = m_run ? changesBetween(m_run->run->experiment, form.experiment()) : QStringList();
    if (!m_run || !changes.isEmpty())
        m_toolbar.status().setWords(readyWords(form, changes));
    else
        m_toolbar.status().setWords(finishedWords(*m_run));
}

} // namespace ilv::ui
