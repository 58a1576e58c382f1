// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runcontroller.h"

#include "base/codes.h"
#include "engine/runworker.h"
#include "experiment/experimentfile.h"
#include "experiment/trust.h"

#include <QFileInfo>

namespace ilv::ui {

RunController::RunController(DriverFactory makeDriver, std::string historyPath, QObject* parent)
    : RunControl(parent)
    , m_trust(QFileInfo(QString::fromStdString(historyPath)).path().toStdString())
    , m_worker(new RunWorker(std::move(makeDriver), std::move(historyPath), QThread::idealThreadCount()))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);

    connect(m_worker, &RunWorker::finished, this, &RunController::ended);
    connect(m_worker, &RunWorker::notStarted, this, &RunController::ended);
    connect(m_worker, &RunWorker::notStarted, this, &RunControl::failed);
    connect(m_worker, &RunWorker::started, this, &RunControl::started);
    connect(m_worker, &RunWorker::progressed, this, &RunControl::progressed);
    connect(m_worker, &RunWorker::finished, this, &RunControl::finished);
    connect(m_worker, &RunWorker::failed, this, &RunControl::failed);
    connect(m_worker, &RunWorker::warned, this, &RunControl::warned);
    connect(m_worker, &RunWorker::exported, this, &RunControl::exported);
    connect(m_worker, &RunWorker::historyListed, this, &RunControl::historyListed);
    connect(m_worker, &RunWorker::runOpened, this, // it comes into the form
        [this](const FinishedRunPtr& run) { experimentOpened(run->run->experiment); });
    connect(m_worker, &RunWorker::runOpened, this, &RunControl::runOpened);
    connect(m_worker, &RunWorker::runRemoved, this, &RunControl::runRemoved);
    connect(m_worker, &RunWorker::runsRead, this, &RunControl::runsRead);
    connect(m_worker, &RunWorker::rejudged, this, &RunControl::rejudged);
    connect(m_worker, &RunWorker::faultAnswered, this, &RunControl::faultAnswered);
    connect(m_worker, &RunWorker::machineKnown, this, &RunControl::machineKnown);
    m_thread.setObjectName(QStringLiteral("engine"));
    m_thread.start();
}

RunController::~RunController()
{
    m_stopLook.request_stop();
    m_closing.request_stop();
    m_thread.quit();
    m_thread.wait();
    for (const auto& call : m_afterRun) // what the user agreed to is kept; nothing is read for it
        (void)call();
}

template <typename Call> void RunController::onWorker(Call call)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, call = std::move(call)] { call(*worker); }, Qt::QueuedConnection);
}

bool RunController::isBusy()
{
    if (m_running)
        Q_EMIT failed(error(Code::FileConflict, "A run is going on already.", "Stop it first."));
    return m_running || m_looking;
}

void RunController::start(const Experiment& experiment)
{
    if (isBusy())
        return;
    if (const Errors broken = validate(experiment); !broken.empty()) {
        Q_EMIT failed(broken.front());
        return;
    }
    if (trustNeeds(experiment).empty()) {
        launch(experiment);
        return;
    }
    look(experiment);
}

void RunController::setLooking(bool looking)
{
    if (looking == m_looking)
        return;
    m_looking = looking;
    ++m_look;
    if (looking)
        m_stopLook = std::stop_source();
    else
        m_stopLook.request_stop();
    Q_EMIT lookingAt(looking);
}

void RunController::launch(const Experiment& experiment)
{
    m_running = true;
    onWorker([experiment](RunWorker& worker) { worker.start(experiment); });
}

// ---- trust: programs are read whole, which takes its time -----------------------------------------------------------

void RunController::look(const Experiment& experiment)
{
    setLooking(true);
    onWorker([this, experiment, number = m_look, stop = m_stopLook.get_token()](RunWorker&) {
        auto told = [this, experiment, number, answer = m_trust.ask(experiment, stop)] {
            if (number == m_look) // not stopped meanwhile
                looked(experiment, answer);
        };
        QMetaObject::invokeMethod(this, std::move(told), Qt::QueuedConnection);
    });
}

void RunController::looked(const Experiment& experiment, const TrustAnswer& answer)
{
    setLooking(false);
    if (answer.warning)
        Q_EMIT warned(*answer.warning);
    if (answer.trust == Trust::Trusted) {
        launch(experiment);
        return;
    }
    Q_EMIT trustNeeded(experiment, answer);
    startNext(); // the queue does not wait for the answer
}

void RunController::trust(const Experiment& experiment, const TrustAnswer& answer)
{
    tellTrust([this, experiment, seen = answer.seen] { return m_trust.trust(experiment, seen); });
    m_queue.push_front(experiment);
    Q_EMIT queueChanged(queueLength());
    startNext();
}

void RunController::experimentOpened(const Experiment& experiment)
{
    tellTrust([this, experiment] {
        m_trust.opened(experiment);
        return Status();
    });
}

void RunController::experimentSaved(const Experiment& experiment)
{
    tellTrust([this, experiment, stop = m_closing.get_token()] {
        return stop.stop_requested() ? Status() : m_trust.saved(experiment, stop);
    });
}

void RunController::tellTrust(std::function<Status()> call)
{
    if (m_running)
        m_afterRun.push_back(std::move(call));
    else
        tellTrustNow(std::move(call));
}

void RunController::tellTrustNow(std::function<Status()> call)
{
    onWorker([this, call = std::move(call)](RunWorker&) {
        auto told = [this, kept = call()] {
            if (!kept)
                Q_EMIT warned(kept.error());
        };
        QMetaObject::invokeMethod(this, std::move(told), Qt::QueuedConnection);
    });
}

void RunController::stop()
{
    clearQueue();
    setLooking(false);
    onWorker([](RunWorker& worker) { worker.stop(); });
}

// ---- pausing and the queue ------------------------------------------------------------------------------------------

void RunController::setPaused(bool paused)
{
    if (!m_running)
        return;
    onWorker([paused](RunWorker& worker) { worker.setPaused(paused); });
    tellPaused(paused);
}

void RunController::tellPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
}

void RunController::ended()
{
    m_running = false;
    for (auto& call : std::exchange(m_afterRun, {}))
        tellTrustNow(std::move(call));
    tellPaused(false);
    if (!m_queue.empty()) // from the loop: first everybody hears how this one ended
        QMetaObject::invokeMethod(
            this, [this] { startNext(); }, Qt::QueuedConnection);
}

void RunController::startNext()
{
    if (m_running || m_looking || m_queue.empty())
        return;
    const Experiment next = std::move(m_queue.front());
    m_queue.pop_front();
    Q_EMIT queueChanged(queueLength());
    start(next);
}

void RunController::enqueue(const Experiment& experiment)
{
    if (const Errors broken = validate(experiment); !broken.empty()) { // now, not when its turn comes
        Q_EMIT failed(broken.front());
        return;
    }
    m_queue.push_back(experiment);
    Q_EMIT queueChanged(queueLength());
    startNext();
}

void RunController::clearQueue()
{
    if (m_queue.empty())
        return;
    m_queue.clear();
    Q_EMIT queueChanged(0);
}

void RunController::plantFault(const QString& lane, HandFault fault)
{
    onWorker([lane = lane.toStdString(), fault](RunWorker& worker) { worker.plantFault(lane, fault); });
}

// ---- everything else happens over there -----------------------------------------------------------------------------

void RunController::exportReports(FinishedRunPtr run, const QString& folder, const QStringList& formats)
{
    onWorker([=](RunWorker& worker) { worker.exportReports(run, folder, formats); });
}

void RunController::listHistory()
{
    onWorker([](RunWorker& worker) { worker.listHistory(); });
}

void RunController::openRun(const QString& id)
{
    onWorker([id](RunWorker& worker) { worker.openRun(id); });
}

void RunController::openResult(const QString& path)
{
    onWorker([path](RunWorker& worker) { worker.openResult(path); });
}

void RunController::rejudge(FinishedRunPtr run, const Goals& goals)
{
    const std::uint64_t number = m_worker->announceRejudging();
    onWorker([=](RunWorker& worker) { worker.rejudge(run, goals, number); });
}

void RunController::removeRun(const QString& id)
{
    onWorker([id](RunWorker& worker) { worker.removeRun(id); });
}

void RunController::restoreRun(const QString& id)
{
    onWorker([id](RunWorker& worker) { worker.restoreRun(id); });
}

void RunController::annotateRun(const QString& id, const RunNote& note)
{
    onWorker([=](RunWorker& worker) { worker.annotateRun(id, note); });
}

void RunController::compareRuns(const QString& first, const QString& second)
{
    onWorker([=](RunWorker& worker) { worker.compareRuns(first, second); });
}

void RunController::captureMachine()
{
    onWorker([](RunWorker& worker) { worker.captureMachine(); });
}

} // namespace ilv::ui
