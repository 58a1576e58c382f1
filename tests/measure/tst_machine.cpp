// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/machine.h"

#include <QtTest>

#include <unistd.h>

using namespace ilv;

class TestMachine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cpuTimesLeaveIdleAndGuestsOut()
    {
        const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
        const auto times = procfs::parseCpuTimes("cpu  100 20 30 5000 600 7 8 40 11 12\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
        QVERIFY(times);
        QCOMPARE(times->busyS, (100 + 20 + 30 + 7 + 8) / ticks);
        QCOMPARE(times->stealS, 40 / ticks);
    }
    void otherTextsAreNoCpuTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("one core's line") << QByteArray("cpu0 1 2 3 4 5 6 7 8");
        QTest::newRow("an old kernel without steal") << QByteArray("cpu  1 2 3 4 5 6 7");
        QTest::newRow("a word") << QByteArray("cpu  1 2 3 x 5 6 7 8");
    }
    void otherTextsAreNoCpuTimes()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!procfs::parseCpuTimes({ text.constData(), static_cast<std::size_t>(text.size()) }));
    }
    void pressureIsTheSumOfTheFirstLine()
    {
        QCOMPARE(procfs::parsePressure("some avg10=0.16 avg60=4.41 avg300=27.66 total=7414290193\nfull total=3\n"),
            7414.290193);
        QCOMPARE(procfs::parsePressure("full avg10=0 total=3\n"), -1.0);
        QCOMPARE(procfs::parsePressure("some avg10=0.16\n"), -1.0);
        QCOMPARE(procfs::parsePressure(""), -1.0);
    }
    void aBusyThreadIsSeen()
    {
        const MachineReading before = readMachine();
        const ThreadUse mine = readThreadUse();
        while (readThreadUse().cpu - mine.cpu < 60 * kMilli) { }
        const MachineReading after = readMachine();
        QVERIFY(after.at - before.at >= 60 * kMilli);
        QVERIFY(before.busyS > 0);
        QVERIFY(after.busyS - before.busyS >= 0.03); // steps of 10 ms
    }
    void whoIsNotSuspendedLosesNothing()
    {
        const Nanos before = suspendedTime();
        QVERIFY(before >= 0);
        QVERIFY(std::abs(suspendedTime() - before) < kMilli);
    }
};

QTEST_APPLESS_MAIN(TestMachine)
#include "tst_machine.moc"
