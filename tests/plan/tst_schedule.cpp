// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/schedule.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace ilv;

class TestSchedule : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRoundHasEveryEntryOnce();
    void oddRoundsMirrorEvenOnes();
    void linearDriftCancelsInPairsOfRounds();
    void constantArrivalsAreEvenlySpaced();
    void poissonArrivalsHaveDispersionOne();
    void burstsArriveTogetherAndKeepTheMeanRate();
    void sameSeedSameArrivals();
};

void TestSchedule::everyRoundHasEveryEntryOnce()
{
    const auto order = trialOrder(5, 4, 7);
    QCOMPARE(order.size(), std::size_t { 20 });
    std::map<int, std::set<int>> seen;
    for (const auto& slot : order)
        QVERIFY(seen[slot.round].insert(slot.entry).second);
    QCOMPARE(seen.size(), std::size_t { 4 });
}

void TestSchedule::oddRoundsMirrorEvenOnes()
{
    const auto order = trialOrder(6, 2, 42);
    for (std::size_t i = 0; i < 6; ++i)
        QCOMPARE(order[i].entry, order[11 - i].entry);
}

void TestSchedule::linearDriftCancelsInPairsOfRounds()
{
    // science §7's oracle: with drift +1 a slot and no true difference, mirrored rounds give equal means.
    const auto order = trialOrder(2, 4, 3);
    std::map<int, double> sum;
    for (std::size_t i = 0; i < order.size(); ++i)
        sum[order[i].entry] += 100.0 + static_cast<double>(i);
    QCOMPARE(sum[0] / 4, 103.5);
    QCOMPARE(sum[1] / 4, 103.5);
}

void TestSchedule::constantArrivalsAreEvenlySpaced()
{
    ArrivalSequence arrivals({.mode = LoadMode::Open, .ratePerS = 500}, 1);
    for (int k = 0; k < 100; ++k)
        QCOMPARE(arrivals.next(), k * 2 * kMilli);
}

void TestSchedule::poissonArrivalsHaveDispersionOne()
{
    ArrivalSequence arrivals({.mode = LoadMode::Open, .ratePerS = 1000, .arrivals = Arrivals::Poisson}, 11);
    constexpr int bins = 2000;
    std::vector<double> counts(bins, 0);
    for (Nanos at = arrivals.next(); at < bins * 10 * kMilli; at = arrivals.next())
        counts[static_cast<std::size_t>(at / (10 * kMilli))] += 1;
    double mean = 0, var = 0;
    for (const double c : counts)
        mean += c / bins;
    for (const double c : counts)
        var += (c - mean) * (c - mean) / (bins - 1);
    QVERIFY2(std::abs(var / mean - 1) < 3 * std::sqrt(2.0 / (bins - 1)), "index of dispersion (science §17)");
    QVERIFY(std::abs(mean - 10) < 0.3);
}

void TestSchedule::burstsArriveTogetherAndKeepTheMeanRate()
{
    ArrivalSequence arrivals({.mode = LoadMode::Open, .ratePerS = 100, .arrivals = Arrivals::Burst, .burst = 5}, 1);
    for (int k = 0; k < 20; ++k)
        QCOMPARE(arrivals.next(), (k / 5) * 50 * kMilli);
}

void TestSchedule::sameSeedSameArrivals()
{
    const Load load {.mode = LoadMode::Open, .ratePerS = 1000, .arrivals = Arrivals::Poisson};
    ArrivalSequence a(load, 5), b(load, 5), c(load, 6);
    bool differs = false;
    for (int k = 0; k < 50; ++k) {
        const auto at = a.next();
        QCOMPARE(b.next(), at);
        differs = differs || c.next() != at;
    }
    QVERIFY(differs);
}

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
