// SPDX-License-Identifier: GPL-3.0-or-later
// The history's file: private, marked, and no file is ever lost or harmed (reliability §2.8).
#include "history/historyrig.h"
#include "history/historyschema.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace historyrig;
using namespace std::chrono_literals;

class TestHistoryFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void theFileIsPrivateAndMarked();
    void aFolderThatWasThereKeepsItsMode();
    void filesThatAreNoneAreSetAside_data();
    void filesThatAreNoneAreSetAside();
    void aDamagedPageIsSetAside();
    void aForeignDatabaseIsSetAside();
    void aSecondQuarantineKeepsTheFirst();
    void aNewerSchemaIsLeftAlone();
    void aReadOnlyFolderIsRefused();
    void aFolderInPlaceOfTheFileIsRefused();

private:
    [[nodiscard]] std::unique_ptr<History> open(std::chrono::milliseconds patience = 5s);
    [[nodiscard]] QStringList quarantined() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestHistoryFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_path = m_folder->filePath(QStringLiteral("data/interleave/history.db"));
}

void TestHistoryFile::cleanup()
{
    m_folder.reset();
}

std::unique_ptr<History> TestHistoryFile::open(std::chrono::milliseconds patience)
{
    auto history = History::open(m_path.toStdString(), patience);
    if (!history)
        qWarning("%s %s", history.error().code.c_str(), history.error().message.c_str());
    return history ? history.take() : nullptr;
}

QStringList TestHistoryFile::quarantined() const
{
    return QFileInfo(m_path).dir().entryList({ QStringLiteral("history.quarantine-*.db") });
}

void TestHistoryFile::theFileIsPrivateAndMarked()
{
    const mode_t before = ::umask(0);
    const auto history = open();
    const Status begun = history ? history->begin(entry("a")) : Status();
    ::umask(before);
    QVERIFY(history && begun);
    QVERIFY(history->notice().empty());
    QCOMPARE(text(history->path()), m_path);
    QCOMPARE(modeOf(m_path), mode_t{ 0600 });
    QCOMPARE(modeOf(m_path + QStringLiteral("-wal")), mode_t{ 0600 });
    QCOMPARE(modeOf(QFileInfo(m_path).path()), mode_t{ 0700 });
    Outside outside(m_path);
    QCOMPARE(outside.ask(QStringLiteral("PRAGMA journal_mode")).toString(), QStringLiteral("wal"));
    QCOMPARE(outside.ask(QStringLiteral("PRAGMA application_id")).toInt(), schema::kApplicationId);
    QCOMPARE(outside.ask(QStringLiteral("PRAGMA user_version")).toInt(), schema::kVersion);
    QCOMPARE(outside.ask(QStringLiteral("PRAGMA integrity_check")).toString(), QStringLiteral("ok"));
}

void TestHistoryFile::aFolderThatWasThereKeepsItsMode()
{
    const QString folder = QFileInfo(m_path).path();
    QVERIFY(QDir().mkpath(folder));
    ::chmod(qPrintable(folder), 0755);
    put(m_path, {});
    ::chmod(qPrintable(m_path), 0644);
    QVERIFY(open());
    QCOMPARE(modeOf(folder), mode_t{ 0755 });
    QCOMPARE(modeOf(m_path), mode_t{ 0600 });
}

void TestHistoryFile::filesThatAreNoneAreSetAside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("a text") << QByteArray("Dear diary, ").repeated(500);
    QTest::newRow("noughts") << QByteArray(8192, '\0');
    QTest::newRow("the magic alone") << QByteArray("SQLite format 3\0", 16);
    QTest::newRow("the magic and noise") << QByteArray("SQLite format 3\0", 16) + QByteArray("\x5a\x13").repeated(4000);
}

void TestHistoryFile::filesThatAreNoneAreSetAside()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    put(m_path, bytes);
    put(m_path + QStringLiteral("-wal"), "an old log");
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(quarantined().size(), 1);
    const QString kept = QFileInfo(m_path).dir().filePath(quarantined().first());
    QCOMPARE(bytesOf(kept), bytes);
    QCOMPARE(bytesOf(kept + QStringLiteral("-wal")), QByteArray("an old log"));
    QVERIFY2(text(history->notice()).contains(kept), history->notice().c_str());
    QVERIFY(history->begin(entry("a")));
    QCOMPARE(history->list()->size(), std::size_t{ 1 });
}

void TestHistoryFile::aDamagedPageIsSetAside()
{
    {
        const auto history = open();
        for (int i = 0; i < 60; ++i)
            QVERIFY(history->finish(finished("run " + std::to_string(i)), std::string(3000, 'x')));
    }
    QByteArray bytes = bytesOf(m_path);
    QVERIFY(bytes.size() > 100'000);
    for (qsizetype at = 4096; at < bytes.size(); at += 3 * 4096)
        bytes.replace(at, 600, QByteArray(600, '\xA5'));
    put(m_path, bytes);
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(quarantined().size(), 1);
    QVERIFY(bytesOf(QFileInfo(m_path).dir().filePath(quarantined().first())) == bytes);
    QVERIFY(text(history->notice()).contains(QLatin1String("DB_CORRUPT")));
    QVERIFY(history->list()->empty());
}

void TestHistoryFile::aForeignDatabaseIsSetAside()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    {
        Outside other(m_path);
        other.ask(QStringLiteral("PRAGMA application_id = 77"));
        other.ask(QStringLiteral("CREATE TABLE theirs (x)"));
    }
    const QByteArray bytes = bytesOf(m_path);
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(quarantined().size(), 1);
    QCOMPARE(bytesOf(QFileInfo(m_path).dir().filePath(quarantined().first())), bytes);
    QVERIFY(text(history->notice()).contains(QLatin1String("another program")));
    QVERIFY(text(history->notice()).contains(QLatin1String("DB_WRONG_APP")));

    // One without a mark, but with tables, is somebody's too.
    const QString unmarked = m_folder->filePath(QStringLiteral("plain.db"));
    Outside(unmarked).ask(QStringLiteral("CREATE TABLE theirs (x)"));
    const auto beside = History::open(unmarked.toStdString());
    QVERIFY(beside);
    QVERIFY(text(beside.value()->notice()).contains(QLatin1String("another program")));
}

void TestHistoryFile::aSecondQuarantineKeepsTheFirst()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    for (const char* bytes : { "first", "second", "third" }) {
        QFile::remove(m_path);
        QFile::remove(m_path + QStringLiteral("-wal"));
        QFile::remove(m_path + QStringLiteral("-shm"));
        put(m_path, bytes);
        QVERIFY(open());
    }
    QStringList contents;
    for (const auto& name : quarantined())
        contents << QString::fromLatin1(bytesOf(QFileInfo(m_path).dir().filePath(name)));
    contents.sort();
    QCOMPARE(contents, (QStringList{ QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("third") }));
}

void TestHistoryFile::aNewerSchemaIsLeftAlone()
{
    QVERIFY(open());
    {
        Outside newer(m_path);
        newer.ask(QStringLiteral("ALTER TABLE runs ADD COLUMN future TEXT"));
        newer.ask(QStringLiteral("PRAGMA user_version = %1").arg(schema::kVersion + 1));
    }
    const QByteArray bytes = bytesOf(m_path);
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(QFileInfo(text(history->path())).fileName(), QStringLiteral("history.v%1.db").arg(schema::kVersion));
    QVERIFY(text(history->notice()).contains(QLatin1String("DB_SCHEMA_NEWER")));
    QVERIFY(history->begin(entry("a")));
    QCOMPARE(bytesOf(m_path), bytes);
    QVERIFY(quarantined().isEmpty());
    const auto again = open(); // the one beside is found again
    QCOMPARE(again->list()->size(), std::size_t{ 1 });
}

void TestHistoryFile::aReadOnlyFolderIsRefused()
{
    const QString folder = QFileInfo(m_path).path();
    QVERIFY(QDir().mkpath(folder));
    {
        QVERIFY(open());
    }
    constexpr uid_t nobody = 65534;
    const bool root = ::geteuid() == 0; // who may write everywhere: look at it as somebody else
    ::chmod(qPrintable(m_folder->path()), 0755);
    ::chmod(qPrintable(m_folder->filePath(QStringLiteral("data"))), 0755);
    ::chmod(qPrintable(folder), 0555);
    ::chmod(qPrintable(m_path), 0444);
    if (root)
        QCOMPARE(::seteuid(nobody), 0);
    const auto refused = History::open(m_path.toStdString());
    const auto missing = History::open(folder.toStdString() + "/deeper/history.db");
    if (root)
        QCOMPARE(::seteuid(0), 0);
    ::chmod(qPrintable(folder), 0700);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string("DB_READONLY"));
    QVERIFY(!refused.error().hint.empty());
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, std::string("DB_READONLY"));
    QVERIFY(quarantined().isEmpty());
}

void TestHistoryFile::aFolderInPlaceOfTheFileIsRefused()
{
    QVERIFY(QDir().mkpath(m_path));
    const auto refused = History::open(m_path.toStdString());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string("DB_IO"));
    QVERIFY(QFileInfo(m_path).isDir());
    QVERIFY(!History::open(std::string()));
}

QTEST_GUILESS_MAIN(TestHistoryFile)
#include "tst_historyfile.moc"
