// SPDX-License-Identifier: GPL-3.0-or-later
// Files out and the history when the disk is full, the program is killed, the database is not what it should be.
#include "cliprogram.h"
#include "runfolder.h"
#include "smalldisk.h"
#include "support/processes.h"

#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace ilv::test;
using namespace runfolder;

namespace {

QString q(const char* text) { return QString::fromUtf8(text); }

QByteArray waits(int tasks, double ms = 0.2)
{
    return R"({"interleave":1,"name":"Storage","workload":{"stages":[{"kind":"wait","ms":)" + QByteArray::number(ms) + R"(}]},"models":["async"],
        "load":{"mode":"closed","tasks":)" + QByteArray::number(tasks) + R"(,"in_flight":64}})";
}

/// SQL from outside.
class Database {
public:
    explicit Database(const QString& path)
    {
        auto db = QSqlDatabase::addDatabase(q("QSQLITE"), m_name);
        db.setDatabaseName(path);
        db.setConnectOptions(q("QSQLITE_BUSY_TIMEOUT=10000"));
        if (!db.open())
            qFatal("no database");
    }
    ~Database()
    {
        QSqlDatabase::database(m_name).close();
        QSqlDatabase::removeDatabase(m_name);
    }
    QString ask(const char* sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name));
        return query.exec(q(sql)) && query.next() ? query.value(0).toString() : QString();
    }

private:
    QString m_name = QStringLiteral("outside");
};

} // namespace

class CliStorageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void case84AFullDiskIsFour()
    {
        const CliProgram program;
        const SmallDisk disk(program.path(q("small")), 512);
        if (!canBeUsed(disk))
            return;
        const auto file = program.write(q("s.interleave.json"), waits(40'000));
        const auto outcome = program.run({q("run"), file, q("--out"), q("small/out")});
        QCOMPARE(outcome.code, 4);
        QVERIFY2(outcome.err.contains("OUT_DISK_FULL"), outcome.err.constData());
        const auto whole = result(program.path(q("small/out"))); // through the reserve
        QCOMPARE(whole[q("status")].toString(), q("aborted"));
        QCOMPARE(whole[q("error")].toObject()[q("code")].toString(), q("OUT_DISK_FULL"));
    }

    void case85NoDiskSizeMakesAFalseResult()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(6'000));
        struct Try {
            Try(QString folder, int kib)
                : disk(std::move(folder), kib)
            {
            }
            SmallDisk disk;
            QProcess process;
        };
        std::vector<std::unique_ptr<Try>> tries; // all at once: a full disk is waited for
        for (const int kib : {16, 64, 200, 260, 280, 300, 400, 600, 900, 1500, 2500, 4000}) {
            auto& one = *tries.emplace_back(std::make_unique<Try>(program.path(QStringLiteral("small%1").arg(kib)), kib));
            if (!canBeUsed(one.disk))
                return;
            program.start(one.process, {q("run"), file, q("--out"), one.disk.path + q("/out"), q("--export"), q("html,csv")});
        }
        int good = 0, full = 0;
        for (const auto& one : tries) {
            QVERIFY(CliProgram::ends(one->process, 100'000));
            const QString folder = one->disk.path + q("/out");
            if (one->process.exitCode() <= 1) {
                ++good;
                QCOMPARE(result(folder)[q("status")].toString(), q("completed"));
                QCOMPARE(disagreement(folder), QString());
                QVERIFY(content(folder + q("/report.html")).trimmed().endsWith("</html>"));
            } else {
                ++full;
                QCOMPARE(one->process.exitCode(), 4);
                const auto words = one->process.readAllStandardError();
                QVERIFY2(words.contains("OUT_DISK_FULL"), words.constData());
                const auto text = content(folder + q("/result.json"));
                QVERIFY(text.isEmpty() || !QJsonDocument::fromJson(text).isNull()); // none, or a whole one
            }
        }
        QVERIFY(good >= 1 && full >= 2);
    }

    void aDiskThatIsFullForAWhileCostsNothing()
    {
        const CliProgram program;
        const SmallDisk disk(program.path(q("small")), 4096);
        if (!canBeUsed(disk))
            return;
        QFile filler(program.path(q("small/filler")));
        QVERIFY(filler.open(QIODevice::WriteOnly));
        QCOMPARE(filler.write(QByteArray(3'500'000, 'x')), 3'500'000);
        filler.close();
        const auto file = program.write(q("s.interleave.json"), waits(20'000));
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("small/out")});
        QByteArray words;
        QTRY_VERIFY_WITH_TIMEOUT((words += process.readAllStandardError()).contains("tried again each second"), 60'000);
        QVERIFY(filler.remove());
        QVERIFY(CliProgram::ends(process, 60'000));
        words += process.readAllStandardError();
        QVERIFY2(process.exitCode() <= 1, words.constData());
        QCOMPARE(result(program.path(q("small/out")))[q("status")].toString(), q("completed"));
        QCOMPARE(disagreement(program.path(q("small/out"))), QString());
    }

    void whereNoResultFitsItsCountsAreSaid()
    {
        const CliProgram program;
        const SmallDisk disk(program.path(q("small")), 300);
        if (!canBeUsed(disk))
            return;
        const auto file = program.write(q("s.interleave.json"), waits(4'000, 40));
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("small/out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(program.path(q("small/out/outcomes.jsonl"))), 20'000); // the reserve is whole
        QVERIFY(QFile::remove(program.path(q("small/out/.reserve"))));
        QFile filler(program.path(q("small/filler"))); // takes what the reserve had kept
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (filler.write(QByteArray(4096, 'x')) == 4096) { }
        QVERIFY(CliProgram::ends(process, 60'000));
        const auto words = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 4);
        QVERIFY2(words.contains("OUT_DISK_FULL"), words.constData());
        QVERIFY(!QFile::exists(program.path(q("small/out/result.json"))));
        const auto at = words.indexOf("{\"run\"");
        QVERIFY2(at >= 0, words.constData());
        const auto line = QJsonDocument::fromJson(words.mid(at, words.indexOf('\n', at) - at)).object();
        const auto counts = line[q("models")].toArray()[0].toObject()[q("counts")].toObject();
        QCOMPARE(counts[q("planned")].toInt(), 4'000);
        int sum = 0;
        for (const auto& key : counts.keys())
            sum += key == q("planned") ? 0 : counts[key].toInt();
        QCOMPARE(sum, 4'000);
    }

    void aFileThatMayNotGrowIsFour()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(20'000));
        QProcess process;
        process.setChildProcessModifier([] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit { 300'000, 300'000 };
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
        program.start(process, {q("run"), file, q("--out"), q("out")});
        QVERIFY(CliProgram::ends(process, 60'000));
        QCOMPARE(process.exitCode(), 4);
        QVERIFY(process.readAllStandardError().contains("OUT_IO"));
    }

    void case49ManyKillsOverOneDatabase()
    {
        constexpr int kKills = 20;
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(100'000, 1));
        const auto db = program.path(q("h.db"));
        for (int i = 0; i < kKills; ++i) {
            QProcess process;
            program.start(process, {q("run"), file, q("--db"), db, q("--quiet")});
            QVERIFY(process.waitForStarted());
            bool hasHost = i % 2 != 0; // half of them are killed once they have had one: there is none between two trials
            QTRY_VERIFY_WITH_TIMEOUT((hasHost = hasHost || !childrenOf(static_cast<int>(process.processId())).empty()), 20'000);
            QTest::qWait(i * 7); // not to wait for anything: another moment of its life each time
            process.kill();
            QVERIFY(CliProgram::ends(process, 10'000));
        }
        const auto list = QJsonDocument::fromJson(program.run({q("history"), q("list"), q("--json"), q("--db"), db}).out).array();
        for (const auto& entry : list)
            QCOMPARE(entry.toObject()[q("status")].toString(), q("interrupted"));
        QVERIFY(list.size() >= kKills / 2);
        const auto id = list.first().toObject()[q("id")].toString();
        const auto shown = program.run({q("history"), q("show"), id, q("--db"), db});
        QVERIFY2(shown.err.contains("RUN_INTERRUPTED"), shown.err.constData());
        Database database(db);
        QCOMPARE(database.ask("PRAGMA integrity_check"), q("ok"));
        QCOMPARE(database.ask("SELECT count(*) FROM runs WHERE status = 'running'"), q("0"));
        QVERIFY(QDir(program.path(QString())).entryList({q("*quarantine*")}).isEmpty());
    }

    void case50AKillNeverLeavesHalfAResult()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(300));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(program.run({q("run"), file, q("--out"), q("whole")}).code <= 1);
        const auto usual = clock.elapsed();
        int with = 0, without = 0;
        for (int i = 0; i < 16; ++i) {
            const auto out = QStringLiteral("out%1").arg(i);
            QProcess process;
            program.start(process, {q("run"), file, q("--out"), out});
            QVERIFY(process.waitForStarted());
            // Half of the moments around its end, when the result is being written.
            const bool ended = process.waitForFinished(static_cast<int>(i % 2 == 0 ? usual * i / 16 : usual - 24 + 3 * i));
            if (!ended)
                process.kill();
            QVERIFY(ended || process.waitForFinished(10'000));
            const auto text = content(program.path(out + q("/result.json")));
            (text.isEmpty() ? without : with)++;
            if (!text.isEmpty()) {
                QCOMPARE(result(program.path(out))[q("status")].toString(), q("completed"));
                QCOMPARE(disagreement(program.path(out)), QString());
            }
        }
        QVERIFY(without > 0);
    }

    void aDatabaseThatIsNoneDoesNotStopARun_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        QTest::newRow("case 91: garbage") << QByteArray("this is no database at all").repeated(100) << q("DB_CORRUPT");
        QTest::newRow("case 91: cut off") << QByteArray("SQLite format 3\0", 16) + QByteArray(60, 'x') << q("DB_CORRUPT");
    }
    void aDatabaseThatIsNoneDoesNotStopARun()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        const CliProgram program;
        const auto db = program.write(q("h.db"), bytes);
        const auto file = program.write(q("s.interleave.json"), waits(50));
        const auto outcome = program.run({q("run"), file, q("--db"), db, q("--out"), q("out")});
        QVERIFY2(outcome.code <= 1, outcome.err.constData());
        QVERIFY2(outcome.err.contains(code.toUtf8()), outcome.err.constData());
        const auto aside = QDir(program.path(QString())).entryList({q("h.quarantine-*.db")});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(content(program.path(aside.first())), bytes); // not one byte is changed
    }

    void case92FourEnginesAtOnce()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(200));
        const auto db = program.path(q("h.db"));
        QList<QProcess*> all;
        QObject owner;
        for (int i = 0; i < 4; ++i) {
            all << new QProcess(&owner);
            program.start(*all.last(), {q("run"), file, q("--db"), db, q("--out"), QStringLiteral("out%1").arg(i)});
        }
        for (auto* process : all) {
            QVERIFY(CliProgram::ends(*process, 90'000));
            QVERIFY2(process->exitCode() <= 1, process->readAllStandardError().constData());
        }
        Database database(db);
        QCOMPARE(database.ask("PRAGMA integrity_check"), q("ok"));
        QCOMPARE(database.ask("SELECT count(*) FROM runs JOIN results ON run = id WHERE status = 'completed'"), q("4"));
    }

    void case93ALockOfAnotherProgramCostsNoRun()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(50));
        const auto db = program.path(q("h.db"));
        QVERIFY(program.run({q("run"), file, q("--db"), db}).code <= 1);
        Database database(db);
        database.ask("BEGIN EXCLUSIVE");
        const auto outcome = program.run({q("run"), file, q("--db"), db, q("--out"), q("out")});
        database.ask("ROLLBACK");
        QVERIFY2(outcome.err.contains("DB_BUSY"), outcome.err.constData());
        QCOMPARE(result(program.path(q("out")))[q("status")].toString(), q("completed"));
        QVERIFY(program.run({q("run"), file, q("--db"), db}).code <= 1); // and it goes on afterwards
        QCOMPARE(database.ask("PRAGMA integrity_check"), q("ok"));
    }

    void case96AFullDiskOfTheHistoryCostsNoRun()
    {
        const CliProgram program;
        const SmallDisk disk(program.path(q("small")), 96);
        if (!canBeUsed(disk))
            return;
        const auto file = program.write(q("s.interleave.json"), waits(400));
        QByteArray words;
        for (int i = 0; i < 6 && !words.contains("DB_FULL"); ++i) {
            const auto outcome = program.run({q("run"), file, q("--db"), q("small/h.db"), q("--out"), q("out"), q("--force")});
            words += outcome.err;
            QCOMPARE(result(program.path(q("out")))[q("status")].toString(), q("completed"));
            QVERIFY2(outcome.code <= 1 || outcome.code == 4, outcome.err.constData());
        }
        QVERIFY2(words.contains("DB_FULL"), words.constData());
    }

    void case97TheDatabaseIsDeletedUnderTheRun()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), waits(4'000, 50));
        const auto db = program.path(q("h.db"));
        QProcess process;
        program.start(process, {q("run"), file, q("--db"), db, q("--out"), q("out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(program.path(q("out/outcomes.jsonl"))).size() > 0, 60'000);
        QVERIFY(QFile::remove(db));
        QVERIFY(CliProgram::ends(process, 60'000));
        QVERIFY2(process.exitCode() <= 1, process.readAllStandardError().constData());
        QCOMPARE(disagreement(program.path(q("out"))), QString());
    }

    void case94AKillDuringAMigration()
    {
        const CliProgram program;
        for (int i = 0; i < 12; ++i) {
            const auto db = program.path(QStringLiteral("h%1.db").arg(i));
            {
                Database old(db);
                for (const char* sql : {"CREATE TABLE runs (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, started_at TEXT NOT NULL, status TEXT NOT NULL, verdict TEXT NOT NULL, model TEXT NOT NULL, sentence TEXT NOT NULL, folder TEXT NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, boot TEXT NOT NULL) STRICT",
                         "CREATE TABLE results (run TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE, packing TEXT NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL) STRICT",
                         "INSERT INTO runs VALUES ('r1','old','2026-01-01T00:00:00Z','completed','pass','threads','','',1,1,'')",
                         "PRAGMA application_id = 1229739602", "PRAGMA user_version = 1"})
                    old.ask(sql);
            }
            QProcess process;
            program.start(process, {q("history"), q("list"), q("--db"), db});
            QVERIFY(process.waitForStarted());
            if (!process.waitForFinished(8 + 3 * i)) {
                process.kill();
                QVERIFY(CliProgram::ends(process, 10'000));
            }
            {
                Database now(db);
                QCOMPARE(now.ask("PRAGMA integrity_check"), q("ok"));
                const auto version = now.ask("PRAGMA user_version");
                QVERIFY2(version == q("1") || version == q("2"), qPrintable(version)); // old or new, never half
                QCOMPARE(now.ask("SELECT count(*) FROM pragma_table_info('runs') WHERE name = 'finished_at'"), version == q("2") ? q("1") : q("0"));
                QVERIFY(version == q("1") || QFileInfo::exists(program.path(QStringLiteral("h%1.v1.bak").arg(i))));
            }
            const auto after = program.run({q("history"), q("list"), q("--json"), q("--db"), db});
            QCOMPARE(QJsonDocument::fromJson(after.out).array().size(), 1);
        }
    }
};

QTEST_GUILESS_MAIN(CliStorageTest)
#include "tst_clistorage.moc"
