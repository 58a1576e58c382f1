// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/procfs.h"

#include <QtTest>

#include <unistd.h>

using namespace ilv;

class TestProcfs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statReadsPastAnyProgramName()
    {
        const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
        const auto stat = procfs::parseStat("77 (a) S (b 1) 2) R 12 77 77 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 3");
        QVERIFY(stat);
        QCOMPARE(stat->parent, 12);
        QCOMPARE(stat->userS, 150 / ticks);
        QCOMPARE(stat->systemS, 50 / ticks);
        QCOMPARE(stat->childUserS, 30 / ticks);
        QCOMPARE(stat->childSystemS, 20 / ticks);
        QCOMPARE(stat->majorFaults, std::int64_t{ 3 });
    }
    void proportionalMemoryIsReadFromItsOwnLine()
    {
        QCOMPARE(procfs::parsePssMb("55-7f ---p 0 0:0 0 [rollup]\nRss:   1756 kB\nPss:    512 kB\nPss_Dirty: 9 kB\n"), 0.5);
        QCOMPARE(procfs::parsePssMb("Rss: 1756 kB\nSwapPss: 3 kB\n"), -1.0);
    }
    void aTornStatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no name") << QByteArray("77 a R 12");
        QTest::newRow("ends early") << QByteArray("77 (a) R 12 77 77 0 -1 4194560 1 2 3 4 150");
        QTest::newRow("a word for a number") << QByteArray("77 (a) R 12 7 7 0 -1 4 1 2 3 4 150 x 30 20");
    }
    void aTornStatIsRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!procfs::parseStat({ text.constData(), static_cast<std::size_t>(text.size()) }));
    }
    void statusTellsBothKindsOfSwitchesApart()
    {
        const auto status = procfs::parseStatus(
            "Name:\tx\nVmHWM:\t    2048 kB\nnonvoluntary_ctxt_switches:\t7\nvoluntary_ctxt_switches:\t40\n");
        QCOMPARE(status.peakRssMb, 2.0);
        QCOMPARE(status.voluntarySwitches, 40);
        QCOMPARE(status.involuntarySwitches, 7);
    }
    void whatIsNotToldIsUnmeasured()
    {
        const auto status = procfs::parseStatus("Name:\tzombie\nState:\tZ\n");
        QCOMPARE(status.peakRssMb, -1.0);
        QCOMPARE(status.voluntarySwitches, -1);
    }
    void runDelayIsTheSecondField()
    {
        QCOMPARE(procfs::parseRunDelay("100 250 3\n").value_or(-1), 250);
        QVERIFY(!procfs::parseRunDelay("100"));
    }
    void childrenAreAList()
    {
        QCOMPARE(procfs::parsePids("12 345 6 ").size(), 3u);
        QVERIFY(procfs::parsePids("").empty());
    }
    void aMissingFileIsSaidSo()
    {
        std::string text;
        QVERIFY(!procfs::readSmall("/proc/0/stat", text));
        QVERIFY(procfs::readSmall("/proc/self/stat", text));
        QVERIFY(procfs::parseStat(text).has_value());
        QVERIFY(!procfs::numberedEntries("/proc/self/task").empty());
    }
};

QTEST_APPLESS_MAIN(TestProcfs)
#include "tst_procfs.moc"
