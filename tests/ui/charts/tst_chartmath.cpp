// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/axes.h"
#include "charts/clip.h"
#include "charts/rows.h"
#include "charts/spread.h"
#include "charts/ticks.h"
#include "charts/timelinelayout.h"
#include "charts/timesplitview.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace ilv::ui;

using Doubles = std::vector<double>;
Q_DECLARE_METATYPE(Doubles)

/// The arithmetic behind the axes: where ticks, labels, lines and bars fall.
class TestChartMath : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rangesSnapTo125_data();
    void rangesSnapTo125();
    void linearTicksStepBy125_data();
    void linearTicksStepBy125();
    void timesStepByTheirUnit_data();
    void timesStepByTheirUnit();
    void logTicksLabelDecades();
    void logTicksLabelTwoAndFiveWhereThereIsRoom();
    void logTicksThinOutWhenDecadesAreClose();
    void ticksOfImpossibleRangesAreNone();
    void autoLogAboveTwenty();
    void liveRangeWaitsASecond();
    void labelsKeepTheirPlaceWhenFree();
    void labelsThatTouchShareTheirMean();
    void labelsStayInsideAndApart();
    void labelsThatDoNotFitShrinkTheGap();
    void linesAreCutAtTheEdges();
    void linesCrossingEverythingAreCutTwice();
    void zeroOnALogAxisLiesBelow();
    void cutLinesStayInside();
    void barPartsFillTheBar_data();
    void barPartsFillTheBar();
    void rowsArePointedAt();
    void rowsAreSteppedThrough();
    void timelineShowsAllLanesWhereTheyFit();
    void timelineShowsFewerLanesInsteadOfThinOnes();
    void timelinePutsNamesBesideLanesBeforeItLeavesAModelOut();
    void timelineDropsSingleLanesFirst();
    void timelineNeverOverlaps();
};

void TestChartMath::rangesSnapTo125_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("down");
    QTest::addColumn<double>("up");
    QTest::newRow("between 2 and 5") << 390.0 << 200.0 << 500.0;
    QTest::newRow("between 1 and 2") << 15'500.0 << 10'000.0 << 20'000.0;
    QTest::newRow("above 5") << 0.07 << 0.05 << 0.1;
    QTest::newRow("exactly 1") << 1.0 << 1.0 << 1.0;
    QTest::newRow("exactly 5, small") << 5e-9 << 5e-9 << 5e-9;
    QTest::newRow("exactly a thousand") << 1000.0 << 1000.0 << 1000.0;
    QTest::newRow("just below a decade") << 999.0 << 500.0 << 1000.0;
}

void TestChartMath::rangesSnapTo125()
{
    QFETCH(double, value);
    QTEST(snapDown(value), "down");
    QTEST(snapUp(value), "up");
}

void TestChartMath::linearTicksStepBy125_data()
{
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("length");
    QTest::addColumn<Doubles>("ticks");
    QTest::newRow("ten seconds on 597 px") << 10.0 << 597.0 << Doubles{ 0, 2, 4, 6, 8, 10 };
    QTest::newRow("thirty on 700 px") << 30.0 << 700.0 << Doubles{ 0, 5, 10, 15, 20, 25, 30 };
    QTest::newRow("one on 100 px") << 1.0 << 100.0 << Doubles{ 0, 1 };
    QTest::newRow("end not on a tick") << 7.5 << 300.0 << Doubles{ 0, 2, 4, 6 };
    QTest::newRow("three tenths") << 0.3 << 300.0 << Doubles{ 0, 0.1, 0.2, 0.3 };
}

void TestChartMath::linearTicksStepBy125()
{
    QFETCH(double, high);
    QFETCH(double, length);
    QFETCH(Doubles, ticks);
    const Doubles got = linearTicks({ 0, high }, length, 72);
    QCOMPARE(got.size(), ticks.size());
    for (std::size_t i = 0; i < got.size(); ++i)
        QVERIFY2(std::abs(got[i] - ticks[i]) < 1e-9, qPrintable(QString::number(got[i])));
}

void TestChartMath::timesStepByTheirUnit_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("words");
    QTest::newRow("a quarter of an hour") << 0.0 << 900e9 << QStringLiteral("0 min|5 min|10 min|15 min");
    QTest::newRow("ten seconds") << 0.0 << 10e9 << QStringLiteral("0 s|2 s|4 s|6 s|8 s|10 s");
    QTest::newRow("fifty milliseconds") << 0.0 << 50e6 << QStringLiteral("0 ms|10 ms|20 ms|30 ms|40 ms|50 ms");
    QTest::newRow("a look into the middle") << 600e9 << 604e9 << QStringLiteral("600 s|601 s|602 s|603 s|604 s");
}

void TestChartMath::timesStepByTheirUnit()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, words);
    QStringList got;
    for (const Tick& tick : timeTicks({ from, to }, 400, 72))
        got += QString(tick.text).replace(QChar(0x202f), QLatin1Char(' '));
    QCOMPARE(got.join(QLatin1Char('|')), words);
}

void TestChartMath::logTicksLabelDecades()
{
    const LogTicks ticks = logTicks({ 50, 1e6 }, 326, 40);
    QCOMPARE(ticks.major, (Doubles{ 100, 1000, 10'000, 100'000, 1'000'000 }));
    QVERIFY(std::find(ticks.minor.begin(), ticks.minor.end(), 60.0) != ticks.minor.end());
    QVERIFY(std::find(ticks.minor.begin(), ticks.minor.end(), 40.0) == ticks.minor.end());
}

void TestChartMath::logTicksLabelTwoAndFiveWhereThereIsRoom()
{
    QCOMPARE(logTicks({ 200, 24'000 }, 210, 26).major, (Doubles{ 200, 500, 1000, 2000, 5000, 10'000, 20'000 }));
}

void TestChartMath::logTicksThinOutWhenDecadesAreClose()
{
    const Doubles major = logTicks({ 1, 1e12 }, 120, 20).major;
    QCOMPARE(major, (Doubles{ 1, 1e3, 1e6, 1e9, 1e12 }));
}

void TestChartMath::ticksOfImpossibleRangesAreNone()
{
    QVERIFY(linearTicks({ 1, 1 }, 100, 10).empty());
    QVERIFY(linearTicks({ 0, INFINITY }, 100, 10).empty());
    QVERIFY(linearTicks({ 0, 1 }, 0, 10).empty());
    QVERIFY(logTicks({ 0, 10 }, 100, 10).major.empty());
    QVERIFY(logTicks({ 10, 1 }, 100, 10).major.empty());
}

void TestChartMath::autoLogAboveTwenty()
{
    QVERIFY(!wantsLog(1, 20));
    QVERIFY(wantsLog(1, 20.1));
    QVERIFY(!wantsLog(0, 100));
}

void TestChartMath::liveRangeWaitsASecond()
{
    RangeKeeper keeper;
    const Range a{ 0, 10 }, b{ 0, 20 }, c{ 0, 50 };
    QCOMPARE(keeper.update(a, 0, true), a); // the first is taken at once
    QCOMPARE(keeper.update(b, 500, true), a);
    QCOMPARE(keeper.update(b, 1000, true), b);
    QCOMPARE(keeper.update(c, 1900, true), b);
    QCOMPARE(keeper.update(c, 2000, true), c);
    QCOMPARE(keeper.update(a, 2001, false), a); // not live: at once
    keeper.reset();
    QCOMPARE(keeper.update(b, 2002, true), b);
}

void TestChartMath::labelsKeepTheirPlaceWhenFree()
{
    QCOMPARE(spreadLabels({ 80, 20, 50 }, 18, 0, 100), (Doubles{ 80, 20, 50 }));
    QVERIFY(spreadLabels({}, 18, 0, 100).empty());
}

void TestChartMath::labelsThatTouchShareTheirMean()
{
    QCOMPARE(spreadLabels({ 50, 54 }, 18, 0, 100), (Doubles{ 43, 61 }));
    // Three: the mean of 50, 54, 49 is 51; order of the wishes decides who is above.
    QCOMPARE(spreadLabels({ 50, 54, 49 }, 18, 0, 100), (Doubles{ 51, 69, 33 }));
}

void TestChartMath::labelsStayInsideAndApart()
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(-20, 320);
    for (int round = 0; round < 500; ++round) {
        Doubles wishes;
        for (int i = 0; i < 1 + round % 12; ++i)
            wishes.push_back(place(random));
        const Doubles places = spreadLabels(wishes, 18, 0, 300);
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            QVERIFY(places[i] >= -1e-9 && places[i] <= 300 + 1e-9);
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(std::abs(places[i] - places[j]) >= 18 - 1e-6);
                if (wishes[i] < wishes[j])
                    QVERIFY(places[i] < places[j]); // leader lines never cross
            }
        }
    }
}

void TestChartMath::labelsThatDoNotFitShrinkTheGap()
{
    const Doubles places = spreadLabels({ 5, 5, 5, 5, 5 }, 18, 0, 40);
    QCOMPARE(places.front(), 0.0);
    QCOMPARE(places.back(), 40.0);
}

void TestChartMath::linesAreCutAtTheEdges()
{
    const auto cut = clipLine({ { 0, -10 }, { 1, 10 }, { 2, 30 } }, { 0, 20 }, false);
    QCOMPARE(cut.size(), 4);
    QCOMPARE(cut[0], QPointF(0.5, 0));
    QCOMPARE(cut[1], QPointF(1, 10));
    QCOMPARE(cut[2], QPointF(1.5, 20));
    QVERIFY(std::isnan(cut[3].y()));
}

void TestChartMath::linesCrossingEverythingAreCutTwice()
{
    const auto down = clipLine({ { 0, 30 }, { 4, -10 } }, { 0, 20 }, false);
    QCOMPARE(down.size(), 3);
    QCOMPARE(down[0], QPointF(1, 20));
    QCOMPARE(down[1], QPointF(3, 0));
    const auto outside = clipLine({ { 0, 30 }, { 4, 40 }, { 5, 30 } }, { 0, 20 }, false);
    QVERIFY(outside.isEmpty());
}

void TestChartMath::zeroOnALogAxisLiesBelow()
{
    const auto cut = clipLine({ { 0, 0 }, { 1, 100 } }, { 10, 1000 }, true);
    QCOMPARE(cut.size(), 2);
    QCOMPARE(cut[0].y(), 10.0);
    QVERIFY(cut[0].x() > 0.5 && cut[0].x() < 1); // it rises steeply, but from a finite depth
    QCOMPARE(cut[1], QPointF(1, 100));
}

void TestChartMath::cutLinesStayInside()
{
    std::mt19937 random(11);
    std::uniform_real_distribution<double> value(-50, 150);
    for (const bool logarithmic : { false, true }) {
        std::vector<QPointF> points;
        for (int i = 0; i < 2000; ++i)
            points.emplace_back(i, i % 97 == 0 ? NAN : value(random));
        const Range range = logarithmic ? Range{ 5, 80 } : Range{ 0, 100 };
        double last = -1;
        for (const QPointF& point : clipLine(points, range, logarithmic)) {
            QVERIFY(point.x() >= last);
            last = point.x();
            QVERIFY(std::isnan(point.y()) || (point.y() >= range.low - 1e-9 && point.y() <= range.high + 1e-9));
        }
    }
}

void TestChartMath::barPartsFillTheBar_data()
{
    QTest::addColumn<Doubles>("ns");
    QTest::addColumn<double>("width");
    QTest::addColumn<int>("count");
    QTest::newRow("all five") << Doubles{ 23, 1, 2, 61, 13 } << 575.0 << 5;
    QTest::newRow("phases that took no time are left out") << Doubles{ 0, 0, 0, 98, 2 } << 575.0 << 2;
    QTest::newRow("hair-thin ones are still a pixel") << Doubles{ 1, 1e6, 0, 0, 1 } << 300.0 << 3;
    QTest::newRow("thin ones at the end") << Doubles{ 0, 1e9, 1, 1, 1 } << 20.0 << 4;
    QTest::newRow("nothing") << Doubles{ 0, 0, 0, 0, 0 } << 300.0 << 0;
}

void TestChartMath::barPartsFillTheBar()
{
    QFETCH(Doubles, ns);
    QFETCH(double, width);
    QFETCH(int, count);
    std::array<double, kPhaseCount> parts{};
    std::copy(ns.begin(), ns.end(), parts.begin());
    const auto bar = barParts(parts, width);
    QCOMPARE(static_cast<int>(bar.size()), count);
    for (std::size_t i = 0; i < bar.size(); ++i) {
        QVERIFY(bar[i].right - bar[i].left >= 1);
        QVERIFY(bar[i].left >= 0 && bar[i].right <= width);
        if (i > 0) {
            const double gap = bar[i].left - bar[i - 1].right;
            QVERIFY(gap == 0 || gap == 1);
            QVERIFY(bar[i - 1].phase < bar[i].phase);
        }
    }
    if (count > 0)
        QCOMPARE(bar.back().right, width);
}

void TestChartMath::rowsArePointedAt()
{
    const QRectF plot(100, 20, 300, 60);
    QCOMPARE(rowCentre(plot, 6, 0), 25.0);
    QCOMPARE(rowAt(plot, 6, QPointF(0, 39)), std::optional<std::size_t>(1));
    QCOMPARE(rowAt(plot, 6, QPointF(0, 79.99)), std::optional<std::size_t>(5));
    QVERIFY(!rowAt(plot, 6, QPointF(0, 80)));
    QVERIFY(!rowAt(plot, 0, QPointF(0, 40)));
}

void TestChartMath::rowsAreSteppedThrough()
{
    const std::vector<bool> shown{ true, false, true, true };
    QCOMPARE(stepRow(shown, {}, 1), std::optional<std::size_t>(0));
    QCOMPARE(stepRow(shown, {}, -1), std::optional<std::size_t>(3));
    QCOMPARE(stepRow(shown, std::size_t{ 0 }, 1), std::optional<std::size_t>(2));
    QCOMPARE(stepRow(shown, std::size_t{ 3 }, 1), std::optional<std::size_t>(3));
    QCOMPARE(stepRow(shown, std::size_t{ 2 }, -1'000'000), std::optional<std::size_t>(0));
    QVERIFY(!stepRow({ false }, {}, 1));
}

void TestChartMath::timelineShowsAllLanesWhereTheyFit()
{
    const TimelineLayout layout = layOutTimeline({ 1, 8, 8 }, 420, 1);
    QCOMPARE(layout.groups.size(), std::size_t{ 3 });
    QCOMPARE(layout.groups[1].lanes, 8);
    QVERIFY(layout.groups[0].pitch > layout.groups[1].pitch); // a lone lane is twice as high
}

void TestChartMath::timelineShowsFewerLanesInsteadOfThinOnes()
{
    const TimelineLayout layout = layOutTimeline({ 64, 8, 64 }, 202, 1);
    QCOMPARE(layout.groups.size(), std::size_t{ 3 });
    for (const auto& group : layout.groups)
        QCOMPARE(group.lanes, 4);
    QVERIFY(layout.groups[0].laneHeight >= 9);
}

void TestChartMath::timelinePutsNamesBesideLanesBeforeItLeavesAModelOut()
{
    const TimelineLayout roomy = layOutTimeline({ 1, 1, 2, 2, 12, 3 }, 420, 1);
    QVERIFY(!roomy.beside);
    for (const double height : { 95.0, 130.0, 202.0 }) {
        const TimelineLayout layout = layOutTimeline({ 1, 1, 2, 2, 12, 3 }, height, 1);
        QVERIFY(layout.beside);
        QCOMPARE(layout.groups.size(), std::size_t{ 6 });
        for (const auto& group : layout.groups) {
            QVERIFY(group.laneHeight >= 9 - 1e-9);
            QVERIFY(group.headerCentre > group.top && group.headerCentre < group.top + group.lanes * group.pitch);
        }
    }
}

void TestChartMath::timelineDropsSingleLanesFirst()
{
    const TimelineLayout layout = layOutTimeline({ 1, 1, 64, 8, 64, 9 }, 50, 1);
    QCOMPARE(layout.groups.size(), std::size_t{ 3 });
    QCOMPARE(layout.groups[0].index, std::size_t{ 2 });
    QCOMPARE(layout.groups[2].index, std::size_t{ 4 });
    for (const std::size_t keep : { 0u, 1u, 5u }) { // one that faults can be dropped on
        const TimelineLayout kept = layOutTimeline({ 1, 1, 64, 8, 64, 9 }, 50, 1, keep);
        QCOMPARE(kept.groups.size(), layout.groups.size());
        QVERIFY(std::any_of(kept.groups.begin(), kept.groups.end(),
            [keep](const TimelineLayout::Group& group) { return group.index == keep; }));
    }
}

void TestChartMath::timelineNeverOverlaps()
{
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        std::vector<int> counts;
        for (unsigned i = 0; i < random() % 8; ++i)
            counts.push_back(static_cast<int>(random() % 70));
        const double scale = round % 2 ? 1.5 : 1.0, height = 60 + static_cast<double>(random() % 600);
        const TimelineLayout layout = layOutTimeline(counts, height, scale);
        double free = 0;
        for (const auto& group : layout.groups) {
            QVERIFY(group.lanes >= 1 && group.lanes <= counts[group.index]);
            QVERIFY(group.headerCentre > free - 1e-9 && group.top > free - 1e-9);
            QVERIFY(layout.beside || group.top > group.headerCentre);
            QVERIFY(group.laneHeight < group.pitch);
            free = group.top + group.lanes * group.pitch;
        }
        QVERIFY(free <= height + 1e-6);
    }
    QVERIFY(layOutTimeline({}, 300, 1).groups.empty());
    QVERIFY(layOutTimeline({ 0, 0 }, 300, 1).groups.empty());
}

QTEST_APPLESS_MAIN(TestChartMath)
#include "tst_chartmath.moc"
