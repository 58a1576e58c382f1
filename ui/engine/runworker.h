// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rundriver.h"
#include "model/runcontrol.h"

#include <QElapsedTimer>

#include <atomic>
#include <map>
#include <memory>
#include <set>

namespace ilv::ui {

/// The controller's half on the worker thread: owns the driver of the run and the history, turns pictures and results
/// into what the window draws. Every member runs on that thread.
class RunWorker : public QObject {
    Q_OBJECT

public:
    RunWorker(DriverFactory makeDriver, std::string historyPath, int cores);
    ~RunWorker() override;

    void start(const Experiment& experiment);
    void stop();
    void setPaused(bool paused);
    void plantFault(const std::string& lane, HandFault fault);
    void exportReports(const FinishedRunPtr& run, const QString& folder, const QStringList& formats);
    void listHistory();
    void openRun(const QString& id);
    void openResult(const QString& path); ///< result.json or the folder of one
    /// From any thread: the number of the newest wish. rejudge() passes over those that are not the newest, so that
    /// dragging a goal costs one judgement and not one for each pixel.
    [[nodiscard]] std::uint64_t announceRejudging() { return ++m_rejudging; }
    void rejudge(const FinishedRunPtr& run, const Goals& goals, std::uint64_t number);
    void removeRun(const QString& id);
    void restoreRun(const QString& id);
    void annotateRun(const QString& id, const RunNote& note);
    void compareRuns(const QString& first, const QString& second);
    void captureMachine();

Q_SIGNALS:
    void started(const ilv::Experiment& experiment);
    void progressed(ilv::ui::LiveRunPtr live);
    void finished(ilv::ui::FinishedRunPtr run);
    void notStarted(const ilv::Error& error); ///< the answer to start() instead of started()
    void failed(const ilv::Error& error);
    void warned(const ilv::Error& error);
    void exported(const QString& folder, const QStringList& files);
    void historyListed(const std::vector<ilv::HistoryEntry>& entries);
    void runOpened(ilv::ui::FinishedRunPtr run);
    void runRemoved(const QString& id);
    void runsRead(ilv::ui::FinishedRunPtr first, ilv::ui::FinishedRunPtr second);
    void rejudged(ilv::ui::FinishedRunPtr run);
    void machineKnown(const ilv::Environment& environment);
    void faultAnswered(const ilv::FaultEvent& answer);

private:
    void nameRun();
    void takePicture(const std::shared_ptr<const LivePicture>& picture);
    void drawLanes(const LiveRun& live);
    void takeResult(const std::shared_ptr<const RunResult>& result);
    void keep(const FinishedRun& run);
    [[nodiscard]] FinishedRunPtr keptRun(const QString& id); ///< of the history; null after its error was told
    [[nodiscard]] History* history(); ///< opened at first use; null after its error was told
    void tellOrIgnore(const Status& status);

    DriverFactory m_makeDriver;
    std::string m_historyPath;
    int m_cores;
    std::unique_ptr<RunDriver> m_driver;
    std::unique_ptr<History> m_history;
    bool m_historyFailed = false;
    std::set<std::string> m_removed; ///< of this session: gone for good when it ends
    Experiment m_experiment;
    std::optional<Experiment> m_before; ///< of the run measured or opened before
    std::string m_name; ///< of the run, in the history
    std::string m_begunId; ///< of the run whose row says "running"
    std::size_t m_trialsDrawn = 0;
    std::string m_lanesDrawn; ///< liveLanesKey()
    std::shared_ptr<const TimelineSample> m_sampleDrawn;
    QElapsedTimer m_sinceSample;
    std::shared_ptr<const TimelineData> m_rounds; ///< of the trials that have ended
    std::shared_ptr<const TimelineData> m_timeline; ///< with the lanes of the one that runs
    double m_cpuBefore = 0;
    std::atomic<std::uint64_t> m_rejudging = 0;
};

/// Summarised, judged and turned into what charts draw; the slow part of showing a result.
[[nodiscard]] FinishedRunPtr finishRun(std::shared_ptr<const RunResult> run);

} // namespace ilv::ui
