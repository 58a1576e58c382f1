// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "model/rangecharts.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

/// What the other charts show of a stretch of the timeline.
class TestRangeCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsTheTasksThatEndedInside();
    void failedTasksAreNoThroughput();
    void latencyIsTheWholeStayOnTheLane();
    void percentilesNeedEnoughTasks();
    void splitCutsWhatReachesOut();
    void loopIsNoLaneOfATask();
    void nothingInsideIsNothing();
    void whatIsNotRecordedIsNotCounted();

private:
    /// Task i: transport 1 ms, then work 3 ms, one every 10 ms.
    static TimelineData sample(int tasks)
    {
        TimelineGroup group;
        group.name = nameOf(3);
        group.lanes.resize(1);
        for (int i = 0; i < tasks; ++i) {
            const Nanos at = i * 10'000'000LL;
            const auto task = static_cast<std::uint64_t>(i);
            group.lanes[0].slices.push_back({ at, at + 1'000'000, Phase::Transport, false, Outcome::Ok, 1, task });
            group.lanes[0].slices.push_back(
                { at + 1'000'000, at + 4'000'000, Phase::Work, false, Outcome::Ok, 1, task });
        }
        TimelineData data;
        data.groups.push_back(group);
        return data;
    }
    static ChartInputs inRange(const TimelineData& data, Nanos begin, Nanos end)
    {
        return chartDataInRange(data, begin, end, QStringLiteral("a part"));
    }
};

void TestRangeCharts::countsTheTasksThatEndedInside()
{
    const ChartInputs inputs = inRange(sample(100), 100'000'000, 600'000'000);
    const ThroughputSeries& series = inputs.throughput.series.front();
    QCOMPARE(*series.rate, 100.0);
    QCOMPARE(inputs.throughput.fromS, 0.1);
    QCOMPARE(inputs.throughput.spanS, 0.6);
    QCOMPARE(inputs.throughput.scope, QStringLiteral("a part"));
    double tasks = 0;
    for (const RatePoint& point : series.points)
        tasks += point.rate * 0.5 / static_cast<double>(series.points.size());
    QVERIFY(std::abs(tasks - 50) < 1e-9); // no task twice, none lost
    QCOMPARE(series.points.back().seconds, 0.6);
    QVERIFY(!series.low && !series.high); // a part of one round has no interval
}

void TestRangeCharts::failedTasksAreNoThroughput()
{
    TimelineData data = sample(10);
    data.groups[0].lanes[0].slices[1].failed = true;
    QCOMPARE(*inRange(data, 0, 100'000'000).throughput.series.front().rate, 90.0);
    // Unless it went well at last.
    data.groups[0].lanes[0].slices.push_back({ 99'000'000, 99'500'000, Phase::Work, false, Outcome::Ok, 2, 0 });
    QCOMPARE(*inRange(data, 0, 100'000'000).throughput.series.front().rate, 100.0);
}

void TestRangeCharts::latencyIsTheWholeStayOnTheLane()
{
    const LatencyRow row = inRange(sample(100), 2'000'000, 500'000'000).latency.rows.front();
    QCOMPARE(*row.p50Ns, 4e6); // the first one too, which began before
}

void TestRangeCharts::percentilesNeedEnoughTasks()
{
    const LatencyRow few = inRange(sample(9), 0, 1'000'000'000).latency.rows.front();
    QVERIFY(few.p50Ns && !few.p90Ns && !few.p99Ns);
    const LatencyRow some = inRange(sample(100), 0, 1'000'000'000).latency.rows.front();
    QVERIFY(some.p90Ns && some.p99Ns && !some.p999Ns);
}

void TestRangeCharts::splitCutsWhatReachesOut()
{
    const TimeSplitRow row = inRange(sample(2), 500'000, 12'000'000).timeSplit.rows.front();
    // One task ended: 0.5 + 1 ms of transport, 3 + 1 ms of work.
    QCOMPARE(row.ns[static_cast<std::size_t>(Phase::Transport)], 1.5e6);
    QCOMPARE(row.ns[static_cast<std::size_t>(Phase::Work)], 4e6);
}

void TestRangeCharts::loopIsNoLaneOfATask()
{
    TimelineData data = sample(10);
    TimelineLane loop{ QStringLiteral("loop"), {} };
    loop.slices.push_back({ 0, 90'000'000, Phase::Serialize, false, Outcome::Ok, 1, 3 });
    data.groups[0].lanes.push_back(loop);
    data.groups[0].loopLane = 1;
    QCOMPARE(*inRange(data, 0, 100'000'000).latency.rows.front().p50Ns, 4e6);
    QCOMPARE(*inRange(data, 0, 100'000'000).throughput.series.front().rate, 100.0);
}

void TestRangeCharts::nothingInsideIsNothing()
{
    const ChartInputs inputs = inRange(sample(2), 5'000'000, 9'000'000);
    QVERIFY(inputs.throughput.series.front().points.empty());
    QVERIFY(!inputs.latency.rows.front().p50Ns);
    QCOMPARE(inputs.timeSplit.rows.front().total(), 0.0);
    QVERIFY(inRange(sample(2), 5, 5).throughput.series.empty());
}

void TestRangeCharts::whatIsNotRecordedIsNotCounted()
{
    TimelineData data = sample(10);
    data.groups[0].lanes[0].known = 94'000'000;
    QCOMPARE(*inRange(data, 0, 188'000'000).throughput.series.front().rate, 10 / 0.094); // not half of it
    QVERIFY(inRange(data, 94'000'000, 188'000'000).throughput.series.empty());
    // A thread that had nothing to do yet takes nothing away from the others.
    data.groups[0].lanes.push_back({});
    data.groups[0].lanes.back().known = 0;
    QCOMPARE(*inRange(data, 0, 188'000'000).throughput.series.front().rate, 10 / 0.094);
    // A loop on which tasks only wait shows none of them: that is no rate of zero.
    data.groups[0].lanes[0].slices = { { 0, 1'000'000, Phase::Transport, false, Outcome::Ok, 1, UINT64_MAX } };
    QVERIFY(inRange(data, 0, 50'000'000).throughput.series.empty());
}

QTEST_APPLESS_MAIN(TestRangeCharts)
#include "tst_rangecharts.moc"
