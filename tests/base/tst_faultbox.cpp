// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/faultbox.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace ilv;

class FaultBoxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFaultHasAWordThatReadsBack()
    {
        for (int i = 1; i <= static_cast<int>(HandFault::MissingArtifact); ++i) {
            const auto fault = static_cast<HandFault>(i);
            QVERIFY(!name(fault).empty());
            QVERIFY(fromName<HandFault>(name(fault)) == fault);
        }
        QVERIFY(!fromName<HandFault>(""));
        QVERIFY(!fromName<HandFault>("earthquake"));
    }

    void aLaneTakesItsOwnOnce()
    {
        FaultBox box;
        QCOMPARE(box.take(1, 7), HandFault::None);
        QVERIFY(box.put(1, HandFault::Crash, 100));
        QVERIFY(box.waitsFor(1));
        QCOMPARE(box.take(0, 7), HandFault::None);
        QCOMPARE(box.take(1, 8), HandFault::Crash);
        QCOMPARE(box.take(1, 9), HandFault::None);
        QVERIFY(!box.waitsFor(1));
        const auto all = box.planted();
        QCOMPARE(all.size(), std::size_t{ 1 });
        QCOMPARE(all[0].task, std::uint64_t{ 8 });
        QCOMPARE(all[0].asked, Nanos{ 100 });
        QVERIFY(all[0].struck > 0);
    }

    void whatDoesNotFitChangesNothing()
    {
        FaultBox box;
        QVERIFY(!box.put(-1, HandFault::Crash, 1));
        QVERIFY(!box.put(FaultBox::kLanes, HandFault::Crash, 1));
        QVERIFY(!box.put(0, HandFault::None, 1));
        QVERIFY(box.put(0, HandFault::Slow, 1));
        QVERIFY(!box.put(0, HandFault::Crash, 2)); // one waits already
        QCOMPARE(box.planted().size(), std::size_t{ 1 });
        QCOMPARE(box.take(0, 3), HandFault::Slow);
        QVERIFY(box.put(0, HandFault::Crash, 4));
        QCOMPARE(box.take(0, 5), HandFault::Crash);
        QCOMPARE(box.planted()[1].task, std::uint64_t{ 5 });
    }

    void manyLanesTakeEachFaultOnce()
    {
        FaultBox box;
        constexpr int lanes = 4, faults = 500;
        std::atomic<int> taken{ 0 };
        std::atomic<bool> over{ false };
        std::vector<std::jthread> threads;
        for (int lane = 0; lane < lanes; ++lane)
            threads.emplace_back([&, lane] {
                while (!over)
                    taken += box.take(lane, 1) != HandFault::None;
                taken += box.take(lane, 1) != HandFault::None;
            });
        int put = 0;
        while (put < faults)
            put += box.put(put % lanes, HandFault::Throw, put);
        over = true;
        threads.clear();
        QCOMPARE(taken.load(), faults);
        QCOMPARE(box.planted().size(), std::size_t{ faults });
    }
};

QTEST_APPLESS_MAIN(FaultBoxTest)
#include "tst_faultbox.moc"
