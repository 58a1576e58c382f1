// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "engine/runcontroller.h"
#include "sampleruns.h"
#include "support/fence.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ilv;
using namespace ilv::ui;

namespace {

/// Ends when told, with what it was told, and says on which thread it was started.
class ToldDriver final : public RunDriver {
public:
    explicit ToldDriver(const Experiment& asked, bool endsAtOnce)
        : m_endsAtOnce(endsAtOnce)
    {
        m_result->id = "20261121-114233-5f3a";
        m_result->experiment = asked;
        m_result->environment = sample::machine();
        m_result->wallS = 1;
    }
    void start() override
    {
        s_thread = QThread::currentThread();
        auto picture = std::make_shared<LivePicture>();
        picture->runId = m_result->id;
        Q_EMIT progressed(picture);
        if (m_endsAtOnce)
            Q_EMIT finished(m_result);
    }
    void cancel() override
    {
        m_result->status = RunStatus::Cancelled;
        Q_EMIT finished(m_result);
    }
    void setPaused(bool paused) override { s_paused = paused; }
    void plantFault(const std::string& lane, HandFault fault) override
    {
        Q_EMIT faultAnswered({ 1, lane, std::string(name(fault)), {} });
    }
    static inline QThread* s_thread = nullptr;
    static inline std::atomic<bool> s_paused = false;

private:
    std::shared_ptr<RunResult> m_result = std::make_shared<RunResult>();
    bool m_endsAtOnce;
};

DriverFactory told(bool endsAtOnce)
{
    return [endsAtOnce](const Experiment& asked) -> Result<std::unique_ptr<RunDriver>> {
        return std::unique_ptr<RunDriver>(std::make_unique<ToldDriver>(asked, endsAtOnce));
    };
}

} // namespace

class RunControllerTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] std::string database() const
    {
        return m_folder.filePath(QStringLiteral("h/history.db")).toStdString();
    }

    static Experiment running(const QString& program)
    {
        Experiment e = sample::experiment();
        e.workload.stages = { CommandStage{ .program = program.toStdString(), .args = { "a b" } } };
        return e;
    }

    /// Everything the window does with a stranger's experiment but running it. 0, or the number of the first step that
    /// did not end as it should.
    [[nodiscard]] int lookAtAStrangersRun() const
    {
        RunController control(told(true), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), finished(&control, &RunControl::finished),
            opened(&control, &RunControl::runOpened), read(&control, &RunControl::runsRead),
            exported(&control, &RunControl::exported), rejudged(&control, &RunControl::rejudged),
            machine(&control, &RunControl::machineKnown);
        const auto once = [](const QSignalSpy& spy, int times = 1) {
            return QTest::qWaitFor([&] { return spy.count() >= times; }, 20'000);
        };
        Experiment foreign = sample::experiment();
        foreign.workload.stages
            = { CommandStage{ .program = "/bin/true", .args = { "a b" } }, RequestStage{ .url = "http://a.example/" } };
        control.experimentOpened(foreign);
        control.experimentSaved(foreign);
        control.captureMachine();
        control.start(foreign);
        if (!once(machine) || !once(asked))
            return 1;
        control.trust(foreign, asked.front().at(1).value<TrustAnswer>()); // its driver runs nothing
        if (!once(finished))
            return 2;
        const auto run = finished.front().front().value<FinishedRunPtr>();
        const QString folder = m_folder.filePath(QStringLiteral("looked"));
        control.exportReports(run, folder, { QStringLiteral("html"), QStringLiteral("csv"), QStringLiteral("json") });
        control.openResult(folder);
        control.openRun(QString::fromStdString(run->run->id));
        control.compareRuns(QString::fromStdString(run->run->id), QString::fromStdString(run->run->id));
        control.rejudge(run, {});
        return !once(exported) ? 3 : !once(opened, 2) ? 4 : !once(read) ? 5 : !once(rejudged) ? 6 : 0;
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_folder.isValid());
        QDir(m_folder.filePath(QStringLiteral("h"))).removeRecursively();
    }

    void aRunEndsOnceAndIsJudgedAndKept()
    {
        RunController control(told(true), database());
        QSignalSpy started(&control, &RunControl::started), live(&control, &RunControl::progressed),
            finished(&control, &RunControl::finished), listed(&control, &RunControl::historyListed),
            warned(&control, &RunControl::warned);
        control.start(sample::experiment());
        QVERIFY(control.isRunning());
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!control.isRunning());
        QCOMPARE(started.count(), 1);
        QCOMPARE(live.count(), 1);
        QVERIFY(ToldDriver::s_thread && ToldDriver::s_thread != QThread::currentThread());
        const auto run = finished.front().front().value<FinishedRunPtr>();
        QCOMPARE(run->models.size(), 6u);
        QVERIFY(run->timeline != nullptr);
        QVERIFY(run->run->windowCpuS >= 0);
        control.listHistory();
        QTRY_COMPARE(listed.count(), 1);
        const auto entries = listed.front().front().value<std::vector<HistoryEntry>>();
        QCOMPARE(entries.size(), 1u);
        QCOMPARE(entries.front().id, run->run->id);
        QCOMPARE(entries.front().name, sample::experiment().name);
        QCOMPARE(entries.front().status, std::string("completed"));
        QCOMPARE(warned.count(), 0);

        QSignalSpy opened(&control, &RunControl::runOpened);
        control.openRun(QString::fromStdString(run->run->id));
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(opened.front().front().value<FinishedRunPtr>()->run->experiment, run->run->experiment);
        control.removeRun(QString::fromStdString(run->run->id));
        QTRY_COMPARE(listed.count(), 2);
        QVERIFY(listed.back().front().value<std::vector<HistoryEntry>>().empty());
    }

    void stopEndsTheRunAsCancelled()
    {
        RunController control(told(false), database());
        QSignalSpy finished(&control, &RunControl::finished), live(&control, &RunControl::progressed);
        control.start(sample::experiment());
        QTRY_COMPARE(live.count(), 1);
        QCOMPARE(finished.count(), 0);
        control.stop();
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished.front().front().value<FinishedRunPtr>()->run->status, RunStatus::Cancelled);
    }

    void whatCannotStartIsSaidAndNothingRuns_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("a rule is broken") << "rule";
        QTest::newRow("a program is missing") << "program";
    }
    void whatCannotStartIsSaidAndNothingRuns()
    {
        QFETCH(QString, what);
        const DriverFactory missing = [](const Experiment&) -> Result<std::unique_ptr<RunDriver>> {
            return error(Code::WorkerNotFound, "interleave-host is not at /nowhere");
        };
        RunController control(missing, database());
        QSignalSpy failed(&control, &RunControl::failed), started(&control, &RunControl::started);
        Experiment asked = sample::experiment();
        if (what == QStringLiteral("rule"))
            asked.models.clear();
        control.start(asked);
        QTRY_COMPARE(failed.count(), 1);
        if (what == QStringLiteral("program"))
            QCOMPARE(failed.front().front().value<Error>().code, std::string("WORKER_NOT_FOUND"));
        QCOMPARE(started.count(), 0);
        QVERIFY(!control.isRunning());
    }

    void aCommandRunsOnlyWhenTrustedAndOnlyUnchanged()
    {
        RunController control(told(true), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), finished(&control, &RunControl::finished);
        Experiment foreign = sample::experiment();
        foreign.workload.stages = { CommandStage{ .program = "/bin/true", .args = { "a b" } } };
        QSignalSpy looking(&control, &RunControl::lookingAt);
        control.start(foreign);
        QCOMPARE(asked.count(), 0); // programs are read, on another thread
        QCOMPARE(looking.count(), 1);
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(looking.count(), 2);
        QVERIFY(!control.isRunning());
        const auto answer = asked.front().at(1).value<TrustAnswer>();
        QVERIFY(answer.trust == Trust::Unknown && !answer.seen.programs.at(0).sha256.empty());
        control.trust(foreign, answer); // and runs
        QTRY_COMPARE(finished.count(), 1);
        std::get<CommandStage>(foreign.workload.stages[0]).args = { "c" };
        control.start(foreign);
        QTRY_COMPARE(asked.count(), 2);
        QVERIFY(!control.isRunning());
        control.start(foreign);
        control.stop(); // while it is looked at: then nothing comes of it
        control.start(foreign);
        QSignalSpy machine(&control, &RunControl::machineKnown);
        control.captureMachine(); // answered after all that was asked before
        QTRY_COMPARE(machine.count(), 1);
        QCOMPARE(asked.count(), 3);
        std::get<CommandStage>(foreign.workload.stages[0]).args = { "a b" };
        RunController nextSession(told(true), database());
        QSignalSpy askedAgain(&nextSession, &RunControl::trustNeeded),
            finishedAgain(&nextSession, &RunControl::finished);
        nextSession.start(foreign);
        QTRY_COMPARE(finishedAgain.count(), 1);
        QCOMPARE(askedAgain.count(), 0); // it was trusted, and is the same
    }

    void aProgramReplacedWhileTheQuestionStandsIsAskedAboutAgain()
    {
        const QString tool = m_folder.filePath(QStringLiteral("tool"));
        const auto place = [&tool](const QByteArray& text) {
            QFile file(tool);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
                && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        };
        QVERIFY(place("#!/bin/sh\n"));
        RunController control(told(true), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), finished(&control, &RunControl::finished);
        const Experiment foreign = running(tool);
        control.start(foreign);
        QTRY_COMPARE(asked.count(), 1);
        QVERIFY(place("#!/bin/sh\nrm -rf ~\n"));
        control.trust(foreign, asked.at(0).at(1).value<TrustAnswer>());
        QTRY_COMPARE(asked.count(), 2);
        QCOMPARE(finished.count(), 0);
        QCOMPARE(asked.at(1).at(1).value<TrustAnswer>().trust, Trust::Changed);
        control.trust(foreign, asked.at(1).at(1).value<TrustAnswer>());
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(asked.count(), 2);
    }

    void aLookThatTakesLongIsStoppedAndHoldsNobodyUp()
    {
        QFile tool(m_folder.filePath(QStringLiteral("large")));
        QVERIFY(tool.open(QIODevice::WriteOnly) && tool.resize(qint64{ 256 } << 30)); // all hole: minutes to read
        QVERIFY(tool.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        RunController control(told(true), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), machine(&control, &RunControl::machineKnown);
        control.start(running(tool.fileName()));
        QVERIFY(control.isLooking());
        control.stop();
        QVERIFY(!control.isLooking());
        control.captureMachine(); // answered after all that was asked before
        QTRY_COMPARE_WITH_TIMEOUT(machine.count(), 1, 20'000);
        QCOMPARE(asked.count(), 0);
        control.start(running(tool.fileName())); // and closing in the middle of one waits for nothing
    }

    void theQueueGoesOnBehindAQuestion()
    {
        RunController control(told(true), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), finished(&control, &RunControl::finished);
        const Experiment foreign = running(QStringLiteral("/bin/true"));
        control.enqueue(foreign);
        QVERIFY(control.isLooking());
        control.enqueue(sample::experiment());
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(asked.count(), 1);
        control.start(running(QStringLiteral("/bin/false")));
        QVERIFY(control.isLooking());
        control.trust(foreign, asked.at(0).at(1).value<TrustAnswer>()); // meanwhile: it runs afterwards
        QTRY_COMPARE(finished.count(), 2);
        QCOMPARE(asked.count(), 2);
        QCOMPARE(finished.at(1).front().value<FinishedRunPtr>()->run->experiment, foreign);
    }

    void whatIsSavedWhileARunGoesOnIsLookedAtOnceItHasEnded()
    {
        RunController control(told(false), database());
        QSignalSpy asked(&control, &RunControl::trustNeeded), finished(&control, &RunControl::finished),
            machine(&control, &RunControl::machineKnown);
        Experiment foreign = running(QStringLiteral("/bin/true"));
        control.experimentOpened(foreign);
        control.start(foreign);
        QTRY_COMPARE(asked.count(), 1);
        control.trust(foreign, asked.at(0).at(1).value<TrustAnswer>());
        QTRY_VERIFY(control.isRunning());
        foreign.load.tasks += 1; // the user's own edit
        control.experimentSaved(foreign);
        control.captureMachine(); // answered after all that was asked before
        QTRY_COMPARE(machine.count(), 1);
        const TrustStore store(m_folder.filePath(QStringLiteral("h")).toStdString());
        QCOMPARE(store.ask(foreign).trust, Trust::Changed);
        control.stop();
        QTRY_COMPARE(finished.count(), 1);
        QTRY_COMPARE(store.ask(foreign).trust, Trust::Trusted);
    }

    void lookingStartsNoProcessAndOpensNoSocket_data()
    {
        QTest::addColumn<bool>("fails");
        QTest::newRow("opening, asking, judging, comparing and writing reports") << false;
        QTest::newRow("and the fence holds, or nothing was tested") << true;
    }
    void lookingStartsNoProcessAndOpensNoSocket()
    {
        QFETCH(bool, fails);
        const pid_t child = ::fork();
        if (child == 0) {
            ilv::test::forbidProcessesAndSockets();
            if (fails)
                (void)::socket(AF_INET, SOCK_STREAM, 0);
            ::_exit(lookAtAStrangersRun());
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WIFSIGNALED(status) ? WTERMSIG(status) : 0, fails ? SIGSYS : 0);
        QCOMPARE(WIFEXITED(status) ? WEXITSTATUS(status) : 0, 0);
    }

    void oneRunAtATime()
    {
        RunController control(told(false), database());
        QSignalSpy failed(&control, &RunControl::failed);
        control.start(sample::experiment());
        control.start(sample::experiment());
        QCOMPARE(failed.count(), 1);
    }

    void pausingReachesTheRunAndEndsWithIt()
    {
        RunController control(told(false), database());
        QSignalSpy paused(&control, &RunControl::pausedChanged), live(&control, &RunControl::progressed),
            finished(&control, &RunControl::finished);
        control.setPaused(true); // nothing goes on: nothing to pause
        QVERIFY(!control.isPaused());
        control.start(sample::experiment());
        QTRY_COMPARE(live.count(), 1);
        control.setPaused(true);
        QTRY_VERIFY(ToldDriver::s_paused);
        QVERIFY(control.isPaused());
        control.setPaused(false);
        QTRY_VERIFY(!ToldDriver::s_paused);
        control.setPaused(true);
        control.stop();
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!control.isPaused());
        QCOMPARE(paused.count(), 4);
    }

    void whatIsQueuedRunsInTurn()
    {
        RunController control(told(true), database());
        QSignalSpy started(&control, &RunControl::started), finished(&control, &RunControl::finished),
            queue(&control, &RunControl::queueChanged);
        Experiment second = sample::experiment();
        second.name = "second";
        control.start(sample::experiment());
        control.enqueue(second);
        QCOMPARE(control.queueLength(), 1);
        QTRY_COMPARE(finished.count(), 2);
        QCOMPARE(control.queueLength(), 0);
        QCOMPARE(started.at(1).front().value<Experiment>().name, std::string("second"));
        control.enqueue(second); // nothing goes on: at once
        QVERIFY(control.isRunning());
        QTRY_COMPARE(finished.count(), 3);
    }

    void stopEmptiesTheQueueAndABrokenExperimentNeverEntersIt()
    {
        RunController control(told(false), database());
        QSignalSpy started(&control, &RunControl::started), finished(&control, &RunControl::finished),
            failed(&control, &RunControl::failed);
        control.start(sample::experiment());
        control.enqueue(sample::experiment());
        Experiment broken = sample::experiment();
        broken.models.clear();
        control.enqueue(broken);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(control.queueLength(), 1);
        control.stop();
        QCOMPARE(control.queueLength(), 0);
        QTRY_COMPARE(finished.count(), 1);
        QCoreApplication::processEvents();
        QVERIFY(!control.isRunning());
        QCOMPARE(started.count(), 1);
    }

    void aResultFileIsOpenedAndJudgedByOtherGoals()
    {
        RunController control(told(true), database());
        QSignalSpy finished(&control, &RunControl::finished), exported(&control, &RunControl::exported),
            opened(&control, &RunControl::runOpened), failed(&control, &RunControl::failed),
            rejudged(&control, &RunControl::rejudged);
        control.start(sample::experiment());
        QTRY_COMPARE(finished.count(), 1);
        const auto run = finished.front().front().value<FinishedRunPtr>();
        const QString folder = m_folder.filePath(QStringLiteral("dropped"));
        control.exportReports(run, folder, { QStringLiteral("json") });
        QTRY_COMPARE(exported.count(), 1);
        control.openResult(folder);
        QTRY_VERIFY(opened.count() + failed.count() > 0);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : failed.front().front().value<Error>().message.c_str());
        QCOMPARE(opened.count(), 1);
        control.openResult(folder + QStringLiteral("/report.json"));
        QTRY_COMPARE(opened.count(), 2);
        const auto read = opened.back().front().value<FinishedRunPtr>();
        QCOMPARE(read->run->id, run->run->id);
        QVERIFY(read->models.front().goals.empty());
        control.openResult(folder + QStringLiteral("/nowhere.json"));
        QTRY_COMPARE(failed.count(), 1);

        Goals goals;
        goals.p95Ms = 150;
        control.rejudge(read, goals);
        goals.p95Ms = 200;
        goals.throughputPerS = 5;
        control.rejudge(read, goals); // the newest wish counts
        QTRY_VERIFY(rejudged.count() >= 1);
        const auto judged = rejudged.back().front().value<FinishedRunPtr>();
        QCOMPARE(judged->run->experiment.goals, goals);
        QCOMPARE(judged->models.front().goals.size(), 2u);
        QCOMPARE(judged->run->id, run->run->id);
        QVERIFY(read->models.front().goals.empty()); // a value nobody changes any more
    }

    void reportsAreWrittenOrTheirFailureSaid()
    {
        RunController control(told(true), database());
        QSignalSpy exported(&control, &RunControl::exported), failed(&control, &RunControl::failed),
            finished(&control, &RunControl::finished);
        control.start(sample::experiment());
        QTRY_COMPARE(finished.count(), 1);
        const auto run = finished.front().front().value<FinishedRunPtr>();
        const QString folder = m_folder.filePath(QStringLiteral("out"));
        control.exportReports(run, folder, { QStringLiteral("html"), QStringLiteral("csv"), QStringLiteral("json") });
        QTRY_COMPARE(exported.count(), 1);
        const QStringList files = exported.front().at(1).toStringList();
        QVERIFY(files.size() >= 3);
        for (const QString& file : files)
            QVERIFY2(QFile(file).size() > 100, qPrintable(file));
        control.exportReports(run, QStringLiteral("/proc/nowhere"), { QStringLiteral("html") });
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.front().front().value<Error>().code, std::string("OUT_UNWRITABLE"));
        control.exportReports(run, folder, { QStringLiteral("docx") });
        QTRY_COMPARE(failed.count(), 2);
    }

    void aHistoryThatCannotBeWrittenIsAWarningNotTheEndOfTheRun()
    {
        RunController control(told(true), "/proc/nowhere/history.db");
        QSignalSpy warned(&control, &RunControl::warned), finished(&control, &RunControl::finished);
        control.start(sample::experiment());
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(warned.count() >= 1);
    }
};

QTEST_GUILESS_MAIN(RunControllerTest)
#include "tst_runcontroller.moc"
