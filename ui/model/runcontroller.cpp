// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runcontroller.h"

#include "base/codes.h"
#include "experiment/experimentfile.h"
#include "model/runworker.h"

namespace ilv::ui {

RunController::RunController(DriverFactory makeDriver, std::string historyPath, QObject* parent)
    : RunControl(parent)
    , m_worker(new RunWorker(std::move(makeDriver), std::move(historyPath), QThread::idealThreadCount()))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);

    const auto ended = [this] { m_running = false; };
    connect(m_worker, &RunWorker::finished, this, ended);
    connect(m_worker, &RunWorker::notStarted, this, ended);
    connect(m_worker, &RunWorker::notStarted, this, &RunControl::failed);
    connect(m_worker, &RunWorker::started, this, &RunControl::started);
    connect(m_worker, &RunWorker::progressed, this, &RunControl::progressed);
    connect(m_worker, &RunWorker::finished, this, &RunControl::finished);
    connect(m_worker, &RunWorker::failed, this, &RunControl::failed);
    connect(m_worker, &RunWorker::warned, this, &RunControl::warned);
    connect(m_worker, &RunWorker::exported, this, &RunControl::exported);
    connect(m_worker, &RunWorker::historyListed, this, &RunControl::historyListed);
    connect(m_worker, &RunWorker::runOpened, this, &RunControl::runOpened);
    connect(m_worker, &RunWorker::machineKnown, this, &RunControl::machineKnown);
    m_thread.setObjectName(QStringLiteral("engine"));
    m_thread.start();
}

RunController::~RunController()
{
    m_thread.quit();
    m_thread.wait();
}

template <typename Call> void RunController::onWorker(Call call)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, call = std::move(call)] { call(*worker); }, Qt::QueuedConnection);
}

void RunController::start(const Experiment& experiment)
{
    if (m_running) {
        Q_EMIT failed(error(Code::FileConflict, "A run is going on already.", "Stop it first."));
        return;
    }
    if (const Errors broken = validate(experiment); !broken.empty()) {
        Q_EMIT failed(broken.front());
        return;
    }
    const TrustNeeds needs = trustNeeds(experiment);
    if (!needs.empty() && m_trusted.find(experimentHash(experiment)) == m_trusted.end()) {
        Q_EMIT trustNeeded(experiment, needs);
        return;
    }
    m_running = true;
    onWorker([experiment](RunWorker& worker) { worker.start(experiment); });
}

void RunController::trust(const Experiment& experiment)
{
    m_trusted.insert(experimentHash(experiment));
}

void RunController::stop()
{
    onWorker([](RunWorker& worker) { worker.stop(); });
}

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

void RunController::removeRun(const QString& id)
{
    onWorker([id](RunWorker& worker) { worker.removeRun(id); });
}

void RunController::captureMachine()
{
    onWorker([](RunWorker& worker) { worker.captureMachine(); });
}

} // namespace ilv::ui
