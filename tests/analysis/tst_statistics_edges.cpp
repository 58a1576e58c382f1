// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/autocorrelation.h"
#include "analysis/bootstrap.h"
#include "analysis/comparison.h"
#include "analysis/crossover.h"
#include "analysis/efficiency.h"
#include "analysis/noise.h"
#include "analysis/percentiles.h"
#include "analysis/steadystate.h"
#include "analysis/uslfit.h"
#include "base/rng.h"
#include "measure/histogram.h"

#include <QtTest>

#include <cmath>

using namespace ilv;

namespace {
const std::vector<double> kNone, kOne{ 7 }, kTwo{ 4, 8 };

std::vector<double> drawn(std::uint64_t seed, int n)
{
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(exponential(draw(seed, std::uint64_t(i))));
    return values;
}
} // namespace

/// None, one and two values, values all equal, and what must hold for any values.
class TestStatisticsEdges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentilesOfFewValues()
    {
        QVERIFY(!stats::nearestRankOf(kNone, 0.5) && !stats::interpolated(kNone, 0.5) && !stats::median(kNone));
        QVERIFY(!stats::mean(kNone) && !stats::medianDeviation(kNone) && !stats::deviation(kOne));
        QCOMPARE(*stats::median(kOne), 7.0);
        QCOMPARE(*stats::medianDeviation(kOne), 0.0);
        QCOMPARE(*stats::median(kTwo), 6.0);
        QCOMPARE(*stats::nearestRankOf(kTwo, 0.5), 4.0);
        QCOMPARE(*stats::nearestRankOf(kTwo, 0.51), 8.0);
        QCOMPARE(*stats::interpolated(kTwo, 0.25), 5.0);
        QCOMPARE(*stats::nearestRankOf(kOne, 0.0), 7.0);
        QCOMPARE(nearestRank(0.95, 100'000'000), 95'000'000u); // the product comes out a hair above
        QCOMPARE(nearestRank(0.5, 0), 0u);
    }
    void intervalsOfFewValues()
    {
        QVERIFY(!stats::quantileInterval(kNone, 0.5) && !stats::quantileInterval(kTwo, 0.5));
        QVERIFY(!stats::meanInterval(kNone) && !stats::meanInterval(kOne));
        QVERIFY(stats::meanInterval(kTwo).has_value());
        QCOMPARE(stats::orderRanks(0, 0.5).coverage, 0.0);
        QVERIFY(!stats::orderRanks(5, 0.5).lower);
        QCOMPARE(stats::wilson(0, 0).high, 1.0);
        QCOMPARE(stats::zeroEventsBound(0), 1.0);
    }
    void medianIntervalsCoverAsTheySay()
    {
        constexpr int kTries = 4000, kN = 20;
        int covered = 0;
        for (int i = 0; i < kTries; ++i) {
            const auto interval = stats::quantileInterval(drawn(std::uint64_t(i) + 1, kN), 0.5);
            covered += interval->low <= std::log(2.0) && std::log(2.0) <= interval->high;
        }
        const double wanted = stats::orderRanks(kN, 0.5).coverage;
        QVERIFY(std::abs(double(covered) / kTries - wanted) < 4 * std::sqrt(wanted * (1 - wanted) / kTries));
    }
    void shortSeriesHaveNoSteadyState()
    {
        for (const auto& series : { kNone, kOne, kTwo }) {
            QVERIFY(!stats::mser5(series).accepted);
            QCOMPARE(stats::classify(series, true).steadiness, stats::Steadiness::NoSteadyState);
        }
        QCOMPARE(stats::theilSenSlope(kOne), 0.0);
        QCOMPARE(stats::theilSenSlope(kTwo), 4.0);
        QCOMPARE(stats::driftShare(std::vector<double>(50, 3)), 0.0);
        const auto flat = stats::mser5(std::vector<double>(200, 3));
        QVERIFY(flat.accepted && flat.enough && flat.cutObservations == 0);
        QCOMPARE(flat.statistic, 0.0);
    }
    void correlationOfFewOrEqualValues()
    {
        for (const auto& series : { kNone, kOne, std::vector<double>(9, 2.5) })
            QCOMPARE(stats::lagOneCorrelation(series), 0.0);
        QCOMPARE(stats::effectiveSamples(100, 1), 1.0);
        QCOMPARE(stats::effectiveSamples(100, -0.5), 100.0);
        QCOMPARE(stats::effectiveSamples(100, -1), 100.0);
    }
    void comparisonsOfNothing()
    {
        QVERIFY(!stats::pairedRatio(kNone, kOne));
        QVERIFY(!stats::pairedRatio(kOne, std::vector<double>{ 0 }));
        QVERIFY(!stats::pairedRatio(kOne, kOne)->interval);
        QCOMPARE(stats::rankSum(kNone, kOne).p, 1.0);
        QCOMPARE(stats::signedRank(kNone).p, 1.0);
        QCOMPARE(stats::signedRank(std::vector<double>(5, 0)).p, 1.0);
        QVERIFY(!stats::shift(kNone, kOne));
        QVERIFY(stats::holm(kNone).empty());
    }
    void exactTestsBearTies()
    {
        const std::vector<double> a{ 1, 2, 2, 3 }, b{ 2, 2, 3, 4 };
        const auto test = stats::rankSum(a, b);
        QCOMPARE(test.u, 4.5);
        QVERIFY(test.p > 0.2 && test.p <= 1);
        const std::vector<double> all(4, 1);
        QCOMPARE(stats::rankSum(all, all).p, 1.0);
        QCOMPARE(stats::rankSum(all, all).cliffsDelta, 0.0);
    }
    void normalAndExactTestsAgreeWhereTheyMeet()
    {
        const auto a = drawn(5, 20), b = drawn(6, 20);
        auto longer = b;
        longer.push_back(*stats::median(b));
        const auto exact = stats::rankSum(a, b), normal = stats::rankSum(a, longer);
        QVERIFY(exact.exact && !normal.exact);
        QVERIFY(std::abs(exact.p - normal.p) < 0.05);
    }
    void comparisonsMirror()
    {
        const auto a = drawn(1, 9), b = drawn(2, 9);
        const auto ab = stats::rankSum(a, b), ba = stats::rankSum(b, a);
        QCOMPARE(ab.p, ba.p);
        QCOMPARE(ab.u + ba.u, 81.0);
        QVERIFY(std::abs(ab.cliffsDelta + ba.cliffsDelta) < 1e-12);
        QVERIFY(std::abs(stats::pairedRatio(a, b)->estimate * stats::pairedRatio(b, a)->estimate - 1) < 1e-12);
    }
    void practicalVerdicts()
    {
        using stats::Practical;
        QCOMPARE(stats::practicalVerdict({ 1.05, 1.2 }), Practical::Higher);
        QCOMPARE(stats::practicalVerdict({ 0.8, 0.9 }), Practical::Lower);
        QCOMPARE(stats::practicalVerdict({ 0.99, 1.02 }), Practical::Equal);
        QCOMPARE(stats::practicalVerdict({ 0.95, 1.1 }), Practical::Inconclusive);
        QCOMPARE(stats::practicalVerdict({ 1.01, 1.1 }), Practical::Inconclusive); // above 1, but not by a margin
        QCOMPARE(stats::roundsWanted({ 1 / 1.03, 1.03 }, 6), 0);
        QCOMPARE(
            stats::roundsWanted({ 1 / (1.03 * 1.03), 1.03 * 1.03 }, 6), 18); // twice as wide: four times the rounds
    }
    void scalingFitsRefuseTooLittle()
    {
        using scaling::Point;
        const std::vector<Point> two{ { 1, 10 }, { 2, 19 }, { 2, 18 } };
        QVERIFY(!scaling::fitUsl(two));
        QVERIFY(!scaling::fitUsl(std::vector<Point>{ { 1, 10 }, { 2, 0 }, { 4, 20 } }));
        QVERIFY(scaling::chooseLaw(std::vector<Point>{ { 1, 10 } }).empty());
        const std::vector<Point> three{ { 1, 10 }, { 2, 19 }, { 3, 26 } };
        const auto fit = scaling::fitUsl(three);
        QVERIFY(fit && !fit->errors[0]); // three parameters, three points: no error can be told
        QVERIFY(!scaling::whyKappaUnknown(*fit, three).empty());
        QVERIFY(!scaling::parallelShare(1.5, 1) && !scaling::karpFlatt(0, 2));
    }
    void aStraightLineIsLinear()
    {
        std::vector<scaling::Point> points;
        for (int n = 1; n <= 8; ++n)
            points.push_back({ double(n), 50.0 * n * (n % 2 ? 1.002 : 0.998) });
        QVERIFY(scaling::chooseLaw(points).front().law == scaling::Law::Linear);
    }
    void crossoversThatAreNotThere()
    {
        const std::vector<double> work{ 1, 10, 100 };
        const auto times = [&](double add, double slope) {
            std::vector<double> all;
            for (const double w : work)
                all.push_back(add + slope * w);
            return all;
        };
        QVERIFY(!crossover::lineCrossing(work, times(5, 1.2))); // the pool never catches up
        using Place = crossover::LocalCrossing::Place;
        QVERIFY(crossover::localCrossing(work, work, times(5, 1.2))->place == Place::AboveRange);
        QVERIFY(crossover::localCrossing(work, work, times(0, 0.5))->place == Place::BelowRange);
        QVERIFY(!crossover::localCrossing({}, {}, {}));
        const auto within = crossover::localCrossing(work, work, times(2, 0.5));
        QVERIFY(within->place == Place::Within && within->at > 1 && within->at < 10);
        QVERIFY(!crossover::breakEvenWork(1, 1, 1, 1) && !crossover::breakEvenTasks(1, 1, 5, 2));
        const std::vector<double> noisy{ 5, 9, 4, 6, 1 }, fitted{ 7, 7, 5, 5, 1 };
        QCOMPARE(crossover::nonIncreasing(noisy), fitted);
    }
    void anUncertainCrossingHasNoInterval()
    {
        const std::vector<double> x{ 10, 20, 30, 40 }, y{ 25, 18, 50, 30 };
        const auto crossing = crossover::lineCrossing(x, y);
        QVERIFY(!crossing || !crossing->interval);
    }
    void bootstrapIsRepeatableAndCovers()
    {
        const auto values = drawn(9, 25);
        const auto meanOf = [&](std::span<const std::size_t> rounds) {
            double sum = 0;
            for (const std::size_t i : rounds)
                sum += values[i];
            return sum / double(rounds.size());
        };
        const auto first = stats::bootstrap(values.size(), meanOf, 42);
        const auto again = stats::bootstrap(values.size(), meanOf, 42);
        QCOMPARE(first->low, again->low);
        QCOMPARE(first->high, again->high);
        const double seen = *stats::mean(values);
        QVERIFY(first->low < seen && seen < first->high);
        QVERIFY(stats::bootstrap(values.size(), meanOf, 43)->low != first->low);
        QVERIFY(!stats::bootstrap(1, meanOf, 42));
        // Eight rounds of one value each: the interval lies within what was seen.
        const auto few = stats::bootstrap(8, meanOf, 1);
        QVERIFY(few->low >= 0 && few->high <= *std::max_element(values.begin(), values.end()));
    }
    void noiseBadges_data()
    {
        QTest::addColumn<stats::Signal>("signal");
        QTest::addColumn<double>("value");
        QTest::addColumn<stats::Badge>("badge");
        using stats::Badge, stats::Signal;
        QTest::newRow("no steal") << Signal::Steal << 0.0 << Badge::A;
        QTest::newRow("steal at the warning level is not above it") << Signal::Steal << 0.01 << Badge::A;
        QTest::newRow("some steal") << Signal::Steal << 0.02 << Badge::B;
        QTest::newRow("much steal") << Signal::Steal << 0.06 << Badge::C;
        QTest::newRow("a busy neighbour") << Signal::ForeignCpu << 0.2 << Badge::C;
        QTest::newRow("canary 4 % slower") << Signal::Canary << 0.04 << Badge::B;
        QTest::newRow("a fifth of the cores missing") << Signal::MissingCores << 0.2 << Badge::B;
        QTest::newRow("one major fault") << Signal::MajorFaults << 1.0 << Badge::B;
        QTest::newRow("pressure") << Signal::Pressure << 0.5 << Badge::C;
        QTest::newRow("600 involuntary switches") << Signal::InvoluntarySwitches << 600.0 << Badge::C;
    }
    void noiseBadges()
    {
        QFETCH(stats::Signal, signal);
        QFETCH(double, value);
        QFETCH(stats::Badge, badge);
        QCOMPARE(stats::badge({ signal, value }), badge);
        QVERIFY(!stats::name(signal).empty());
        const std::vector<stats::Reading> both{ { stats::Signal::Frequency, 0 }, { signal, value } };
        QCOMPARE(stats::worstBadge(both), badge);
        QCOMPARE(stats::worstBadge({}), stats::Badge::A);
    }
    void outliersAreMarked()
    {
        const std::vector<double> rounds{ 100, 101, 99, 100, 160, 102 };
        QCOMPARE(stats::outlierRounds(rounds), (std::vector<std::size_t>{ 4 }));
        QVERIFY(stats::outlierRounds(kTwo).empty());
        QCOMPARE(stats::roundSpread(kOne), 0.0);
        QVERIFY(std::abs(stats::roundSpread(rounds) - 1.4826 / 100.5) < 1e-12);
    }
    void efficiencyEdges()
    {
        QVERIFY(!stats::impossibleSpeedup(2.1, 2) && stats::impossibleSpeedup(2.11, 2));
        QCOMPARE(stats::boundEfficiency({}, 0), 0.0);
        QCOMPARE(stats::leastTime({ .tasks = 10, .ioEach = 6, .cpuEach = 1, .cores = 2, .connections = 4 }), 15.0);
    }
};

QTEST_APPLESS_MAIN(TestStatisticsEdges)
#include "tst_statistics_edges.moc"
