// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/codes.h"
#include "model/runcontroller.h"
#include "sampleruns.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

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
    static inline QThread* s_thread = nullptr;

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
        control.start(foreign);
        QCOMPARE(asked.count(), 1);
        QVERIFY(!control.isRunning());
        const auto needs = asked.front().at(1).value<TrustNeeds>();
        QCOMPARE(needs.commands, (std::vector<std::vector<std::string>>{ { "/bin/true", "a b" } }));
        control.trust(foreign);
        control.start(foreign);
        QTRY_COMPARE(finished.count(), 1);
        std::get<CommandStage>(foreign.workload.stages[0]).args = { "c" };
        control.start(foreign);
        QCOMPARE(asked.count(), 2);
        QVERIFY(!control.isRunning());
    }

    void oneRunAtATime()
    {
        RunController control(told(false), database());
        QSignalSpy failed(&control, &RunControl::failed);
        control.start(sample::experiment());
        control.start(sample::experiment());
        QCOMPARE(failed.count(), 1);
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
