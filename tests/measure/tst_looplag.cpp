// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/looplag.h"

#include <QtTest>

using namespace ilv;

class TestLoopLag : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPunctualLoopHasNoLag()
    {
        LoopLag lag;
        lag.start(1000);
        for (int beat = 1; beat <= 10; ++beat)
            lag.wake(1000 + beat * LoopLag::kPeriod);
        QCOMPARE(lag.snapshot().count, 10u);
        QCOMPARE(lag.snapshot().max, 0);
    }
    void wakingEarlyAddsNothing()
    {
        LoopLag lag;
        lag.start(0);
        lag.wake(LoopLag::kPeriod - 1);
        QCOMPARE(lag.snapshot().count, 0u);
        QCOMPARE(lag.nextBeat(), LoopLag::kPeriod);
    }
    void aBlockHidesNoneOfItsBeats()
    {
        LoopLag lag;
        lag.start(0);
        lag.wake(100 * kMilli); // one wake-up, twenty beats due: lags 95, 90 … 0 ms
        const HistogramData data = lag.snapshot();
        QCOMPARE(data.count, 20u);
        QCOMPARE(data.max, 95 * kMilli);
        QCOMPARE(data.mean(), 47.5e6);
        QCOMPARE(lag.nextBeat(), 105 * kMilli);
    }
    void sampledBlocksFollowTheClosedForm()
    {
        // One block of 100 ms in 1,000 ms: mean B²/2T = 5 ms, 10 % of beats late (science §13).
        LoopLag lag;
        lag.start(0);
        for (Nanos at = 0; at <= 450 * kMilli; at += LoopLag::kPeriod)
            lag.wake(at);
        for (Nanos at = 550 * kMilli; at <= 1000 * kMilli; at += LoopLag::kPeriod)
            lag.wake(at);
        const HistogramData data = lag.snapshot();
        QCOMPARE(data.count, 200u);
        QVERIFY(std::abs(data.mean() - 5e6) <= 0.5e6); // the grid is 5 ms, a twentieth of the block
        QCOMPARE(data.percentile(0.90), 0.0);
        QVERIFY(std::abs(data.percentile(0.99) - 90e6) <= 5.5e6);
    }
};

QTEST_APPLESS_MAIN(TestLoopLag)
#include "tst_looplag.moc"
