// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/match.h"

#include <QTest>

using namespace ilv::ui;

/// What typing into the palette finds, and what it puts first.
class MatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("found");
        const auto row = [](const char* name, const char* text, const char* typed, bool found) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(typed) << found;
        };
        row("nothing typed finds everything", "Stop", "", true);
        row("the beginning", "Copy verdict as text", "copy", true);
        row("the beginning of a word", "Copy verdict as text", "verd", true);
        row("the middle of a word", "Copy verdict as text", "dict", true);
        row("upper case or lower", "Copy verdict as text", "VERDICT", true);
        row("two words in any order", "Copy verdict as text", "text copy", true);
        row("initials", "Copy verdict as text", "cvt", true);
        row("letters in order, close by", "Copy verdict as text", "vrdct", true);
        row("a word that is not there", "Copy verdict as text", "image", false);
        row("one word there and one not", "Copy verdict as text", "copy image", false);
        row("letters too far apart", "Keyboard shortcuts for everything", "kvg", false);
        row("two letters scattered are no answer", "Resume now", "rw", false);
        row("letters in the wrong order", "Stop", "pots", false);
    }
    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QString, typed);
        QFETCH(bool, found);
        QCOMPARE(matchScore(text, typed).has_value(), found);
    }

    void putsTheBetterAnswerFirst_data()
    {
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::addColumn<QString>("typed");
        QTest::newRow("the beginning before a later word") << "Run"
                                                           << "Repeat the run"
                                                           << "run";
        QTest::newRow("a word before the inside of one") << "Show Timeline"
                                                         << "Lifetime"
                                                         << "time";
        QTest::newRow("the inside before scattered letters") << "Stop"
                                                             << "Set goal: p95"
                                                             << "top";
        QTest::newRow("an earlier word before a later one") << "Plant crash"
                                                            << "Plant a fault: crash"
                                                            << "crash";
    }
    void putsTheBetterAnswerFirst()
    {
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QFETCH(QString, typed);
        const auto first = matchScore(better, typed), second = matchScore(worse, typed);
        QVERIFY(first.has_value());
        QVERIFY(!second || *first < *second);
    }
};

QTEST_APPLESS_MAIN(MatchTest)
#include "tst_match.moc"
