// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rundriver.h"
#include "engine/windowtrust.h"
#include "model/runcontrol.h"

#include <QThread>

#include <deque>
#include <functional>
#include <stop_token>
#include <vector>

namespace ilv::ui {

class RunWorker;

/// RunControl over the engine. Lives on the GUI thread; the run, the history and all arithmetic live on a worker
/// thread of its own, so that the GUI thread never waits. Destroying it kills a run that goes on.
class RunController final : public RunControl {
    Q_OBJECT

public:
    RunController(DriverFactory makeDriver, std::string historyPath, QObject* parent = nullptr);
    ~RunController() override;

    void start(const Experiment& experiment) override;
    void trust(const Experiment& experiment, const TrustAnswer& answer) override;
    void experimentOpened(const Experiment& experiment) override;
    void experimentSaved(const Experiment& experiment) override;
    void stop() override;
    [[nodiscard]] bool isRunning() const override { return m_running; }
    [[nodiscard]] bool isLooking() const override { return m_looking; }
    void setPaused(bool paused) override;
    [[nodiscard]] bool isPaused() const override { return m_paused; }
    void enqueue(const Experiment& experiment) override;
    void clearQueue() override;
    void plantFault(const QString& lane, HandFault fault) override;
    [[nodiscard]] int queueLength() const override { return static_cast<int>(m_queue.size()); }

    void exportReports(FinishedRunPtr run, const QString& folder, const QStringList& formats) override;
    void listHistory() override;
    void openRun(const QString& id) override;
    void openResult(const QString& path) override;
    void rejudge(FinishedRunPtr run, const Goals& goals) override;
    void removeRun(const QString& id) override;
    void restoreRun(const QString& id) override;
    void annotateRun(const QString& id, const RunNote& note) override;
    void compareRuns(const QString& first, const QString& second) override;
    void captureMachine() override;

private:
    template <typename Call> void onWorker(Call call);
    void look(const Experiment& experiment);
    void looked(const Experiment& experiment, const TrustAnswer& answer);
    /// Over there, in the order of the calls; while a run is measured, once it has ended.
    void tellTrust(std::function<Status()> call);
    void tellTrustNow(std::function<Status()> call);
    [[nodiscard]] bool isBusy(); ///< with a run: told as a failure
    void setLooking(bool looking);
    void launch(const Experiment& experiment);
    void ended();
    void startNext();
    void tellPaused(bool paused);

    WindowTrust m_trust; ///< beside the history; on m_thread
    QThread m_thread;
    RunWorker* m_worker; ///< on m_thread, deleted there
    std::stop_source m_closing; ///< asked to stop: nothing is read any more
    std::stop_source m_stopLook; ///< of the newest look
    std::vector<std::function<Status()>> m_afterRun; ///< what m_trust is told then
    bool m_looking = false; ///< from start() on, until it is known whether that may run
    std::uint64_t m_look = 0; ///< which look: the answer to one that was stopped is passed over
    bool m_running = false; ///< from then on
    bool m_paused = false;
    std::deque<Experiment> m_queue;
};

} // namespace ilv::ui
