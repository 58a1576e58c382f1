// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs in surroundings that are not as they should be: no home, no terminal, no descriptors, no temporary folder, a
// worker that fails at first, an output folder that another run has. Each a case of reliability §3.1 by its number.
#include "cliprogram.h"
#include "runfolder.h"
#include "smalldisk.h"

#include "support/processes.h"

#include <QtTest>

#include <algorithm>
#include <climits>
#include <cmath>
#include <csignal>
#include <sys/resource.h>
#include <linux/close_range.h>
#include <unistd.h>

using namespace runfolder;

namespace {

QString q(const char* text) { return QString::fromUtf8(text); }

QByteArray experiment(const QByteArray& stages, int tasks)
{
    return R"({"interleave":1,"name":"Surroundings","workload":{"stages":[)" + stages + R"(]},"models":["processes"],
        "load":{"mode":"closed","tasks":)" + QByteArray::number(tasks) + R"(,"in_flight":2},"settings":{"workers":2}})";
}

const QByteArray kWait = R"({"kind":"wait","ms":1})";

enum class Odd { NoInput, NoOutput, NothingOpen, ReaderGone, FewDescriptors };

void arrange(Odd odd)
{
    int ends[2];
    switch (odd) {
    case Odd::NothingOpen:
        ::close(STDERR_FILENO);
        ::close(STDOUT_FILENO);
        [[fallthrough]];
    case Odd::NoInput:
        ::close(STDIN_FILENO);
        break;
    case Odd::NoOutput:
        ::close(STDOUT_FILENO);
        break;
    case Odd::ReaderGone:
        if (::pipe(ends) == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[1]);
            ::close(ends[0]);
        }
        break;
    case Odd::FewDescriptors: {
        const rlimit limit { 16, 16 };
        ::close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC); // whatever whoever runs this test has open
        ::setrlimit(RLIMIT_NOFILE, &limit);
        break;
    }
    }
}

} // namespace

class CliSurroundingsTest : public QObject {
    Q_OBJECT

    static void refusesToRun(const CliProgram& program, const QString& file, const QByteArray& code)
    {
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QCOMPARE(outcome.code, 4);
        QVERIFY2(outcome.err.contains(code), outcome.err.constData());
        const auto whole = result(program.path(q("out")));
        QCOMPARE(whole[q("status")].toString(), q("aborted"));
        QCOMPARE(whole[q("error")].toObject()[q("code")].toString().toUtf8(), code);
    }

private Q_SLOTS:
    void case99StandardStreamsAndDescriptors_data()
    {
        QTest::addColumn<Odd>("odd");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("status");
        QTest::newRow("case 99: stdin is closed") << Odd::NoInput << 0 << q("completed");
        QTest::newRow("case 99: stdout is closed, and so the table is lost") << Odd::NoOutput << 4 << q("completed");
        QTest::newRow("case 99: nothing is open at all") << Odd::NothingOpen << 4 << q("completed");
        QTest::newRow("case 99: the reader went away, as head does") << Odd::ReaderGone << 0 << q("completed");
        QTest::newRow("case 99: too few descriptors for a host") << Odd::FewDescriptors << 5 << q("aborted");
    }
    void case99StandardStreamsAndDescriptors()
    {
        QFETCH(Odd, odd);
        QFETCH(int, exit);
        QFETCH(QString, status);
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), experiment(kWait, 40));
        QProcess process;
        process.setChildProcessModifier([odd] { arrange(odd); });
        program.start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(CliProgram::ends(process, 60'000));
        const auto words = process.readAllStandardError();
        QVERIFY2(process.exitCode() == exit || (exit == 0 && process.exitCode() == 1), words.constData());
        QCOMPARE(result(program.path(q("out")))[q("status")].toString(), status);
        QCOMPARE(disagreement(program.path(q("out"))), QString());
        QCOMPARE(status == q("aborted"), words.contains("Too many open files"));
    }

    void case100NoPlatformNorHomeIsNeeded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value"); // null: it is not set
        QTest::newRow("case 100: a platform that is none") << q("QT_QPA_PLATFORM") << q("nonsense");
        QTest::newRow("case 99: no home") << q("HOME") << QString();
        QTest::newRow("case 99: an empty home") << q("HOME") << q("");
        QTest::newRow("case 99: a home that is not there") << q("HOME") << q("/nonexistent");
        QTest::newRow("case 102: a folder for temporary files without programs") << q("TMPDIR") << q("/proc");
    }
    void case100NoPlatformNorHomeIsNeeded()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        CliProgram program;
        if (name == q("HOME")) // the history goes wherever it finds a place, and else nowhere
            program.unsetVariable(q("XDG_DATA_HOME"));
        if (value.isNull())
            program.unsetVariable(name);
        else
            program.setVariable(name, value);
        const auto file = program.write(q("s.interleave.json"), experiment(kWait, 40));
        const auto outcome = program.run({q("run"), file, q("--out"), q("out"), q("--db"), program.path(q("h.db"))});
        QVERIFY2(outcome.code == 0 || outcome.code == 1, outcome.err.constData());
        QCOMPARE(result(program.path(q("out")))[q("status")].toString(), q("completed"));
        QCOMPARE(disagreement(program.path(q("out"))), QString());
    }

    void case102TemporaryFilesThatCannotBe_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("case 102: the folder is missing") << q("nowhere") << QByteArray("OUT_UNWRITABLE");
        QTest::newRow("case 102: it is a file") << q("s.interleave.json") << QByteArray("OUT_UNWRITABLE");
        QTest::newRow("case 102: nothing can be made in it") << q("/proc") << QByteArray("OUT_UNWRITABLE");
    }
    void case102TemporaryFilesThatCannotBe()
    {
        QFETCH(QString, folder);
        QFETCH(QByteArray, code);
        CliProgram program;
        const auto file = program.write(q("s.interleave.json"), experiment(R"({"kind":"read","bytes":65536})", 40));
        program.setVariable(q("TMPDIR"), folder.startsWith(QLatin1Char('/')) ? folder : program.path(folder));
        refusesToRun(program, file, code);
    }

    void case102ATemporaryFolderThatIsFull()
    {
        CliProgram program;
        const auto file = program.write(q("s.interleave.json"), experiment(R"({"kind":"read","bytes":65536})", 40));
        const SmallDisk disk(program.path(q("full")), 16);
        if (!canBeUsed(disk))
            return;
        program.setVariable(q("TMPDIR"), disk.path);
        refusesToRun(program, file, "OUT_DISK_FULL");
    }

    void case95AHistoryThatMayNotBeWrittenCostsNoRun()
    {
        CliProgram program;
        const auto file = program.write(q("s.interleave.json"), experiment(kWait, 40));
        QVERIFY(program.run({q("run"), file, q("--out"), q("first")}).code <= 1); // there is a history now
        const auto data = program.path(q("data")).toUtf8();
        if (!mountsAreOurOwn() || ::mount(data.constData(), data.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("mounting a folder is not allowed here");
        const auto release = qScopeGuard([&] { ::umount2(data.constData(), MNT_DETACH); });
        QCOMPARE(::mount(nullptr, data.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), 0);
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QVERIFY2(outcome.code <= 1 && outcome.err.contains("DB_READONLY"), outcome.err.constData());
        QCOMPARE(result(program.path(q("out")))[q("status")].toString(), q("completed"));
        QCOMPARE(disagreement(program.path(q("out"))), QString());
    }

    void case16AWorkerThatFailsAtFirstIsStartedAgain()
    {
        CliProgram program;
        const auto worker = program.write(q("worker"), "#!/bin/sh\nmkdir '" + program.path(q("once")).toUtf8()
                + "' 2>/dev/null && exit 1\nexec '" ILV_BIN_DIR "/interleave-worker' \"$@\"\n");
        QVERIFY(QFile::setPermissions(worker, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        program.setVariable(q("INTERLEAVE_WORKER"), worker);
        const auto file = program.write(q("s.interleave.json"), experiment(kWait, 300));
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QVERIFY2(outcome.code <= 1, outcome.err.constData());
        const auto one = model(program.path(q("out")));
        QCOMPARE(count(one, "ok"), 300);
        const auto pool = one[q("pool")].toObject();
        QCOMPARE(pool[q("spawned")].toInt(), 3);
        QCOMPARE(pool[q("restarts")].toInt(), 1);
        QCOMPARE(disturbances(one), QStringList {q("WORKER_CRASHED")});
    }

    void case88AnOutputFolderBelongsToOneRun()
    {
        const CliProgram program;
        const auto longer = program.write(q("long.interleave.json"), experiment(R"({"kind":"wait","ms":20})", 100'000));
        const auto file = program.write(q("s.interleave.json"), experiment(kWait, 40));
        QVERIFY(QFile::link(program.path(q("out")), program.path(q("other"))));
        QProcess process;
        program.start(process, {q("run"), longer, q("--out"), q("out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(program.path(q("out/outcomes.jsonl"))).size() > 0, 60'000);
        for (const char* name : {"out", "other"}) {
            const auto outcome = program.run({q("run"), file, q("--out"), q(name), q("--force")});
            QCOMPARE(outcome.code, 4);
            QVERIFY2(outcome.err.contains("OUT_EXISTS") && outcome.err.contains("Another run"), outcome.err.constData());
        }
        QVERIFY(ilv::test::signalTo(process.processId(), SIGINT));
        QVERIFY(CliProgram::ends(process, 60'000));
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(count(model(program.path(q("out"))), "ok") > 0, true);
        QCOMPARE(disagreement(program.path(q("out"))), QString()); // nobody has touched it
        QVERIFY(program.run({q("run"), file, q("--out"), q("out"), q("--force")}).code <= 1); // and now it is free
    }

    void case90TheTableIsThatOfTheResult()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), experiment(R"({"kind":"wait","ms":2,"spread":"exponential"})", 400));
        const auto outcome = program.run({q("run"), file, q("--out"), q("out"), q("--export"), q("csv")});
        QVERIFY2(outcome.code <= 1, outcome.err.constData());
        const auto rows = content(program.path(q("out/report.csv"))).trimmed().split('\n');
        QCOMPARE(rows.size(), 2);
        const auto names = rows[0].trimmed().split(','), values = rows[1].trimmed().split(',');
        const auto field = [&](const char* name) { return values.value(names.indexOf(QByteArray(name))); };
        const auto one = model(program.path(q("out")));
        for (const char* name : {"planned", "ok", "wrong", "error", "timeout", "crashed", "cancelled", "not_run"})
            QCOMPARE(field(name).toInt(), count(one, name));
        // And both are what the outcomes say: the nearest rank, within the histogram's three digits. A row tells the
        // attempt's time, which begins after the task was meant to start: later on a busy machine, so there is room above.
        std::vector<double> times;
        for (const auto& line : content(program.path(q("out/outcomes.jsonl"))).trimmed().split('\n'))
            times.push_back(QJsonDocument::fromJson(line).object()[q("attempts")].toArray()[0].toObject()[q("ms")].toDouble());
        std::sort(times.begin(), times.end());
        QCOMPARE(times.size(), std::size_t { 400 });
        const double stored = one[q("latency_ms")].toObject()[q("p95")].toDouble();
        QCOMPARE(field("p95_ms").toDouble(), stored);
        QVERIFY2(stored >= 0.998 * times[377] && stored <= 1.002 * times[389],
            qPrintable(QStringLiteral("%1, and %2 to %3").arg(stored).arg(times[377]).arg(times[389])));
    }
};

QTEST_GUILESS_MAIN(CliSurroundingsTest)
#include "tst_clisurroundings.moc"
