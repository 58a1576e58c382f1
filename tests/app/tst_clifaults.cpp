// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs in which something goes wrong, each a case of reliability §3.1 by its number.
#include "cliprogram.h"
#include "runfolder.h"
#include "support/processes.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <csignal>

using namespace ilv::test;
using namespace runfolder;

namespace {

QString q(const char* text) { return QString::fromUtf8(text); }

/// An experiment of one model; `more` are further keys of the file.
QByteArray experiment(const QByteArray& model, const QByteArray& stages, int tasks, const QByteArray& more = "\"x-n\":0", int inFlight = 4)
{
    return R"({"interleave":1,"name":"Fault","workload":{"stages":[)" + stages + R"(]},"models":[)" + model
        + R"(],"load":{"mode":"closed","tasks":)" + QByteArray::number(tasks) + R"(,"in_flight":)" + QByteArray::number(inFlight) + "}," + more + "}";
}

const QByteArray kWait = R"({"kind":"wait","ms":1})";

} // namespace

class CliFaultsTest : public QObject {
    Q_OBJECT

    CliProgram* m_program = nullptr;

    CliProgram::Outcome runIt(const QByteArray& text, const QStringList& more = {})
    {
        const auto file = m_program->write(q("fault.interleave.json"), text);
        return m_program->run(QStringList { q("run"), file, q("--out"), q("out"), q("--force") } + more);
    }
    [[nodiscard]] QString out() const { return m_program->path(q("out")); }

private Q_SLOTS:
    void init() { m_program = new CliProgram; }
    void cleanup()
    {
        delete m_program;
        m_program = nullptr;
    }

    void aDisturbedRunSaysSo_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("worker");
        QTest::addColumn<QStringList>("more");
        const auto row = [](const char* name, const QByteArray& text, const char* code, const char* worker = "", const QStringList& more = {}) {
            QTest::newRow(name) << text << q(code) << (*worker ? q(ILV_EVIL_PREFIX) + q(worker) : QString()) << more;
        };
        row("case 28: a thread that never returns is abandoned",
            experiment(R"("threads")", kWait + R"(,{"kind":"fault","fault":"hang","at":3})", 20, R"("settings":{"workers":2,"timeout_ms":60})"), "THREADS_STUCK");
        row("case 30: a loop that is blocked for more than a second",
            experiment(R"("async")", R"({"kind":"command","program":"sleep","args":["1.2"]})", 1), "LOOP_BLOCKED", "", {q("--allow-commands")});
        row("case 38: retries beyond their budget are not made",
            experiment(R"("threads")", R"({"kind":"fault","fault":"throw"})", 40, R"("retry":{"max_attempts":100,"on":["error"],"budget":0.5})"), "RETRY_BUDGET_EXHAUSTED");
        row("case 17: a worker that can never start leaves the pool degraded",
            experiment(R"("processes")", R"({"kind":"compute","kernel":"mix","units":1},{"kind":"wait","ms":1})", 3000, R"("settings":{"workers":2})"), "POOL_DEGRADED", "only-one");
        row("case 22: a worker that leaks is replaced",
            experiment(R"("processes")", R"({"kind":"fault","fault":"leak"},{"kind":"wait","ms":12})", 240, R"("settings":{"workers":1})"), "WORKER_MEMORY_LIMIT");
        row("half of all attempts end their worker",
            experiment(R"("processes")", R"({"kind":"fault","fault":"crash","every":2})", 420, R"("settings":{"workers":2})"), "POOL_UNSTABLE");
    }
    void aDisturbedRunSaysSo()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QFETCH(QString, worker);
        QFETCH(QStringList, more);
        if (!worker.isEmpty())
            m_program->setVariable(q("INTERLEAVE_WORKER"), worker);
        const auto outcome = runIt(text, more);
        QVERIFY2(outcome.code == 0 || outcome.code == 1, outcome.err.constData());
        QVERIFY2(disturbances(model(out())).contains(code), outcome.err.constData());
        QVERIFY2(outcome.err.contains("RUN_DISTURBED") && outcome.err.contains(code.toUtf8()), outcome.err.constData());
        if (worker.isEmpty())
            QCOMPARE(disagreement(out()), QString());
    }

    void case29MoreStuckThreadsThanWorkersEndTheTrial()
    {
        const auto outcome = runIt(experiment(R"("threads","processes")", R"({"kind":"fault","fault":"hang"})", 12, R"("settings":{"workers":2,"timeout_ms":50,"kill_grace_ms":20})"));
        QVERIFY2(outcome.code == 0 || outcome.code == 1, outcome.err.constData());
        const auto threads = model(out(), 0);
        QCOMPARE(threads[q("error")].toObject()[q("code")].toString(), q("THREADS_STUCK"));
        QCOMPARE(count(threads, "timeout"), 3);
        QCOMPARE(count(threads, "timeout") + count(threads, "cancelled") + count(threads, "not_run"), 12);
        QCOMPARE(count(model(out(), 1), "timeout"), 12); // the other model's trial goes on, and is not stuck
        QCOMPARE(disagreement(out()), QString());
    }

    void case34TheRunsDeadlineEndsIt()
    {
        QElapsedTimer clock;
        clock.start();
        const auto outcome = runIt(experiment(R"("sequential","threads")", R"({"kind":"wait","ms":40})", 5000, R"("deadline_s":1.5)"));
        QVERIFY(clock.elapsed() < 20'000);
        QCOMPARE(outcome.code, 5);
        QVERIFY2(outcome.err.contains("RUN_DEADLINE"), outcome.err.constData());
        const auto whole = result(out());
        QCOMPARE(whole[q("status")].toString(), q("aborted"));
        QCOMPARE(whole[q("error")].toObject()[q("code")].toString(), q("RUN_DEADLINE"));
        QCOMPARE(whole[q("verdict")].toObject()[q("outcome")].toString(), q("none"));
        QCOMPARE(disagreement(out()), QString());
    }

    void case33ATasksDeadlineEndsItAtOnce()
    {
        QElapsedTimer clock;
        clock.start();
        const auto outcome = runIt(experiment(R"("async","processes")", R"({"kind":"wait","ms":300})", 4, R"("settings":{"workers":2},"retry":{"max_attempts":9,"on":["timeout"],"backoff_ms":60000,"deadline_ms":120})", 2));
        QVERIFY2(outcome.code == 1 || outcome.code == 0, outcome.err.constData());
        QVERIFY(clock.elapsed() < 30'000); // and not after a back-off of a minute
        for (int i = 0; i < 2; ++i)
            QCOMPARE(count(model(out(), i), "timeout"), 4);
        QCOMPARE(content(out() + q("/outcomes.jsonl")).count("TASK_DEADLINE"), 8);
    }

    void aFirstTaskThatTakesItsTimeIsNotHung_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("sequential") << QByteArray(R"("sequential")");
        QTest::newRow("async") << QByteArray(R"("async")");
    }
    void aFirstTaskThatTakesItsTimeIsNotHung()
    {
        QFETCH(QByteArray, model);
        const auto outcome = runIt(experiment(model, R"({"kind":"wait","ms":400})", 2, R"("settings":{"timeout_ms":5000})", 1));
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(count(runfolder::model(out()), "ok"), 2);
    }

    void aHungTaskOnTheOnlyThreadEndsItsTrial_data()
    {
        QTest::addColumn<QByteArray>("limit");
        QTest::newRow("by its time-out") << QByteArray(R"("settings":{"timeout_ms":100})");
        QTest::newRow("by its deadline") << QByteArray(R"("retry":{"deadline_ms":100})");
    }
    void aHungTaskOnTheOnlyThreadEndsItsTrial()
    {
        QFETCH(QByteArray, limit);
        QElapsedTimer clock;
        clock.start();
        const auto outcome = runIt(experiment(R"("sequential")", R"({"kind":"fault","fault":"hang","at":3})", 8, limit, 1));
        QVERIFY2(outcome.err.contains("TASK_TIMEOUT"), outcome.err.constData());
        QVERIFY(clock.elapsed() < 30'000); // and not after the runner's own minute
        QCOMPARE(count(model(out()), "timeout"), 1);
        QCOMPARE(count(model(out()), "ok"), 3);
    }

    void case37TheSameSeedGivesTheSameOutcomes()
    {
        QList<QByteArray> seen;
        for (int i = 0; i < 2; ++i) {
            QVERIFY(runIt(experiment(R"("processes")", R"({"kind":"fault","fault":"flaky","every":3,"fails":2},{"kind":"fault","fault":"crash","every":7},{"kind":"fault","fault":"throw","every":5})", 60,
                        R"("seed":9,"settings":{"workers":2},"retry":{"max_attempts":3,"on":["error","crash"],"backoff_ms":1,"jitter":"full"})")).code <= 1);
            QByteArrayList lines;
            for (const auto& line : content(out() + q("/outcomes.jsonl")).trimmed().split('\n')) {
                const auto row = QJsonDocument::fromJson(line).object();
                lines << QByteArray::number(row[q("i")].toInt()) + row[q("status")].toString().toUtf8() + QByteArray::number(row[q("attempts")].toArray().size());
            }
            std::sort(lines.begin(), lines.end());
            seen << lines.join(',');
        }
        QCOMPARE(seen[0], seen[1]);
    }

    void case40AWrongAnswerIsNotTriedAgain()
    {
        QVERIFY(runIt(experiment(R"("threads","processes")", R"({"kind":"compute","kernel":"mix","units":100},{"kind":"fault","fault":"wrong","every":10})", 100,
                    R"("goals":{"correct":true},"retry":{"max_attempts":5,"on":["error","crash","timeout"]})")).code == 1); // case 78: and all are found
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(count(model(out(), i), "wrong"), 10);
            QCOMPARE(count(model(out(), i), "ok"), 90);
            QCOMPARE(model(out(), i)[q("attempts")].toInt(), 100);
        }
    }

    void case83AGoalOnTooFewTasksIsNotHeld()
    {
        const auto outcome = runIt(experiment(R"("threads")", kWait, 10, R"("goals":{"p99_ms":1000})"));
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("RUN_INSUFFICIENT_SAMPLES"), outcome.err.constData());
        QCOMPARE(result(out())[q("verdict")].toObject()[q("outcome")].toString(), q("insufficient"));
    }

    void aWorkerProgramThatIsNoneIsTold_data()
    {
        QTest::addColumn<QString>("worker");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("code");
        QTest::newRow("case 13: missing") << q("/no/such/worker") << 4 << q("WORKER_NOT_FOUND");
        QTest::newRow("case 13: a folder") << q("/tmp") << 4 << q("WORKER_NOT_FOUND");
        QTest::newRow("case 12: it dies at once") << q(ILV_EVIL_PREFIX "dies-at-once") << 5 << q("POOL_CRASH_LOOP");
        QTest::newRow("case 15: another version") << q(ILV_EVIL_PREFIX "old-protocol") << 5 << q("WORKER_VERSION_MISMATCH");
        QTest::newRow("case 53: random bytes") << q(ILV_EVIL_PREFIX "garbage") << 5 << q("POOL_CRASH_LOOP");
        QTest::newRow("case 53: endless output") << q(ILV_EVIL_PREFIX "yes") << 5 << q("POOL_CRASH_LOOP");
    }
    void aWorkerProgramThatIsNoneIsTold()
    {
        QFETCH(QString, worker);
        QFETCH(int, exit);
        QFETCH(QString, code);
        m_program->setVariable(q("INTERLEAVE_WORKER"), worker);
        QElapsedTimer clock;
        clock.start();
        const auto outcome = runIt(experiment(R"("processes")", kWait, 20, R"("settings":{"workers":2})"));
        QCOMPARE(outcome.code, exit);
        QVERIFY2(outcome.err.contains(code.toUtf8()), outcome.err.constData());
        QVERIFY(clock.elapsed() < 15'000);
        if (exit == 5) {
            QCOMPARE(count(model(out()), "not_run"), 20);
            QCOMPARE(disagreement(out()), QString());
        }
    }

    void case19AHostThatWasStoppedSaysSo()
    {
        const auto file = m_program->write(q("fault.interleave.json"), experiment(R"("processes")", R"({"kind":"wait","ms":5})", 1200, R"("settings":{"workers":2,"timeout_ms":1000})", 2));
        QProcess process;
        m_program->start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(out() + q("/outcomes.jsonl")).size() > 0, 60'000);
        const auto host = named(descendants(static_cast<int>(process.processId())), "interleave-host");
        QVERIFY(host > 0);
        QCOMPARE(::kill(host, SIGSTOP), 0);
        QTest::qWait(1500); // the fault itself, nothing is waited for: the host stands still for so long
        QCOMPARE(::kill(host, SIGCONT), 0);
        QVERIFY(CliProgram::ends(process, 60'000));
        QVERIFY(process.exitCode() <= 1);
        QVERIFY(disturbances(model(out())).contains(q("RUN_CLOCK_JUMP")));
        QCOMPARE(count(model(out()), "ok"), 1200); // no time-out for the time nobody ran
    }

    void theWorkersOfAKilledHostAreReaped()
    {
        const auto file = m_program->write(q("fault.interleave.json"), experiment(R"("processes",{"model":"processes","label":"again"})", R"({"kind":"wait","ms":5})", 20'000, R"("settings":{"workers":2})", 2));
        QProcess process;
        m_program->start(process, {q("run"), file, q("--out"), q("out")});
        const auto hostOf = [&process] { return named(childrenOf(static_cast<int>(process.processId())), "interleave-host"); };
        int host = 0; // with both its workers; the one that looks at the machine has none
        QTRY_VERIFY_WITH_TIMEOUT((host = hostOf()) > 0 && childrenOf(host).size() >= 2, 60'000);
        QCOMPARE(::kill(host, SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(hostOf() != host, 60'000);
        const auto ofTheProgram = [&process](const ProcessInfo& one) { return one.parent == process.processId() && one.state == 'Z'; };
        const auto dead = [&] { const auto all = processes(); return std::any_of(all.begin(), all.end(), ofTheProgram); };
        QTRY_VERIFY(!dead());
        QCOMPARE(process.state(), QProcess::Running); // the other trial goes on: it has not ended, but reaped them
        QVERIFY(ilv::test::signalTo(process.processId(), SIGINT));
        QVERIFY(CliProgram::ends(process, 60'000));
    }

    void signalsEndARunHoweverItHangs_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("signals");
        QTest::newRow("case 42: workers that hang") << QByteArray(R"("processes")") << QByteArray("hang") << 1;
        QTest::newRow("case 42: workers deaf to SIGTERM") << QByteArray(R"("processes")") << QByteArray("ignore-term") << 1;
        QTest::newRow("case 42: threads that hang") << QByteArray(R"("threads")") << QByteArray("hang") << 1;
        QTest::newRow("case 43: twice, workers that hang") << QByteArray(R"("processes")") << QByteArray("hang") << 2;
        QTest::newRow("case 43: three times") << QByteArray(R"("threads")") << QByteArray("hang") << 3;
    }
    void signalsEndARunHoweverItHangs()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, fault);
        QFETCH(int, signals);
        const auto file = m_program->write(q("fault.interleave.json"),
            experiment(model, R"({"kind":"wait","ms":2},{"kind":"fault","fault":")" + fault + R"(","at":30})", 20'000, R"("settings":{"workers":2})"));
        QProcess process;
        m_program->start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(content(out() + q("/outcomes.jsonl")).count('\n') > 60, 60'000);
        const auto below = descendants(static_cast<int>(process.processId()));
        QElapsedTimer clock;
        clock.start();
        const auto pid = static_cast<int>(process.processId());
        for (int i = 0; i < signals && process.processId() > 0; ++i) { // 0: it has ended, and was reaped
            QCOMPARE(::kill(pid, SIGINT), 0);
            QTRY_VERIFY(!hasSignal(signalMask(pid, "ShdPnd"), SIGINT)); // signals that come together are one
        }
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 30'000); // it may have ended while we waited
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed()))); // 3 s of the contract, on a busy machine
        QCOMPARE(process.exitCode(), 130);
        if (signals < 3) {
            QCOMPARE(result(out())[q("status")].toString(), q("cancelled"));
            QCOMPARE(disagreement(out()), QString());
        }
        for (const auto one : below)
            QTRY_VERIFY(isGone(one));
    }

    void case44ASignalBeforeTheFirstTask()
    {
        const auto file = m_program->write(q("fault.interleave.json"), experiment(R"("threads")", kWait, 500));
        QProcess process;
        m_program->start(process, {q("run"), file, q("--out"), q("out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(out() + q("/outcomes.jsonl")), 30'000);
        if (process.processId() > 0)
            QVERIFY(ilv::test::signalTo(process.processId(), SIGINT));
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 30'000);
        QVERIFY(process.exitCode() == 130 || process.exitCode() <= 1); // or it was quicker than we
        if (process.exitCode() == 130)
            QCOMPARE(result(out())[q("status")].toString(), q("cancelled"));
    }
};

QTEST_GUILESS_MAIN(CliFaultsTest)
#include "tst_clifaults.moc"
