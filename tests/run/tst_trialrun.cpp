// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/trialrun.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

#include <csignal>
#include <functional>
#include <set>

using namespace ilv;

namespace {

TrialPlan planFor(const char* label, Model model = Model::Threads)
{
    TrialPlan plan;
    plan.label = label;
    plan.model = model;
    plan.load.tasks = 10;
    plan.settings.workers = 1;
    return plan;
}

} // namespace

/// One trial against hosts that misbehave in every way we know.
class TrialRunTest : public QObject {
    Q_OBJECT

    struct Seen {
        std::shared_ptr<const TrialResult> result;
        std::vector<OutcomesEvent::Row> rows;
    };

    static Seen carryOut(const TrialPlan& plan, const TrialPatience& patience = {},
        const std::function<void(TrialRun&)>& meanwhile = {}, const std::string& program = ILV_FAKE_HOST)
    {
        Seen seen;
        QEventLoop loop;
        TrialRun run(plan, patience);
        QObject::connect(&run, &TrialRun::rows, [&](const OutcomesEvent& event) {
            seen.rows.insert(seen.rows.end(), event.rows.begin(), event.rows.end());
        });
        QObject::connect(&run, &TrialRun::concluded, &loop, [&](const auto& result) {
            seen.result = result;
            loop.quit();
        });
        if (meanwhile)
            QObject::connect(&run, &TrialRun::changed, [&] { meanwhile(run); });
        run.start(program);
        QTimer::singleShot(100'000, &loop, &QEventLoop::quit);
        loop.exec();
        if (!seen.result)
            qFatal("the trial does not come to its end");
        return seen;
    }

    static QList<int> counts(const TrialResult& r)
    {
        return {static_cast<int>(r.counts.planned), static_cast<int>(r.counts.of(Outcome::Ok)),
            static_cast<int>(r.counts.of(Outcome::Crashed)), static_cast<int>(r.counts.of(Outcome::Cancelled)),
            static_cast<int>(r.counts.of(Outcome::NotRun))};
    }

private Q_SLOTS:
    void hostsEndInEveryWay_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("inMessage");
        QTest::addColumn<QList<int>>("expected"); // planned, ok, crashed, cancelled, not run
        constexpr int completed = static_cast<int>(TrialStatus::Completed), failed = static_cast<int>(TrialStatus::Failed);
        const auto crashed = QStringLiteral("HOST_CRASHED"), protocol = QStringLiteral("HOST_PROTOCOL");
        QTest::newRow("as it should") << QStringLiteral("normal") << completed << QString() << QString() << QList<int> {10, 10, 0, 0, 0};
        QTest::newRow("crashes in a task") << QStringLiteral("crashes") << failed << crashed << QStringLiteral("SIGSEGV") << QList<int> {10, 4, 1, 0, 5};
        QTest::newRow("its last words are told") << QStringLiteral("crashes") << failed << crashed << QStringLiteral("about to die") << QList<int> {10, 4, 1, 0, 5};
        QTest::newRow("ends without a result") << QStringLiteral("exits early") << failed << crashed << QStringLiteral("without its result") << QList<int> {10, 4, 0, 0, 6};
        QTest::newRow("says something that is no event") << QStringLiteral("garbage") << failed << protocol << QString() << QList<int> {10, 3, 0, 0, 7};
        QTest::newRow("says the same task twice") << QStringLiteral("twice") << failed << protocol << QStringLiteral("again") << QList<int> {10, 10, 0, 0, 0};
        QTest::newRow("refuses the model") << QStringLiteral("refuses") << failed << QStringLiteral("MODEL_UNAVAILABLE") << QStringLiteral("Not here") << QList<int> {10, 0, 0, 0, 10};
        QTest::newRow("is of another version") << QStringLiteral("other version") << failed << QStringLiteral("WORKER_VERSION_MISMATCH") << QStringLiteral("0.0.1") << QList<int> {10, 0, 0, 0, 10};
    }
    void hostsEndInEveryWay()
    {
        QFETCH(QString, label);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(QString, inMessage);
        QFETCH(QList<int>, expected);
        const auto seen = carryOut(planFor(label.toUtf8().constData()));
        QVERIFY(seen.result);
        QCOMPARE(static_cast<int>(seen.result->status), status);
        QCOMPARE(QString::fromStdString(seen.result->error ? seen.result->error->code : ""), code);
        if (!inMessage.isEmpty())
            QVERIFY2(QString::fromStdString(seen.result->error->message).contains(inMessage), seen.result->error->message.c_str());
        QCOMPARE(counts(*seen.result), expected);
        QVERIFY(seen.result->counts.addsUp());
        std::set<std::uint64_t> indices;
        for (const auto& row : seen.rows)
            indices.insert(row.index);
        QCOMPARE(indices.size(), std::size_t {10}); // each planned task has its row, whatever happened
        QCOMPARE(seen.rows.size(), std::size_t {10});
    }

    void countsThatDoNotAddUpAreNoResult()
    {
        const auto seen = carryOut(planFor("cannot count"));
        QCOMPARE(seen.result->status, TrialStatus::Failed);
        QCOMPARE(seen.result->error->code, std::string("INTERNAL_ACCOUNTING"));
    }

    void aCrashOutsideTheTasksOwnProcessChargesNoTask()
    {
        const auto seen = carryOut(planFor("crashes", Model::Processes));
        QCOMPARE(counts(*seen.result), (QList<int> {10, 4, 0, 0, 6}));
    }

    void aHostThatSaysNothingIsKilled()
    {
        const auto seen = carryOut(planFor("silent"), {.silence = 300 * kMilli});
        QCOMPARE(seen.result->status, TrialStatus::Failed);
        QVERIFY(seen.result->error->message.find("said nothing") != std::string::npos);
        QCOMPARE(counts(*seen.result), (QList<int> {10, 0, 0, 0, 10}));
    }

    void aHostThatTalksAndGetsNowhereIsKilled()
    {
        auto plan = planFor("stuck");
        plan.recordOutcomes = false;
        const auto seen = carryOut(plan, {.stuck = 300 * kMilli});
        QVERIFY(seen.result->error->message.find("no task ended") != std::string::npos);
    }

    void aHostThatStaysAfterItsLastWordIsKilledAndItsResultCounts()
    {
        const auto seen = carryOut(planFor("lingers"), {.afterEnd = 200 * kMilli});
        QCOMPARE(seen.result->status, TrialStatus::Completed);
        QCOMPARE(counts(*seen.result), (QList<int> {10, 10, 0, 0, 0}));
        QVERIFY(seen.result->disturbed.empty());
    }

    void outcomesThatWereKeptOutliveABrokenPicture()
    {
        auto plan = planFor("garbage picture");
        plan.load.tasks = 2000; // so many in a line are not read at once
        const auto seen = carryOut(plan);
        QCOMPARE(seen.result->error->code, std::string("HOST_PROTOCOL"));
        QCOMPARE(counts(*seen.result), (QList<int> {2000, 1000, 0, 0, 1000}));
        QCOMPARE(seen.rows.size(), std::size_t {2000});
    }

    void aLineWithoutEndIsNotReadWithoutEnd()
    {
        const auto seen = carryOut(planFor("endless line"));
        QCOMPARE(seen.result->error->code, std::string("HOST_PROTOCOL"));
        QCOMPARE(counts(*seen.result), (QList<int> {10, 0, 0, 0, 10}));
    }

    void aHostHasASessionOfItsOwnAndNoGlib()
    {
        const auto seen = carryOut(planFor("own session"));
        QCOMPARE(seen.result->disturbed, (std::vector<std::string> {"OWN_SESSION", "QT_NO_GLIB"}));
    }

    void aCancelledHostEndsByItself()
    {
        const auto seen = carryOut(planFor("slow"), {}, [](TrialRun& run) { run.cancel(); });
        QCOMPARE(seen.result->status, TrialStatus::Cancelled);
        QVERIFY(!seen.result->error);
        QCOMPARE(counts(*seen.result), (QList<int> {10, 4, 0, 2, 4}));
        QCOMPARE(seen.rows.size(), std::size_t {10});
    }

    void aHostThatDoesNotListenIsKilledAndWhatItDidIsKept()
    {
        const auto seen = carryOut(planFor("stubborn"), {.afterCancel = 200 * kMilli}, [](TrialRun& run) {
            if (run.follower().finishedTasks() == 4)
                run.cancel();
        });
        QCOMPARE(seen.result->status, TrialStatus::Cancelled);
        QCOMPARE(counts(*seen.result), (QList<int> {10, 4, 0, 2, 4}));
        QCOMPARE(seen.rows.size(), std::size_t {10});
    }

    void aFaultTheHostSaysNothingAboutIsRefusedInTheEnd()
    {
        TrialRun run(planFor("slow"), {});
        QSignalSpy changed(&run, &TrialRun::changed), concluded(&run, &TrialRun::concluded);
        std::vector<FaultEvent> answers;
        connect(&run, &TrialRun::faultAnswered, [&](const FaultEvent& answer) { answers.push_back(answer); });
        run.start(ILV_FAKE_HOST);
        QVERIFY(changed.wait(10'000));
        run.plantFault("t0", HandFault::Crash); // this host does not know the word
        QVERIFY(answers.empty());
        run.cancel();
        QTRY_COMPARE(concluded.count(), 1);
        QCOMPARE(answers.size(), std::size_t {1});
        QCOMPARE(answers[0].lane, std::string("t0"));
        QCOMPARE(answers[0].fault, std::string("crash"));
        QVERIFY(answers[0].refused && answers[0].refused->code == "FAULT_REFUSED");
    }

    void killEndsItAtOnce()
    {
        const auto seen = carryOut(planFor("stubborn"), {.afterCancel = 60 * kSecond}, [](TrialRun& run) {
            run.cancel();
            run.kill();
        });
        QCOMPARE(seen.result->status, TrialStatus::Cancelled);
        QVERIFY(seen.result->counts.addsUp());
    }

    void aHostThatIsNotThereIsAFailedTrial()
    {
        const auto seen = carryOut(planFor("normal"), {}, {}, "/nonexistent/host");
        QCOMPARE(seen.result->status, TrialStatus::Failed);
        QCOMPARE(seen.result->error->code, std::string("HOST_CRASHED"));
        QVERIFY(seen.result->error->message.find("could not be started") != std::string::npos);
    }

    void aRunThatIsThrownAwayTakesItsHostWithIt()
    {
        pid_t host = 0;
        {
            TrialRun run(planFor("stubborn"), {});
            QSignalSpy changed(&run, &TrialRun::changed);
            run.start(ILV_FAKE_HOST);
            QVERIFY(changed.wait(10'000));
            host = static_cast<pid_t>(run.hostPid());
            QVERIFY(host > 0);
        }
        QCOMPARE(::kill(host, 0), -1); // reaped as well
    }
};

QTEST_GUILESS_MAIN(TrialRunTest)
#include "tst_trialrun.moc"
