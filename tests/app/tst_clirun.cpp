// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of the command line with the real host, worker and service.
#include "cliprogram.h"
#include "runfolder.h"
#include "support/processes.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/types.h>

using namespace ilv::test;
using namespace runfolder;

namespace {

const QByteArray kTiny = R"({"interleave":1,"name":"Tiny","workload":{"stages":[{"kind":"wait","ms":1},{"kind":"compute","kernel":"mix","units":1000}]},
 "models":["sequential","threads"],"load":{"mode":"closed","tasks":40,"in_flight":4},"settings":{"workers":2},"repeats":2,"warmup_tasks":4})";
const QByteArray kLong = R"({"interleave":1,"name":"Long","workload":{"stages":[{"kind":"wait","ms":50}]},
 "models":["sequential","threads"],"load":{"mode":"closed","tasks":2000,"in_flight":2},"settings":{"workers":2}})";
const QByteArray kCrash = R"({"interleave":1,"name":"Crash","workload":{"stages":[{"kind":"wait","ms":1},{"kind":"fault","fault":"crash","at":5}]},
 "models":["sequential","threads"],"load":{"mode":"closed","tasks":20,"in_flight":1},"settings":{"workers":1}})";

QString q(const char* text) { return QString::fromUtf8(text); }

} // namespace

class CliRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTinyRunIsWholeAndItsCountsAddUp()
    {
        const CliProgram program;
        const auto file = program.write(q("tiny.interleave.json"), kTiny);
        const auto out = program.path(q("out"));
        const auto outcome = program.run({q("run"), file, q("--out"), out, q("--export"), q("html,csv")});
        QVERIFY2(outcome.code == 0 || outcome.code == 1, outcome.err.constData());
        QVERIFY(outcome.out.contains("sequential"));
        QVERIFY(outcome.out.contains("Verdict"));
        QVERIFY(outcome.out.contains("result.json"));
        QVERIFY(!outcome.err.contains('\x1b')); // no terminal: plain lines
        const auto result = QJsonDocument::fromJson(content(out + q("/result.json"))).object();
        QCOMPARE(result[q("status")].toString(), q("completed"));
        QCOMPARE(result[q("models")].toArray().size(), 2);
        for (const auto& model : result[q("models")].toArray()) {
            QCOMPARE(model.toObject()[q("counts")].toObject()[q("planned")].toInt(), 80);
            QCOMPARE(model.toObject()[q("counts")].toObject()[q("ok")].toInt(), 80);
        }
        QCOMPARE(content(out + q("/outcomes.jsonl")).count('\n'), 160);
        QCOMPARE(disagreement(out), QString());
        QVERIFY(QFile::exists(out + q("/report.html")));
        QVERIFY(!QFile::exists(out + q("/.reserve")));
    }

    void aRunIsInTheHistoryAndCanBeReportedAgain()
    {
        const CliProgram program;
        const auto file = program.write(q("tiny.interleave.json"), kTiny);
        const auto run = program.run({q("run"), file, q("--only"), q("sequential"), q("--repeats"), q("1"), q("--quiet"), q("--out"), q("out")});
        QVERIFY(run.code == 0 || run.code == 1);
        QVERIFY2(run.err.isEmpty() || run.err.startsWith("warning "), run.err.constData());
        const auto list = QJsonDocument::fromJson(program.run({q("history"), q("--json")}).out).array();
        QCOMPARE(list.size(), 1);
        const auto entry = list.first().toObject();
        QCOMPARE(entry[q("status")].toString(), q("completed"));
        QCOMPARE(entry[q("name")].toString(), q("Tiny"));
        const auto id = entry[q("id")].toString();
        const auto shown = program.run({q("history"), q("show"), id});
        QCOMPARE(shown.code, 0);
        QVERIFY(shown.out.contains("sequential"));
        for (const auto& source : {id, q("out")}) {
            const auto again = program.run({q("report"), source, q("--export"), q("csv"), q("--out"), q("again")});
            QVERIFY2(again.code == 0, again.err.constData());
            QVERIFY(QFile::exists(QString::fromUtf8(again.out).trimmed().startsWith(QLatin1Char('/')) ? QString::fromUtf8(again.out).trimmed() : program.path(QString::fromUtf8(again.out).trimmed())));
        }
        QCOMPARE(program.run({q("history"), q("delete"), id}).code, 0);
        QCOMPARE(QJsonDocument::fromJson(program.run({q("history"), q("--json")}).out).array().size(), 0);
    }

    void forceReplacesAnOldResult()
    {
        const CliProgram program;
        const auto file = program.write(q("tiny.interleave.json"), kTiny);
        QVERIFY(QDir(program.path(QString())).mkdir(q("out")));
        const auto old = program.write(q("out/result.json"), "old");
        const QStringList words {q("run"), file, q("--only"), q("sequential"), q("--repeats"), q("1"), q("--out"), q("out")};
        QCOMPARE(program.run(words).code, 4);
        QCOMPARE(content(old), QByteArray("old"));
        QVERIFY(program.run(words + QStringList {q("--force")}).code <= 1);
        QVERIFY(content(old).contains("completed"));
    }

    void aSignalEndsARunInTimeAndKeepsWhatWasMeasured_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("asked to end") << SIGTERM;
        QTest::newRow("the terminal is closed") << SIGHUP;
    }
    void aSignalEndsARunInTimeAndKeepsWhatWasMeasured()
    {
        QFETCH(int, signal);
        const CliProgram program;
        const auto file = program.write(q("long.interleave.json"), kLong);
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(process.waitForStarted());
        const auto outcomes = program.path(q("out/outcomes.jsonl"));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(outcomes).size() > 0, 60'000); // tasks have ended
        const auto below = descendants(static_cast<int>(process.processId()));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(ilv::test::signalTo(process.processId(), signal));
        QVERIFY(CliProgram::ends(process, 30'000));
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed()))); // a promise of the contract
        QCOMPARE(process.exitCode(), 128 + signal);
        const auto result = QJsonDocument::fromJson(content(program.path(q("out/result.json")))).object();
        QCOMPARE(result[q("status")].toString(), q("cancelled"));
        QCOMPARE(disagreement(program.path(q("out"))), QString());
        for (const auto pid : below)
            QTRY_VERIFY(isGone(pid));
    }

    void nothingOutlivesAProgramThatIsKilled()
    {
        const CliProgram program;
        const auto file = program.write(q("long.interleave.json"), QByteArray(kLong).replace("\"threads\"", "\"processes\"").replace("\"sequential\",", ""));
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(program.path(q("out/outcomes.jsonl"))).size() > 0, 60'000);
        const auto below = descendants(static_cast<int>(process.processId()));
        QVERIFY(below.size() >= 2); // a host and its workers
        process.kill();
        QVERIFY(CliProgram::ends(process, 10'000));
        for (const auto pid : below)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 10'000);
        QVERIFY(!QFile::exists(program.path(q("out/result.json")))); // it did not end, so it says nothing
    }

    void case89AMillionTasks()
    {
        const CliProgram program;
        const auto file = program.write(q("many.interleave.json"), R"({"interleave":1,"name":"Many","workload":{"stages":[{"kind":"compute","kernel":"mix","units":0}]},
            "models":["threads"],"load":{"mode":"closed","tasks":1000000,"in_flight":64},"settings":{"workers":2}})");
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("out"), q("--export"), q("html,csv")});
        QVERIFY(CliProgram::ends(process, 120'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QCOMPARE(count(model(program.path(q("out"))), "ok"), 1'000'000);
        QVERIFY(content(program.path(q("out/report.html"))).trimmed().endsWith("</html>"));
        rusage used {};
        QCOMPARE(::getrusage(RUSAGE_CHILDREN, &used), 0);
        QVERIFY2(used.ru_maxrss < 600'000, qPrintable(QString::number(used.ru_maxrss))); // KiB, of the largest below us
    }

    void aCrashInAModelEndsThatModelOnly()
    {
        const CliProgram program;
        const auto file = program.write(q("crash.interleave.json"), QByteArray(kCrash).replace("\"threads\"", "\"processes\""));
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        // No goal was set, so none was missed: the failures are told in the verdict's reasons.
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(disagreement(program.path(q("out"))), QString());
        const auto models = QJsonDocument::fromJson(content(program.path(q("out/result.json")))).object()[q("models")].toArray();
        const auto sequential = models[0].toObject()[q("counts")].toObject(), processes = models[1].toObject()[q("counts")].toObject();
        QCOMPARE(sequential[q("crashed")].toInt(), 1);
        QVERIFY(sequential[q("ok")].toInt() <= 5); // fewer where the host died before it could tell
        QCOMPARE(sequential[q("ok")].toInt() + sequential[q("not_run")].toInt(), 19);
        QCOMPARE(processes[q("ok")].toInt(), 19);
        QCOMPARE(processes[q("crashed")].toInt(), 1);
    }

    void everyAttemptOfEveryTaskIsInItsLine()
    {
        const CliProgram program;
        const auto file = program.write(q("retry.interleave.json"), R"({"interleave":1,"name":"Retry","workload":{"stages":[{"kind":"fault","fault":"throw"}]},
            "models":["sequential","threads"],"load":{"mode":"closed","tasks":30,"in_flight":2},"settings":{"workers":2},
            "retry":{"max_attempts":5,"on":["error"],"backoff_ms":1}})");
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QVERIFY2(outcome.code == 1, outcome.err.constData());
        QCOMPARE(disagreement(program.path(q("out"))), QString());
        const auto lines = content(program.path(q("out/outcomes.jsonl"))).trimmed().split('\n');
        QCOMPARE(lines.size(), 60);
        for (const auto& line : lines) {
            const auto task = QJsonDocument::fromJson(line).object();
            QCOMPARE(task[q("status")].toString(), q("error"));
            QCOMPARE(task[q("attempts")].toArray().size(), 5);
        }
    }

    void aRunInWhichEverythingCrashesIsFive()
    {
        const CliProgram program;
        const auto file = program.write(q("crash.interleave.json"), kCrash);
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QCOMPARE(outcome.code, 5);
        QVERIFY(outcome.err.contains("HOST_CRASHED"));
        const auto result = QJsonDocument::fromJson(content(program.path(q("out/result.json")))).object();
        QCOMPARE(result[q("status")].toString(), q("aborted"));
        QCOMPARE(disagreement(program.path(q("out"))), QString());
    }
};

QTEST_GUILESS_MAIN(CliRunTest)
#include "tst_clirun.moc"
