// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/laneindex.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace ilv;
using namespace ilv::ui;

/// The timeline's level of detail against the obvious way: looking at every stretch.
class TestLaneIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatOverlaps();
    void busyTimeIsExact();
    void findsTheStretchAtATime();
    void fewStretchesAreOneBoxEach();
    void thinStretchesKeepThreeQuartersOfAPixel();
    void columnsAreExact_data();
    void columnsAreExact();
    void equalColumnsAreMerged();
    void nothingInsideDrawsNothing();
    void aMillionStretchesAreWalkedByColumns();

private:
    struct Stretch {
        Nanos begin, end;
    };
    static std::vector<Stretch> randomLane(std::mt19937& random, int count, Nanos longest, Nanos pause);
    static Nanos slowBusy(const std::vector<Stretch>& lane, Nanos from, Nanos to);
};

std::vector<TestLaneIndex::Stretch> TestLaneIndex::randomLane(
    std::mt19937& random, int count, Nanos longest, Nanos pause)
{
    std::vector<Stretch> lane;
    Nanos at = 0;
    for (int i = 0; i < count; ++i) {
        at += static_cast<Nanos>(random() % static_cast<unsigned>(pause + 1));
        const Nanos end = at + 1 + static_cast<Nanos>(random() % static_cast<unsigned>(longest));
        lane.push_back({ at, end });
        at = end;
    }
    return lane;
}

Nanos TestLaneIndex::slowBusy(const std::vector<Stretch>& lane, Nanos from, Nanos to)
{
    Nanos sum = 0;
    for (const Stretch& stretch : lane)
        sum += std::max<Nanos>(0, std::min(to, stretch.end) - std::max(from, stretch.begin));
    return sum;
}

void TestLaneIndex::refusesWhatOverlaps()
{
    LaneIndex index;
    index.add(10, 20);
    index.add(20, 30); // touching is fine
    index.add(29, 40); // overlaps
    index.add(50, 50); // no time at all
    index.add(60, 55);
    QCOMPARE(index.size(), std::size_t{ 2 });
    QCOMPARE(index.refused(), std::size_t{ 3 });
}

void TestLaneIndex::busyTimeIsExact()
{
    std::mt19937 random(1);
    const auto lane = randomLane(random, 300, 50, 30);
    LaneIndex index;
    for (const Stretch& stretch : lane)
        index.add(stretch.begin, stretch.end);
    const auto end = static_cast<unsigned>(lane.back().end) + 100;
    for (int i = 0; i < 3000; ++i) {
        const Nanos from = static_cast<Nanos>(random() % end) - 50, to = from + static_cast<Nanos>(random() % 400);
        QCOMPARE(index.busy(from, to), slowBusy(lane, from, to));
    }
    QCOMPARE(index.busy(10, 10), Nanos{ 0 });
    QCOMPARE(index.busy(20, 10), Nanos{ 0 });
}

void TestLaneIndex::findsTheStretchAtATime()
{
    LaneIndex index;
    index.add(10, 20);
    index.add(30, 40);
    QCOMPARE(index.at(9), std::size_t{ 2 });
    QCOMPARE(index.at(10), std::size_t{ 0 });
    QCOMPARE(index.at(19), std::size_t{ 0 });
    QCOMPARE(index.at(20), std::size_t{ 2 });
    QCOMPARE(index.at(39), std::size_t{ 1 });
    QCOMPARE(index.at(40), std::size_t{ 2 });
}

void TestLaneIndex::fewStretchesAreOneBoxEach()
{
    LaneIndex index;
    index.add(0, 100);
    index.add(250, 500);
    index.add(900, 2000);
    std::vector<LaneIndex::Box> boxes;
    index.boxes(50, 1050, 100, boxes); // 10 ns a px
    QCOMPARE(boxes.size(), std::size_t{ 3 });
    QCOMPARE(boxes[0], (LaneIndex::Box{ 0, 5, LaneIndex::kLevels })); // cut at the left edge
    QCOMPARE(boxes[1], (LaneIndex::Box{ 20, 45, LaneIndex::kLevels }));
    QCOMPARE(boxes[2], (LaneIndex::Box{ 85, 100, LaneIndex::kLevels }));
}

void TestLaneIndex::thinStretchesKeepThreeQuartersOfAPixel()
{
    LaneIndex index;
    index.add(500, 501);
    std::vector<LaneIndex::Box> boxes;
    index.boxes(0, 1000, 100, boxes);
    QCOMPARE(boxes.size(), std::size_t{ 1 });
    QCOMPARE(boxes[0].right - boxes[0].left, 0.75);
}

void TestLaneIndex::columnsAreExact_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("width");
    QTest::addColumn<double>("first"); // share of the lane's time
    QTest::addColumn<double>("last");
    QTest::newRow("the whole lane") << 20'000 << 700 << 0.0 << 1.0;
    QTest::newRow("a part of it") << 20'000 << 700 << 0.37 << 0.61;
    QTest::newRow("just dense enough for columns") << 800 << 1000 << 0.0 << 0.8;
    QTest::newRow("beyond both ends") << 5'000 << 333 << -0.5 << 1.5;
    QTest::newRow("one px wide") << 1'000 << 1 << 0.1 << 0.9;
}

void TestLaneIndex::columnsAreExact()
{
    QFETCH(int, count);
    QFETCH(int, width);
    QFETCH(double, first);
    QFETCH(double, last);
    std::mt19937 random(static_cast<unsigned>(count + width));
    auto lane = randomLane(random, count, 900, 700);
    LaneIndex index;
    for (const Stretch& stretch : lane)
        index.add(stretch.begin, stretch.end);
    const double all = static_cast<double>(lane.back().end);
    const Nanos from = static_cast<Nanos>(first * all), to = static_cast<Nanos>(last * all);
    std::vector<LaneIndex::Box> boxes;
    index.boxes(from, to, width, boxes);

    std::vector<int> drawn(static_cast<std::size_t>(width), 0);
    for (const LaneIndex::Box& box : boxes) {
        QCOMPARE(box.left, std::floor(box.left)); // columns
        for (int column = static_cast<int>(box.left); column < static_cast<int>(box.right); ++column)
            drawn[static_cast<std::size_t>(column)] = box.level;
    }
    const double scale = width / static_cast<double>(to - from);
    Nanos begin = from;
    for (int column = 0; column < width; ++column) {
        const Nanos end = column + 1 == width ? to : from + static_cast<Nanos>((column + 1) / scale);
        const Nanos busy = slowBusy(lane, begin, end);
        int level = 0;
        if (busy > 0) {
            const double share = static_cast<double>(busy) / static_cast<double>(end - begin);
            level = std::clamp(static_cast<int>(std::lround(share * LaneIndex::kLevels)), 1, LaneIndex::kLevels);
        }
        QCOMPARE(drawn[static_cast<std::size_t>(column)], level);
        begin = end;
    }
}

void TestLaneIndex::equalColumnsAreMerged()
{
    LaneIndex index;
    for (Nanos i = 0; i < 10'000; ++i)
        index.add(i * 10, i * 10 + 5); // half busy everywhere
    std::vector<LaneIndex::Box> boxes;
    index.boxes(0, 100'000, 100, boxes);
    QCOMPARE(boxes.size(), std::size_t{ 1 });
    QCOMPARE(boxes[0], (LaneIndex::Box{ 0, 100, LaneIndex::kLevels / 2 }));
}

void TestLaneIndex::nothingInsideDrawsNothing()
{
    LaneIndex index;
    std::vector<LaneIndex::Box> boxes{ { 1, 2, 3 } };
    index.boxes(0, 100, 100, boxes);
    QVERIFY(boxes.empty());
    index.add(200, 300);
    index.boxes(0, 100, 100, boxes);
    QVERIFY(boxes.empty());
    index.boxes(100, 0, 100, boxes);
    QVERIFY(boxes.empty());
    index.boxes(0, 1000, 0, boxes);
    QVERIFY(boxes.empty());
}

void TestLaneIndex::aMillionStretchesAreWalkedByColumns()
{
    LaneIndex index;
    index.reserve(1'000'000);
    for (Nanos i = 0; i < 1'000'000; ++i)
        index.add(i * 100, i * 100 + 1 + i % 99);
    std::vector<LaneIndex::Box> boxes;
    index.boxes(0, 100'000'000, 1200, boxes);
    QVERIFY(!boxes.empty() && boxes.size() <= 1200);
    QCOMPARE(index.busy(0, 100'000'000), Nanos{ 49'999'951 });
}

QTEST_APPLESS_MAIN(TestLaneIndex)
#include "tst_laneindex.moc"
