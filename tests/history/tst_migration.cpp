// SPDX-License-Identifier: GPL-3.0-or-later
// Histories of an earlier version, full disks and long lists (reliability §2.8).
#include "historyrig.h"

#include "history/historyfile.h"
#include "history/historyschema.h"
#include "history/sqlconnection.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace historyrig;
using namespace std::chrono_literals;

namespace {

/// A file as version 1 made it, with one run.
void makeVersion1(const QString& path, bool whole = true)
{
    Outside old(path);
    if (whole)
        old.ask(QStringLiteral("CREATE TABLE runs (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, started_at TEXT NOT NULL, "
                               "status TEXT NOT NULL, verdict TEXT NOT NULL, model TEXT NOT NULL, sentence TEXT NOT NULL, folder TEXT "
                               "NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, boot TEXT NOT NULL) STRICT"));
    old.ask(QStringLiteral("CREATE TABLE results (run TEXT PRIMARY KEY NOT NULL, packing TEXT NOT NULL, bytes INTEGER NOT NULL, "
                           "data BLOB NOT NULL) STRICT"));
    if (whole)
        old.ask(QStringLiteral("INSERT INTO runs VALUES ('r1', 'old', '2026-01-01T00:00:00Z', 'completed', 'pass', 'threads', '', '', 1, 1, '')"));
    old.ask(QStringLiteral("PRAGMA application_id = %1").arg(schema::kApplicationId));
    old.ask(QStringLiteral("PRAGMA user_version = 1"));
}

} // namespace

class TestMigration : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.db"));
    }

    void anOlderHistoryIsBroughtUpToDateAndACopyKept()
    {
        makeVersion1(m_path);
        {
            const auto history = History::open(m_path.toStdString());
            QVERIFY2(history.ok(), history.ok() ? "" : history.error().message.c_str());
            const auto runs = (*history)->list();
            QCOMPARE(runs->size(), std::size_t { 1 });
            QCOMPARE(runs->front().id, std::string("r1"));
            QCOMPARE(runs->front().finishedAtUtc, std::string());
            QVERIFY((*history)->begin(entry("r2", "2026-02-01T00:00:00Z")));
            QVERIFY((*history)->finish(finished("r2", "2026-02-01T00:00:00Z"), "{}"));
            QVERIFY((*history)->list()->front().finishedAtUtc.starts_with("20"));
        }
        QCOMPARE(Outside(m_path).ask(QStringLiteral("PRAGMA user_version")).toInt(), schema::kVersion);
        const QString copy = text(historyfile::backupOf(m_path.toStdString(), 1));
        QCOMPARE(QFileInfo(copy).fileName(), QStringLiteral("history.v1.bak"));
        QCOMPARE(Outside(copy).ask(QStringLiteral("PRAGMA user_version")).toInt(), 1);
        QCOMPARE(Outside(copy).ask(QStringLiteral("SELECT count(*) FROM runs")).toInt(), 1);
        QCOMPARE(modeOf(copy), mode_t { 0600 });
    }

    void whatCannotBeBroughtUpToDateStaysAsItWas()
    {
        makeVersion1(m_path, false); // a file with our mark that lacks a table
        const QByteArray before = bytesOf(m_path);
        const auto history = History::open(m_path.toStdString());
        QVERIFY(!history);
        QCOMPARE(history.error().code, std::string("DB_MIGRATION_FAILED"));
        QCOMPARE(bytesOf(m_path), before);
        QCOMPARE(Outside(m_path).ask(QStringLiteral("PRAGMA user_version")).toInt(), 1);
    }

    void aKilledTryIsForgotten()
    {
        makeVersion1(m_path);
        put(m_folder->filePath(QStringLiteral("history.v1.bak.part")), "half of a copy");
        QVERIFY(History::open(m_path.toStdString()).ok());
        QVERIFY(!QFileInfo::exists(m_folder->filePath(QStringLiteral("history.v1.bak.part"))));
    }

    void aFullDiskIsNamed()
    {
        SqlConnection connection;
        QVERIFY(connection.open(m_path.toStdString(), SqlConnection::Mode::ReadWrite, 1s));
        QVERIFY(connection.run(QStringLiteral("CREATE TABLE t (b BLOB)")));
        QVERIFY(connection.run(QStringLiteral("PRAGMA max_page_count = 4")));
        const auto full = connection.run(QStringLiteral("INSERT INTO t VALUES (zeroblob(100000))"));
        QVERIFY(!full);
        QCOMPARE(full.error().code, std::string("DB_FULL"));
    }

    void aRunThatWasInterruptedSaysSo()
    {
        const auto history = History::open(m_path.toStdString());
        QVERIFY((*history)->begin(entry("gone")));
        QVERIFY((*history)->begin(entry("here")));
        Outside(m_path).ask(QStringLiteral("UPDATE runs SET boot = 'another' WHERE id = 'gone'"));
        const auto result = (*history)->resultJson("gone");
        QCOMPARE(result.error().code, std::string("RUN_INTERRUPTED"));
        QVERIFY(result.error().hint.find("outcomes.jsonl") != std::string::npos); // what is left of it
        QCOMPARE((*history)->resultJson("here").error().code, std::string("FILE_UNREADABLE")); // it still runs
    }

    void case98TenThousandRunsAreListed()
    {
        const auto history = History::open(m_path.toStdString());
        QVERIFY(history.ok());
        {
            Outside outside(m_path);
            outside.ask(QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
                                       "INSERT INTO runs SELECT printf('run-%05d', i), 'x', printf('2026-01-01T%05dZ', i), 'completed', 'pass', "
                                       "'threads', 'fine', '', 1, 1, '', '' FROM n"));
        }
        const auto runs = (*history)->list();
        QVERIFY(runs.ok());
        QCOMPARE(runs->size(), std::size_t { 10'000 });
        QCOMPARE(runs->front().id, std::string("run-10000")); // the newest first
    }
};

QTEST_GUILESS_MAIN(TestMigration)
#include "tst_migration.moc"
