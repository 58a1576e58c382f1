// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/canary.h"
#include "trial/flightsampler.h"
#include "trial/recordcost.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace ilv;

namespace {

FlightSampler::Gauges gauges(std::uint64_t handed, std::uint64_t finished, std::uint64_t queued)
{
    FlightSampler::Gauges seen;
    seen.handed = handed;
    seen.finished = finished;
    seen.queued = queued;
    seen.begun = seen.windowBegin = kSecond;
    return seen;
}

Load openLoad(double rate, double seconds)
{
    return { .mode = LoadMode::Open, .durationS = seconds, .ratePerS = rate };
}

} // namespace

class TestFlightSampler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSeenOutsideTheWindow()
    {
        FlightSampler sampler({}, 1, 0);
        auto seen = gauges(5, 2, 4);
        seen.windowEnd = 2 * kSecond;
        sampler.sample(kSecond - 1, seen);
        sampler.sample(2 * kSecond, seen);
        seen.windowBegin = 0; // not open yet
        sampler.sample(kSecond + 1, seen);
        QCOMPARE(sampler.record().samples, 0u);
        QCOMPARE(sampler.record().width, Nanos{ 0 });
    }
    void whoWaitsIsInFlightToo()
    {
        FlightSampler sampler({}, 1, 0);
        for (int i = 0; i < 40; ++i) // two points of a tenth of a second each
            sampler.sample(kSecond + i * 5 * kMilli, gauges(10, i < 20 ? 8 : 4, 3));
        const FlightRecord record = sampler.record();
        QCOMPARE(record.width, 100 * kMilli);
        QCOMPARE(record.inFlight, (std::vector<double>{ 5, 9 }));
        QCOMPARE(record.queued, (std::vector<double>{ 3, 3 }));
        QCOMPARE(record.mean, 7.0);
        QCOMPARE(record.samples, 40u);
        QVERIFY(std::abs(record.deviation - 2 * std::sqrt(40.0 / 39)) < 1e-9);
        QVERIFY(record.correlation > 0.9); // one step in forty
    }
    void samplesThatAlternateAreAnticorrelated()
    {
        FlightSampler sampler({}, 1, 0);
        for (int i = 0; i < 100; ++i)
            sampler.sample(kSecond + i * 5 * kMilli, gauges(10, i % 2 ? 4 : 8, 0));
        QVERIFY(sampler.record().correlation < -0.9);
    }
    void longRunsKeepFewPoints()
    {
        FlightSampler sampler({}, 1, 0);
        const auto seen = gauges(10, 4, 0);
        for (int i = 0; i < 20 * 600; ++i) // ten minutes, every 50 ms
            sampler.sample(kSecond + i * 50 * kMilli, seen);
        const FlightRecord record = sampler.record();
        QVERIFY(record.inFlight.size() <= FlightSampler::kMostPoints);
        QVERIFY(record.inFlight.size() > FlightSampler::kMostPoints / 2 - 1);
        for (const double point : record.inFlight)
            QCOMPARE(point, 6.0);
        QCOMPARE(record.width * static_cast<Nanos>(record.inFlight.size()) >= 599 * kSecond, true);
    }
    void arrivalsCountBeforeABusyExecutorHasLooked()
    {
        // 100 a second; the executor took the first and has not looked since.
        FlightSampler sampler(openLoad(100, 10), 1, 0);
        sampler.sample(kSecond + 95 * kMilli, gauges(1, 0, 0));
        const FlightRecord record = sampler.record();
        QCOMPARE(record.inFlight, std::vector<double>{ 10 }); // at 0, 10, … 90 ms
        QCOMPARE(record.queued, std::vector<double>{ 9 });
    }
    void warmUpArrivalsDoNotCountAndTheEndIsTheEnd()
    {
        FlightSampler sampler(openLoad(100, 1), 1, 5);
        auto seen = gauges(0, 0, 0);
        seen.windowBegin = kSecond + 50 * kMilli; // five have come before
        seen.windowEnd = kSecond + 80 * kMilli;
        sampler.sample(kSecond + 79 * kMilli, seen);
        QCOMPARE(sampler.record().inFlight, std::vector<double>{ 3 }); // at 50, 60, 70 ms
        QCOMPARE(sampler.record().mean, 3.0);
    }
    void theCanaryAndTheCostOfRecordingAreMeasured()
    {
        QVERIFY(runCanary() > 0);
        const double cores = measureEffectiveCores(1);
        QVERIFY(cores > 0 && cores <= std::thread::hardware_concurrency());
        QVERIFY(measureRecordCost() > 0);
    }
};

QTEST_APPLESS_MAIN(TestFlightSampler)
#include "tst_flightsampler.moc"
