// SPDX-License-Identifier: GPL-3.0-or-later
#include "console.h"
#include "outcomejournal.h"
#include "outputfolder.h"
#include "progressview.h"
#include "resulttable.h"

#include "base/codes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace ilv;
using namespace ilv::cli;

class CliPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anErrorSaysWhereAsFarAsIsKnown()
    {
        Error e { .code = "FILE_RANGE", .message = "Too many.", .path = "load.tasks", .hint = "At most 10.", .file = "a.json", .line = 3, .column = 7 };
        QCOMPARE(errorLine("error", e), std::string("error FILE_RANGE a.json:3:7 load.tasks: Too many. (At most 10.)\n"));
        e = { .code = "OUT_IO", .message = "Gone." };
        QCOMPARE(errorLine("error", e), std::string("error OUT_IO: Gone.\n"));
        e.message = "a\nb\x1b[31m";
        QCOMPARE(errorLine("error", e), std::string("error OUT_IO: a b [31m\n")); // a terminal is not to be steered
        QCOMPARE(errorJson("error", {.code = "X", .message = "a\"\n"}),
            std::string("{\"code\":\"X\",\"message\":\"a\\\"\\n\",\"file\":\"\",\"line\":0,\"column\":0,\"path\":\"\",\"hint\":\"\"}\n"));
    }

    void codesHaveTheirExitCode_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("exit");
        QTest::newRow("a file") << QStringLiteral("FILE_SYNTAX") << 3;
        QTest::newRow("an output") << QStringLiteral("OUT_DISK_FULL") << 4;
        QTest::newRow("a database") << QStringLiteral("DB_CORRUPT") << 4;
        QTest::newRow("a missing worker") << QStringLiteral("WORKER_NOT_FOUND") << 4;
        QTest::newRow("trust") << QStringLiteral("TRUST_REQUIRED") << 6;
        QTest::newRow("a foreign host") << QStringLiteral("NET_HOST_NOT_ALLOWED") << 6;
        QTest::newRow("our own fault") << QStringLiteral("INTERNAL_ACCOUNTING") << 70;
    }
    void codesHaveTheirExitCode()
    {
        QFETCH(QString, code);
        QFETCH(int, exit);
        QCOMPARE(static_cast<int>(exitFor({.code = code.toStdString(), .message = "m"})), exit);
    }

    void columnsAreCountedAsTheyAreSeen()
    {
        QCOMPARE(width("35.1 µs"), std::size_t {7});
        QCOMPARE(padLeft("µ", 3), std::string("  µ"));
        QCOMPARE(padRight("µ", 3), std::string("µ  "));
        QCOMPARE(cut("abcdef", 6), std::string("abcdef"));
        QCOMPARE(cut("abcdef", 4), std::string("abc…"));
        QCOMPARE(cut("µµµµ", 3), std::string("µµ…"));
    }

    void aTaskIsOneLineWithAllItsAttempts()
    {
        OutcomeLines lines;
        std::string text;
        lines.add("a \"b\"", 2, {0, 1, Outcome::Ok, "", 1'500'000, true}, text);
        QCOMPARE(text, std::string("{\"model\":\"a \\\"b\\\"\",\"trial\":2,\"i\":0,\"status\":\"ok\",\"attempts\":[{\"n\":1,\"outcome\":\"ok\",\"ms\":1.5}]}\n"));
        text.clear();
        lines.add("m", 3, {7, 1, Outcome::Error, "TASK_ERROR", 1'000'000, false}, text);
        lines.add("m", 3, {8, 1, Outcome::Ok, "", 250, true}, text);
        lines.add("m", 3, {7, 2, Outcome::Timeout, "TASK_TIMEOUT", 2'000'000, true}, text);
        QCOMPARE(text, std::string("{\"model\":\"m\",\"trial\":3,\"i\":8,\"status\":\"ok\",\"attempts\":[{\"n\":1,\"outcome\":\"ok\",\"ms\":0.00025}]}\n"
            "{\"model\":\"m\",\"trial\":3,\"i\":7,\"status\":\"timeout\",\"code\":\"TASK_TIMEOUT\",\"attempts\":[{\"n\":1,\"outcome\":\"error\",\"ms\":1},{\"n\":2,\"outcome\":\"timeout\",\"ms\":2}]}\n"));
    }

    void anAttemptMayBeToldAfterTheLast()
    {
        OutcomeLines lines;
        std::string text;
        lines.add("m", 0, {1, 3, Outcome::Ok, "", 3'000'000, true}, text);
        lines.add("m", 0, {1, 2, Outcome::Error, "TASK_ERROR", 2'000'000, false}, text);
        QCOMPARE(text, std::string());
        lines.add("m", 0, {1, 1, Outcome::Error, "TASK_ERROR", 1'000'000, false}, text);
        QCOMPARE(text, std::string("{\"model\":\"m\",\"trial\":0,\"i\":1,\"status\":\"ok\",\"attempts\":[{\"n\":1,\"outcome\":\"error\",\"ms\":1},{\"n\":2,\"outcome\":\"error\",\"ms\":2},{\"n\":3,\"outcome\":\"ok\",\"ms\":3}]}\n"));
        text.clear();
        lines.add("m", 0, {2, 2, Outcome::Ok, "", 1'000'000, true}, text);
        lines.finish(text); // the first never comes: the line must not be lost with it
        QCOMPARE(text, std::string("{\"model\":\"m\",\"trial\":0,\"i\":2,\"status\":\"ok\",\"attempts\":[{\"n\":2,\"outcome\":\"ok\",\"ms\":1}]}\n"));
    }

    void aTaskThatNeverRanHasALineWithoutAttempts()
    {
        OutcomeLines lines;
        std::string text;
        lines.add("m", 0, {1, 0, Outcome::NotRun, "RUN_CANCELLED", 0, true}, text);
        lines.add("m", 0, {2, 1, Outcome::Error, "TASK_ERROR", 1'000'000, false}, text);
        lines.add("m", 0, {2, 0, Outcome::Cancelled, "", 0, true}, text);
        QCOMPARE(text, std::string("{\"model\":\"m\",\"trial\":0,\"i\":1,\"status\":\"not_run\",\"code\":\"RUN_CANCELLED\",\"attempts\":[]}\n"
            "{\"model\":\"m\",\"trial\":0,\"i\":2,\"status\":\"cancelled\",\"attempts\":[{\"n\":1,\"outcome\":\"error\",\"ms\":1}]}\n"));
    }

    void aFullDiskStaysAnError()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        OutcomeJournal journal;
        QVERIFY(journal.open("/dev/full"));
        QVERIFY(journal.add("m", 0, {0, 1, Outcome::Ok, "", 1, true}));
        QVERIFY(!journal.waitsForRoom());
        for (Nanos at = kSecond; at < kSecond + OutcomeJournal::kPatience; at += 100 * kMilli) {
            QVERIFY2(journal.flush(at), "a full disk is waited for");
            QVERIFY(journal.waitsForRoom());
        }
        QVERIFY(!journal.flush(kSecond + OutcomeJournal::kPatience));
        QVERIFY(!journal.waitsForRoom());
        QCOMPARE(journal.add("m", 0, {1, 1, Outcome::Ok, "", 1, true}).error().code, std::string("OUT_DISK_FULL"));
        QVERIFY(!journal.close());
    }

    void theOutputFolderIsMadeRefusedOrCleared()
    {
        QTemporaryDir home;
        const auto path = home.filePath(QStringLiteral("deep/out"));
        auto made = OutputFolder::open(path.toStdString(), false, {});
        QVERIFY(made);
        QCOMPARE(made->path(), path.toStdString());
        QVERIFY(QFileInfo(path + QStringLiteral("/.reserve")).size() == 256 * 1024);
        made->freeReserve();
        QVERIFY(QDir(path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        QVERIFY(made->writeResult("{}"));
        const auto refused = OutputFolder::open(path.toStdString(), false, {});
        QCOMPARE(refused.error().code, std::string("OUT_EXISTS"));
        QFile report(path + QStringLiteral("/report.html")), other(path + QStringLiteral("/notes.txt"));
        QVERIFY(report.open(QIODevice::WriteOnly) && other.open(QIODevice::WriteOnly));
        const auto held = OutputFolder::open(path.toStdString(), true, {"report.html"}); // by another run: by force neither
        QCOMPARE(held ? std::string() : held.error().code, std::string("OUT_EXISTS"));
        QVERIFY(QFile::exists(path + QStringLiteral("/result.json")) && report.exists());
        made = ilv::Error { .code = {}, .message = "it has ended" };
        QVERIFY(OutputFolder::open(path.toStdString(), true, {"report.html"}));
        QVERIFY(!QFile::exists(path + QStringLiteral("/result.json")));
        QVERIFY(!report.exists());
        QVERIFY(other.exists()); // not ours
    }

    void theTableIsAlignedAndNamesWhatFailed()
    {
        ModelSummary good, bad;
        good.label = "sequential";
        good.throughput = {1000, 990, 1030, 6};
        good.latency.p95Ms = 4.27;
        good.counts.planned = 10;
        good.counts.by[0] = 9;
        bad.label = "µ";
        bad.status = ModelStatus::Failed;
        bad.error = Error {.code = "HOST_CRASHED", .message = "It died."};
        const auto text = resultTable({good, bad});
        const auto lines = QString::fromStdString(text).split(QLatin1Char('\n'));
        QCOMPARE(lines[0].size(), lines[1].size());
        QCOMPARE(lines[0].size(), lines[2].size());
        QVERIFY(lines[1].contains(QStringLiteral("±")));
        QVERIFY(lines[2].startsWith(QStringLiteral("µ  ")));
        QVERIFY(lines[3].contains(QStringLiteral("HOST_CRASHED: It died.")));
        QVERIFY(lines[5].startsWith(QStringLiteral("checks  ")) && lines[5].contains(QStringLiteral("unexplained")));
        QVERIFY(lines[6].contains(QStringLiteral(" 0 of 0 "))); // violations are shown when there are none
        QCOMPARE(lines[5].size(), lines[6].size());
        QVERIFY(text.find("too few") == std::string::npos); // nothing was measured: nothing to say of samples
    }

    void tooFewSamplesAreSaid()
    {
        ModelSummary model;
        model.label = "async";
        model.latency.n = 100;
        QVERIFY(resultTable({model}).find("p99: too few: n=100, needs 368 for an interval") != std::string::npos);
        model.latency.n = 368;
        QVERIFY(resultTable({model}).find("too few") == std::string::npos);
    }

    void theVerdictIsSpelledOut()
    {
        Verdict v;
        v.outcome = VerdictOutcome::Pass;
        v.headline = "Use threads";
        v.sentence = "Because.";
        v.reasons = {"one", "two"};
        QCOMPARE(verdictText(v), std::string("\nVerdict: pass. Use threads\nBecause.\n  • one\n  • two\n"));
    }
};

QTEST_APPLESS_MAIN(CliPartsTest)
#include "tst_cliparts.moc"
