// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"
#include "model/rundriver.h"

#include <QThread>

#include <set>

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
    void trust(const Experiment& experiment) override;
    void stop() override;
    [[nodiscard]] bool isRunning() const override { return m_running; }

    void exportReports(FinishedRunPtr run, const QString& folder, const QStringList& formats) override;
    void listHistory() override;
    void openRun(const QString& id) override;
    void removeRun(const QString& id) override;
    void captureMachine() override;

private:
    template <typename Call> void onWorker(Call call);

    QThread m_thread;
    RunWorker* m_worker; ///< on m_thread, deleted there
    bool m_running = false; ///< from start() on
    std::set<std::string> m_trusted; ///< hashes
};

} // namespace ilv::ui
