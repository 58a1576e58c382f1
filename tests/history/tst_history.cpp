// SPDX-License-Identifier: GPL-3.0-or-later
// The history database: what is kept is found again, by several programs at once, and dead ones are noticed.
#include "history/historyrig.h"
#include "history/programmark.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace historyrig;
using namespace std::chrono_literals;

class TestHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void aRunIsKept();
    void results_data();
    void results();
    void theNewestIsFirst();
    void unknownRunsAreRefused();
    void removingARunRemovesItsResult();
    void theSameRunTwiceIsRefused();
    void finishingWithoutBeginningKeepsTheRun();
    void aDamagedStoredResultIsTold();
    void twoInstancesShareTheFile();
    void anotherProgramsLockIsBusyInTheEnd();
    void runsOfDeadProgramsAreInterrupted();
    void runsOfAnotherBootAreInterrupted();
    void connectionsAreGivenBack();

private:
    [[nodiscard]] std::unique_ptr<History> open(std::chrono::milliseconds patience = 5s);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestHistory::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_path = m_folder->filePath(QStringLiteral("data/interleave/history.db"));
}

void TestHistory::cleanup()
{
    m_folder.reset();
}

std::unique_ptr<History> TestHistory::open(std::chrono::milliseconds patience)
{
    auto history = History::open(m_path.toStdString(), patience);
    if (!history)
        qWarning("%s %s", history.error().code.c_str(), history.error().message.c_str());
    return history ? history.take() : nullptr;
}

void TestHistory::aRunIsKept()
{
    {
        const auto history = open();
        QVERIFY(history);
        QVERIFY(history->begin(entry("a")));
        const auto running = history->list();
        QVERIFY(running);
        QCOMPARE(running->at(0).status, std::string("running"));
        QVERIFY(!history->resultJson("a"));
        QVERIFY(history->finish(finished("a"), "{\"schema\": 1}"));
    }
    const auto again = open();
    QVERIFY(again && again->notice().empty());
    const auto all = again->list();
    QVERIFY(all);
    QCOMPARE(all->size(), std::size_t{ 1 });
    const auto& kept = all->front();
    QCOMPARE(text(kept.name), text(entry("a").name));
    QCOMPARE(kept.startedAtUtc, std::string("2026-11-21T11:42:33Z"));
    QCOMPARE(kept.status, std::string("completed"));
    QCOMPARE(kept.verdict, std::string("pass"));
    QCOMPARE(kept.model, std::string("threads"));
    QCOMPARE(kept.sentence, std::string("38 times the tasks of sequential."));
    QCOMPARE(kept.folder, entry("a").folder);
    QCOMPARE(again->resultJson("a").value(), std::string("{\"schema\": 1}"));
}

void TestHistory::results_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("packing");
    QTest::newRow("nothing") << QByteArray("") << QStringLiteral("none");
    QTest::newRow("a short one") << QByteArray("{}") << QStringLiteral("none");
    QTest::newRow("the last that is kept plain") << QByteArray(4095, 'x') << QStringLiteral("none");
    QTest::newRow("the first that is packed") << QByteArray(4096, 'x') << QStringLiteral("zlib");
    QTest::newRow("bytes of every kind") << QByteArray("\0\x01\xFF\xC3\xA9", 5).repeated(2000)
                                         << QStringLiteral("zlib");
    QTest::newRow("a large one") << QByteArray("{\"trials\": [1, 2, 3]} ").repeated(100'000) << QStringLiteral("zlib");
}

void TestHistory::results()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, packing);
    const auto history = open();
    QVERIFY(history->begin(entry("a")));
    QVERIFY(history->finish(finished("a"), json.toStdString()));
    QVERIFY(history->resultJson("a").value() == json.toStdString());
    Outside outside(m_path);
    QCOMPARE(outside.ask(QStringLiteral("SELECT packing FROM results")).toString(), packing);
    if (json.size() > 1'000'000)
        QVERIFY(outside.ask(QStringLiteral("SELECT length(data) FROM results")).toLongLong() < json.size() / 10);
}

void TestHistory::theNewestIsFirst()
{
    const auto history = open();
    for (const auto& [id, at] :
        { std::pair{ "b", "2026-11-21T10:00:00Z" }, { "c", "2026-11-22T10:00:00Z" }, { "a", "2026-11-21T10:00:00Z" } })
        QVERIFY(history->begin(entry(id, at)));
    std::string order;
    const auto all = history->list();
    for (const auto& each : all.value())
        order += each.id;
    QCOMPARE(order, std::string("cab"));
}

void TestHistory::unknownRunsAreRefused()
{
    const auto history = open();
    QCOMPARE(history->resultJson("nope").error().code, std::string("FILE_UNREADABLE"));
    QCOMPARE(history->remove("nope").error().code, std::string("FILE_UNREADABLE"));
    QVERIFY(history->begin(entry("a")));
    QCOMPARE(history->resultJson("a").error().code, std::string("FILE_UNREADABLE")); // it has none yet
    QCOMPARE(history->resultJson("' OR 1=1 --").error().code, std::string("FILE_UNREADABLE"));
}

void TestHistory::removingARunRemovesItsResult()
{
    const auto history = open();
    for (const char* id : { "a", "b" }) {
        QVERIFY(history->begin(entry(id)));
        QVERIFY(history->finish(finished(id), "{}"));
    }
    QVERIFY(history->remove("a"));
    QCOMPARE(history->list().value().size(), std::size_t{ 1 });
    QVERIFY(!history->resultJson("a"));
    QVERIFY(history->resultJson("b"));
    QCOMPARE(Outside(m_path).ask(QStringLiteral("SELECT count(*) FROM results")).toInt(), 1);
}

void TestHistory::theSameRunTwiceIsRefused()
{
    const auto history = open();
    QVERIFY(history->begin(entry("a")));
    QCOMPARE(history->begin(entry("a")).error().code, std::string("DB_IO"));
    QCOMPARE(history->list().value().size(), std::size_t{ 1 });
}

void TestHistory::finishingWithoutBeginningKeepsTheRun()
{
    const auto history = open();
    QVERIFY(history->finish(finished("a"), "{}"));
    QCOMPARE(history->list().value().at(0).status, std::string("completed"));
    QCOMPARE(history->resultJson("a").value(), std::string("{}"));
    auto wrong = finished("b");
    wrong.status = "splendid"; // not a status: neither row is written
    QVERIFY(!history->finish(wrong, "{}"));
    QCOMPARE(history->list().value().size(), std::size_t{ 1 });
    QVERIFY(history->begin(entry("c"))); // and the failed transaction is over
}

void TestHistory::aDamagedStoredResultIsTold()
{
    const auto history = open();
    QVERIFY(history->finish(finished("a"), std::string(10'000, 'x')));
    Outside(m_path).ask(QStringLiteral("UPDATE results SET data = x'00002710abcdef'"));
    QCOMPARE(history->resultJson("a").error().code, std::string("DB_CORRUPT"));
}

void TestHistory::twoInstancesShareTheFile()
{
    const auto one = open(), two = open();
    QVERIFY(one && two);
    QVERIFY(one->begin(entry("a", "2026-11-21T10:00:00Z")));
    QVERIFY(two->begin(entry("b", "2026-11-21T11:00:00Z")));
    QVERIFY(one->finish(finished("a", "2026-11-21T10:00:00Z"), "{\"a\": 1}"));
    QCOMPARE(two->resultJson("a").value(), std::string("{\"a\": 1}"));
    const auto seen = one->list();
    QCOMPARE(seen->size(), std::size_t{ 2 });
    QCOMPARE(seen->at(0).status, std::string("running")); // the other's, and it lives
    QCOMPARE(seen->at(1).status, std::string("completed"));
}

void TestHistory::anotherProgramsLockIsBusyInTheEnd()
{
    const auto history = open(20ms);
    QVERIFY(history->begin(entry("a")));
    Outside outside(m_path);
    outside.ask(QStringLiteral("BEGIN IMMEDIATE"));
    QCOMPARE(history->begin(entry("b")).error().code, std::string("DB_BUSY"));
    QCOMPARE(history->finish(finished("a"), "{}").error().code, std::string("DB_BUSY"));
    QVERIFY(history->list()); // reading goes on
    outside.ask(QStringLiteral("ROLLBACK"));
    QVERIFY(history->begin(entry("b")));
    QVERIFY(history->finish(finished("a"), "{}"));
}

void TestHistory::runsOfDeadProgramsAreInterrupted()
{
    const auto history = open();
    QVERIFY(history->begin(entry("mine")));
    QVERIFY(history->begin(entry("dead")));
    QVERIFY(history->begin(entry("reused")));
    QProcess child; // a number that was a program's and is no more
    child.start(QStringLiteral("true"), QStringList());
    QVERIFY(child.waitForStarted());
    const auto pid = child.processId();
    QVERIFY(child.waitForFinished());
    {
        Outside outside(m_path);
        outside.ask(QStringLiteral("UPDATE runs SET pid = %1 WHERE id = 'dead'").arg(pid));
        // The same number as ours, but another start: it was given out again.
        outside.ask(QStringLiteral("UPDATE runs SET start_ticks = start_ticks - 1 WHERE id = 'reused'"));
    }
    const auto listed = history->list();
    QVERIFY(listed);
    for (const auto& each : *listed)
        QCOMPARE(each.status, each.id == "mine" ? std::string("running") : std::string("interrupted"));
    // And it stays so: the row itself says it now.
    QCOMPARE(Outside(m_path).ask(QStringLiteral("SELECT count(*) FROM runs WHERE status = 'interrupted'")).toInt(), 2);
}

void TestHistory::runsOfAnotherBootAreInterrupted()
{
    auto mark = thisProgram();
    QVERIFY(mark.pid == ::getpid() && mark.startTicks > 0 && !mark.boot.empty());
    QVERIFY(isAlive(mark));
    mark.boot = "00000000-0000-0000-0000-000000000000";
    QVERIFY(!isAlive(mark));
    const auto history = open();
    QVERIFY(history->begin(entry("a")));
    Outside(m_path).ask(QStringLiteral("UPDATE runs SET boot = 'another'"));
    QCOMPARE(history->list()->at(0).status, std::string("interrupted"));
}

void TestHistory::connectionsAreGivenBack()
{
    const auto before = QSqlDatabase::connectionNames();
    {
        const auto one = open(), two = open();
        QCOMPARE(QSqlDatabase::connectionNames().size(), before.size() + 2);
        QVERIFY(one->list() && two->list());
    }
    QCOMPARE(QSqlDatabase::connectionNames(), before);
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
