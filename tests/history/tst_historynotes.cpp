// SPDX-License-Identifier: GPL-3.0-or-later
// What a person adds to kept runs, and deleting with a way back.
#include "history/historyrig.h"
#include "history/sqlconnection.h"

#include <QTemporaryDir>
#include <QTest>

using namespace historyrig;
using namespace std::chrono_literals;

class TestHistoryNotes : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<History> m_history;

    [[nodiscard]] std::string path() const { return m_folder->filePath(QStringLiteral("history.db")).toStdString(); }
    void open()
    {
        m_history.reset();
        auto opened = History::open(path());
        QVERIFY(opened);
        m_history = opened.take();
        QVERIFY(m_history->notice().empty());
    }
    void sql(const char* statement)
    {
        SqlConnection connection;
        QVERIFY(connection.open(path(), SqlConnection::Mode::ReadWrite, 1s));
        QVERIFY(connection.run(QStringLiteral("PRAGMA foreign_keys = ON")));
        QVERIFY(connection.run(QString::fromLatin1(statement)));
    }
    [[nodiscard]] std::size_t listed() const { return m_history->list()->size(); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        open();
        QVERIFY(m_history->finish(finished("a"), "{}"));
        QVERIFY(m_history->finish(finished("b", "2026-11-21T12:00:00Z"), "{}"));
    }
    void cleanup()
    {
        m_history.reset();
        m_folder.reset();
    }

    void aNoteIsKept()
    {
        const RunNote note{ "Before the fix", { "slow", "it's \"odd\"" }, "line one\nline two; DROP TABLE notes",
            true };
        QVERIFY(m_history->annotate("a", note));
        open();
        const auto entries = m_history->list();
        QVERIFY(entries);
        QVERIFY(entries->at(0).note == RunNote{});
        QVERIFY(entries->at(1).note == note);
        QVERIFY(m_history->annotate("a", {})); // replaced, not added to
        QVERIFY(m_history->list()->at(1).note == RunNote{});
        QCOMPARE(m_history->annotate("no such run", note).error().code, std::string("FILE_UNREADABLE"));
    }

    void finishingAnnotatedRunKeepsTheNote()
    {
        QVERIFY(m_history->begin(entry("c", "2026-11-21T13:00:00Z")));
        QVERIFY(m_history->annotate("c", { .title = "named while it runs" }));
        QVERIFY(m_history->finish(finished("c", "2026-11-21T13:00:00Z"), "{}"));
        QCOMPARE(m_history->list()->at(0).note.title, std::string("named while it runs"));
    }

    void aDiscardedRunComesBackWhole()
    {
        QVERIFY(m_history->annotate("a", { .text = "mine" }));
        QVERIFY(m_history->discard("a"));
        QCOMPARE(listed(), std::size_t{ 1 });
        open();
        QCOMPARE(listed(), std::size_t{ 1 });
        QVERIFY(m_history->restore("a"));
        QCOMPARE(listed(), std::size_t{ 2 });
        QCOMPARE(m_history->list()->at(1).note.text, std::string("mine"));
        QCOMPARE(*m_history->resultJson("a"), std::string("{}"));
        QCOMPARE(m_history->discard("no such run").error().code, std::string("FILE_UNREADABLE"));
    }

    void purgingTakesOnlyWhatWasDiscardedLongAgo()
    {
        QVERIFY(m_history->discard("a"));
        QVERIFY(m_history->purge(1h));
        QVERIFY(m_history->resultJson("a"));
        sql("UPDATE notes SET discarded_at = '2026-01-01T00:00:00Z' WHERE run = 'a'");
        QVERIFY(m_history->purge(1h));
        QVERIFY(!m_history->resultJson("a"));
        QVERIFY(m_history->resultJson("b"));
        QCOMPARE(m_history->restore("a").error().code, std::string("FILE_UNREADABLE"));
    }

    void aFileOfBeforeGetsItsNotes()
    {
        m_history.reset();
        sql("DROP TABLE notes");
        open();
        QCOMPARE(listed(), std::size_t{ 2 });
        QVERIFY(m_history->annotate("b", { .star = true }));
        QVERIFY(m_history->list()->at(0).note.star);
    }

    void tagsAreReadAsTyped_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("kept");
        QTest::newRow("two") << "slow, before fix"
                             << "slow, before fix";
        QTest::newRow("spaces and empty ones go") << " , a  b ,,c\n"
                                                  << "a b, c";
        QTest::newRow("doubles go") << "x,y,x"
                                    << "x, y";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void tagsAreReadAsTyped()
    {
        QFETCH(QString, typed);
        QFETCH(QString, kept);
        QCOMPARE(QString::fromStdString(tagText(tagsFrom(typed.toStdString()))), kept);
    }
};

QTEST_GUILESS_MAIN(TestHistoryNotes)
#include "tst_historynotes.moc"
