// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart.h"
#include "controls/button.h"
#include "engine/runcontroller.h"
#include "experiment/experimentpanel.h"
#include "live/statusstrip.h"
#include "look/plurals.h"
#include "model/advice.h"
#include "results/resultstable.h"
#include "results/verdictband.h"
#include "sampleruns.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/mainwindow.h"
#include "window/toolbar.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <memory>

#include <unistd.h>

using namespace ilv;
using namespace ilv::ui;

namespace {

constexpr int kLong = 60'000; ///< ms; only a run that never ends takes as long

Experiment brief(const std::vector<Model>& models)
{
    Experiment e = sample::experiment();
    e.name = "Brief";
    e.workload.stages = { WaitStage{ .ms = 1 }, ComputeStage{ .kernel = Kernel::Mix, .units = 20'000, .cpuMs = 0 } };
    e.workload.inputBytes = e.workload.outputBytes = 64;
    e.models = sample::plainEntries(models);
    e.load = {};
    e.load.tasks = 300;
    e.load.inFlight = 4;
    e.settings.workers = 2;
    e.repeats = 1;
    e.warmupTasks = 10;
    return e;
}

/// Processes this one started whose name begins so (the kernel keeps 15 characters of it).
std::vector<pid_t> childrenCalled(const QByteArray& name)
{
    std::vector<pid_t> found;
    for (const QString& entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(entry));
        if (entry.toInt() <= 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        const auto open = stat.indexOf('('), close = stat.lastIndexOf(')');
        if (stat.mid(open + 1, close - open - 1) == name.left(15)
            && stat.mid(close + 2).split(' ').value(1).toInt() == getpid())
            found.push_back(entry.toInt());
    }
    return found;
}

} // namespace

/// The window over the real engine: hosts, workers and the service are started.
class WindowRunTest : public QObject {
    Q_OBJECT

private:
    EnglishPlurals m_plurals;
    QTemporaryDir m_folder;
    std::unique_ptr<RunController> m_control;
    std::unique_ptr<MainWindow> m_window;
    FinishedRunPtr m_run;

    void open(const Experiment& experiment)
    {
        m_window.reset();
        m_run.reset();
        m_control = std::make_unique<RunController>(
            engineDriver(ILV_BIN_DIR), m_folder.filePath(QStringLiteral("history.db")).toStdString());
        connect(m_control.get(), &RunControl::finished, this, [this](const FinishedRunPtr& run) { m_run = run; });
        m_window = std::make_unique<MainWindow>(*m_control, nullptr);
        m_window->resize(1920, 1080);
        m_window->panel().setExperiment(experiment);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void press(const char* name)
    {
        QTest::mouseClick(m_window->findChild<Button*>(QString::fromLatin1(name)), Qt::LeftButton);
    }
    [[nodiscard]] const ModelSummary* summary(Model model) const
    {
        for (const ModelSummary& each : m_run->models)
            if (each.model == model)
                return &each;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); } // as the program does
    void cleanup()
    {
        m_window.reset();
        m_control.reset();
    }

    void runShowsChartsTableAndVerdictAndSavesAReport()
    {
        open(brief({ Model::Sequential, Model::Async, Model::Threads, Model::Processes, Model::Hybrid }));
        QSignalSpy live(m_control.get(), &RunControl::progressed), warned(m_control.get(), &RunControl::warned);
        press("run");
        QTRY_VERIFY_WITH_TIMEOUT(m_run != nullptr, kLong);
        QVERIFY(live.count() > 0);
        QVERIFY2(warned.isEmpty(), "the run was not kept");
        QCOMPARE(m_run->run->status, RunStatus::Completed);
        QVERIFY(m_window->toolbar().status().words().title.startsWith(QStringLiteral("Finished in ")));
        for (const ModelSummary& model : m_run->models) {
            QCOMPARE(model.status, ModelStatus::Measured);
            QCOMPARE(model.counts.of(Outcome::Ok), 300u);
        }
        Board& board = m_window->centre().board();
        for (const BoardCard card : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit }) {
            QVERIFY(!board.chart(card)->isEmpty());
            QCOMPARE(board.chart(card)->tableData().rows.empty(), false);
        }
        QVERIFY(!board.chart(BoardCard::Timeline)->isEmpty());
        const ResultTable& table = board.table()->results().table();
        QCOMPARE(table.rows.size(), 5u);
        for (const ResultRow& row : table.rows)
            QVERIFY(row.kind == ResultRow::Kind::Measured && row.rate > 0 && row.p50Ns);
        QVERIFY(!m_window->centre().band().words().headline.isEmpty());
        QVERIFY(!m_window->centre().band().words().sentence.isEmpty());

        const QString folder = m_folder.filePath(QStringLiteral("report"));
        PlaceChooser chooser = dialogs();
        chooser.folder = [&](QWidget*, const QString&) { return folder; };
        m_window->setChooser(chooser);
        QSignalSpy exported(m_control.get(), &RunControl::exported);
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kLong);
        const QStringList files = exported.front().at(1).toStringList();
        QVERIFY(files.size() >= 3);
        for (const QString& file : files)
            QVERIFY2(QFileInfo(file).size() > 200, qPrintable(file));

        QSignalSpy listed(m_control.get(), &RunControl::historyListed), opened(m_control.get(), &RunControl::runOpened);
        m_control->listHistory();
        QTRY_COMPARE_WITH_TIMEOUT(listed.count(), 1, kLong);
        const auto entries = listed.front().front().value<std::vector<HistoryEntry>>();
        QCOMPARE(entries.size(), 1u);
        m_control->openRun(QString::fromStdString(entries.front().id));
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kLong);
        QCOMPARE(opened.front().front().value<FinishedRunPtr>()->models.size(), 5u);
    }

    void stopKeepsWhatWasMeasured()
    {
        Experiment asked = brief({ Model::Threads, Model::Sequential });
        asked.load.tasks = 0;
        asked.load.durationS = 600;
        open(asked);
        QSignalSpy live(m_control.get(), &RunControl::progressed);
        press("run");
        const auto measuring = [&] {
            if (live.isEmpty())
                return false;
            const auto picture = live.back().front().value<LiveRunPtr>()->picture;
            return std::any_of(picture->models.begin(), picture->models.end(),
                [](const LiveModel& model) { return model.current != nullptr; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(measuring(), kLong);
        press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(m_run != nullptr, kLong);
        QCOMPARE(m_run->run->status, RunStatus::Cancelled);
        QVERIFY(m_window->toolbar().status().words().title.startsWith(QStringLiteral("Stopped at ")));
        QVERIFY(m_window->findChild<Button*>(QStringLiteral("run"))->isEnabled());
    }

    void aHostThatDiesFailsOnlyItsModel()
    {
        Experiment asked = brief({ Model::Threads, Model::Processes });
        asked.workload.stages.push_back(FaultStage{ .kind = FaultKind::Crash, .at = 5 });
        open(asked);
        press("run");
        QTRY_VERIFY_WITH_TIMEOUT(m_run != nullptr, kLong);
        QCOMPARE(m_run->run->status, RunStatus::Completed);
        QCOMPARE(summary(Model::Threads)->status, ModelStatus::Failed);
        QVERIFY(summary(Model::Processes)->status != ModelStatus::Failed);
        QCOMPARE(summary(Model::Processes)->counts.of(Outcome::Crashed), 1u);
        QCOMPARE(m_window->toolbar().status().words().title, QStringLiteral("Finished with 1 failed model"));
        QVERIFY(m_window->isVisible());
    }

    void aHostThatIsKilledFailsOnlyItsModel()
    {
        Experiment asked = brief({ Model::Async, Model::Threads });
        asked.load.tasks = 0;
        asked.load.durationS = 1;
        open(asked);
        QSignalSpy live(m_control.get(), &RunControl::progressed);
        press("run");
        const auto measuring = [&] {
            const auto picture = live.isEmpty() ? nullptr : live.back().front().value<LiveRunPtr>()->picture;
            return picture && picture->models.front().current
                && picture->models.front().current->counts.of(Outcome::Ok) > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(measuring(), kLong);
        const auto hosts = childrenCalled("interleave-host");
        QCOMPARE(hosts.size(), 1u);
        QCOMPARE(::kill(hosts.front(), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_run != nullptr, kLong);
        QCOMPARE(m_run->run->status, RunStatus::Completed);
        QCOMPARE(summary(Model::Async)->status, ModelStatus::Failed);
        QCOMPARE(summary(Model::Threads)->status, ModelStatus::Measured);
        QVERIFY(m_window->isVisible());
        const auto notice = m_window->centre().banner().current();
        QVERIFY(notice && notice->level == NoticeLevel::Error && notice->fix && notice->edit);
    }

    void aFaultPlantedOnARunningLaneStrikesAndIsShown()
    {
        Experiment asked = brief({ Model::Processes });
        asked.load.tasks = 0;
        asked.load.durationS = 600;
        open(asked);
        QSignalSpy live(m_control.get(), &RunControl::progressed),
            answered(m_control.get(), &RunControl::faultAnswered);
        const auto latest
            = [&]() -> LiveRunPtr { return live.isEmpty() ? nullptr : live.back().front().value<LiveRunPtr>(); };
        press("run");
        QTRY_VERIFY_WITH_TIMEOUT(latest() && latest()->picture->models.front().current
                && latest()->picture->models.front().current->counts.of(Outcome::Ok) > 0,
            kLong);
        QCOMPARE(latest()->timeline->groups.size(), 1u); // its lanes are there before anything can be drawn on them
        QVERIFY(latest()->timeline->groups.front().live);
        m_control->plantFault(QStringLiteral("w0"), HandFault::Crash);
        m_control->plantFault(QStringLiteral("t9"), HandFault::Crash);
        QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 2, kLong);
        QVERIFY(!answered[0][0].value<FaultEvent>().refused);
        QVERIFY(answered[1][0].value<FaultEvent>().refused);
        QVERIFY(m_window->centre().banner().current()); // says why
        const auto struck = [&] {
            const auto& planted = latest()->timeline->groups.front().lanes.front().planted;
            return planted.size() == 1 && planted.front().text.startsWith(QStringLiteral("Crash planted, met by "));
        };
        QTRY_VERIFY_WITH_TIMEOUT(struck(), kLong);
        const auto& band = m_window->centre().band().words();
        QTRY_VERIFY_WITH_TIMEOUT(
            band.sentence.endsWith(QStringLiteral("Planted by hand: Crash on w0 of process pool.")), kLong);
        press("stop");
        QTRY_VERIFY_WITH_TIMEOUT(m_run != nullptr, kLong);
        QCOMPARE(summary(Model::Processes)->counts.of(Outcome::Crashed), 1u);
    }

    void destroyedInTheMiddleOfARunItLeavesNothingBehind()
    {
        Experiment asked = brief({ Model::Processes });
        asked.load.tasks = 0;
        asked.load.durationS = 600;
        open(asked);
        QSignalSpy live(m_control.get(), &RunControl::progressed);
        press("run");
        QTRY_VERIFY_WITH_TIMEOUT(live.count() > 0, kLong);
        m_window.reset();
        m_control.reset(); // must return, and take its processes along
        QVERIFY(!m_run);
    }
};

QTEST_MAIN(WindowRunTest)
#include "tst_windowrun.moc"
