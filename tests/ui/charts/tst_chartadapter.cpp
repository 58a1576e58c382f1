// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/modelsummary.h"
#include "model/chartadapter.h"

#include <QTest>

#include <memory>

using namespace ilv;
using namespace ilv::ui;

/// From summaries and trials to what the charts draw.
class TestChartAdapter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsComeInTheFixedOrder();
    void secondEntryOfAModelIsAVariant();
    void statesOfAFinishedRun();
    void statesOfALiveRun();
    void latenciesBecomeNanoseconds();
    void phasesKeepEveryNanosecond();
    void binsBecomeRates();
    void thinBinsArePooled();
    void longRunsArePooled();
    void runsShorterThanABinAreOnePoint();
    void liveLineComesFromTheRunningTrial();
    void stoppedLineSaysWhere();
    void timelineTakesTheFirstTrialWithSpans();
    void timelineSlicesDoNotOverlap();
    void timelineJoinsTouchingWorkOfOneTask();
    void timelineMarksFailures();
    void timelineLeavesOutWaitingOnALoop();
    void timelineOpensOnAboutTenTasks();
    void timelineCountsAttempts();
    void timelineFollowsTasksOverTheLoop();
    void failuresOnALoopAreMoments();
    void intervalsComeAlong();
    void warmUpStandsBeforeZero();
    void heatComesFromTheFirstTrialThatHasIt();

private:
    static ModelSummary summary(Model model, const char* label, ModelStatus status = ModelStatus::Measured);
    static Span span(
        Nanos begin, Nanos end, int lane, Category category, std::uint64_t task = 0, Outcome outcome = Outcome::Ok);
};

ModelSummary TestChartAdapter::summary(Model model, const char* label, ModelStatus status)
{
    ModelSummary s;
    s.model = model;
    s.label = label;
    s.status = status;
    return s;
}

Span TestChartAdapter::span(Nanos begin, Nanos end, int lane, Category category, std::uint64_t task, Outcome outcome)
{
    return { begin, end, task, static_cast<std::uint16_t>(lane), category, outcome };
}

void TestChartAdapter::rowsComeInTheFixedOrder()
{
    const ChartInputs inputs = chartDataFromSummaries({ summary(Model::Hybrid, "hybrid"),
        summary(Model::Sequential, "sequential"), summary(Model::Threads, "mine") });
    QCOMPARE(inputs.latency.rows.size(), std::size_t{ 3 });
    QCOMPARE(inputs.latency.rows[0].name.label, QStringLiteral("Sequential"));
    QCOMPARE(inputs.latency.rows[1].name.label, QStringLiteral("mine")); // its own label
    QCOMPARE(inputs.latency.rows[1].name.shortName, QStringLiteral("mine"));
    QCOMPARE(inputs.latency.rows[2].name.label, QStringLiteral("Hybrid"));
    QCOMPARE(inputs.timeSplit.rows[2].name.model, Model::Hybrid);
    QCOMPARE(inputs.throughput.series[0].name.shortName, QStringLiteral("Sequential"));
}

void TestChartAdapter::secondEntryOfAModelIsAVariant()
{
    const ChartInputs inputs = chartDataFromSummaries({ summary(Model::Processes, "processes"),
        summary(Model::Async, "async"), summary(Model::Processes, "two workers") });
    QCOMPARE(inputs.latency.rows[0].name.variant, 0);
    QCOMPARE(inputs.latency.rows[1].name.variant, 0);
    QCOMPARE(inputs.latency.rows[2].name.variant, 1);
    QCOMPARE(inputs.latency.rows[2].name.label, QStringLiteral("two workers"));
}

void TestChartAdapter::statesOfAFinishedRun()
{
    const ChartInputs inputs = chartDataFromSummaries(
        { summary(Model::Sequential, "a", ModelStatus::Measured), summary(Model::Async, "b", ModelStatus::Partial),
            summary(Model::Threads, "c", ModelStatus::Failed), summary(Model::Processes, "d", ModelStatus::NotRun) });
    QCOMPARE(inputs.latency.rows[0].state, SeriesState::Final);
    QCOMPARE(inputs.latency.rows[1].state, SeriesState::Stopped);
    QCOMPARE(inputs.latency.rows[2].state, SeriesState::Failed);
    QCOMPARE(inputs.latency.rows[3].state, SeriesState::NotRun);
}

void TestChartAdapter::statesOfALiveRun()
{
    LivePicture live;
    const auto add = [&](const char* label, LiveModel::State state, int rounds) {
        LiveModel model;
        model.label = label;
        model.state = state;
        model.roundsDone = rounds;
        live.models.push_back(model);
    };
    add("a", LiveModel::State::Done, 1);
    add("b", LiveModel::State::Running, 0);
    add("c", LiveModel::State::Queued, 0);
    add("d", LiveModel::State::Failed, 0);
    add("e", LiveModel::State::Queued, 2); // between two of its rounds: what it has counts
    add("f", LiveModel::State::Skipped, 0);
    std::vector<ModelSummary> rows;
    for (std::size_t i = 0; i < kModels.size(); ++i)
        rows.push_back(summary(kModels[i], live.models[i].label.c_str(), ModelStatus::NotRun));
    const auto& got = chartDataFromSummaries(rows, &live).timeSplit.rows;
    QCOMPARE(got[0].state, SeriesState::Final);
    QCOMPARE(got[1].state, SeriesState::Live);
    QCOMPARE(got[2].state, SeriesState::Queued);
    QCOMPARE(got[3].state, SeriesState::Failed);
    QCOMPARE(got[4].state, SeriesState::Final);
    QCOMPARE(got[5].state, SeriesState::NotRun);
}

void TestChartAdapter::latenciesBecomeNanoseconds()
{
    ModelSummary one = summary(Model::Threads, "threads");
    one.latency.p50Ms = 4.27;
    one.latency.p99Ms = 8.3;
    const LatencyRow row = chartDataFromSummaries({ one }).latency.rows.front();
    QCOMPARE(*row.p50Ns, 4.27e6);
    QCOMPARE(*row.p99Ns, 8.3e6);
    QVERIFY(!row.p90Ns && !row.p999Ns); // too few samples stay absent
}

void TestChartAdapter::phasesKeepEveryNanosecond()
{
    ModelSummary one = summary(Model::Hybrid, "hybrid");
    Nanos value = 1;
    for (const Category category : { Category::StartUp, Category::Serialize, Category::Transport, Category::QueueWait,
             Category::IoWait, Category::Compute, Category::RunDelay, Category::LoopBlocked, Category::Retry })
        one.perTask[slot(category)] = value *= 10;
    const TimeSplitRow row = chartDataFromSummaries({ one }).timeSplit.rows.front();
    QCOMPARE(row.ns[0], 1e1); // start-up
    QCOMPARE(row.ns[1], 1e2); // serialize
    QCOMPARE(row.ns[2], 1e3); // transport
    QCOMPARE(row.ns[3], 1e4 + 1e8 + 1e9); // queue wait, loop blocked, retry
    QCOMPARE(row.ns[4], 1e5 + 1e6 + 1e7); // I/O wait, compute, run-queue delay
    QCOMPARE(row.total(), 1'111'111'110.0);
    QVERIFY(!phaseOf(Category::Idle) && !phaseOf(Category::Unexplained));
}

void TestChartAdapter::binsBecomeRates()
{
    const auto points = ratePoints({ 100, 200, 300 });
    QCOMPARE(points.size(), std::size_t{ 3 });
    QCOMPARE(points[0].seconds, 0.1);
    QCOMPARE(points[0].rate, 1000.0);
    QCOMPARE(points[2].rate, 3000.0);
    QVERIFY(ratePoints({}).empty());
    QVERIFY(ratePoints({ 0, 0, 0 }).empty());
}

void TestChartAdapter::thinBinsArePooled()
{
    const std::vector<std::uint32_t> bins(100, 4); // 40 a second for ten seconds
    const auto points = ratePoints(bins);
    QCOMPARE(points.size(), std::size_t{ 20 }); // half a second each: 20 tasks
    for (const RatePoint& point : points)
        QVERIFY(std::abs(point.rate - 40) < 1e-9);
    QCOMPARE(points.back().seconds, 10.0);
    const auto few = ratePoints(std::vector<std::uint32_t>(20, 1));
    QVERIFY(few.size() >= 5); // but a line is left
}

void TestChartAdapter::longRunsArePooled()
{
    const auto points = ratePoints(std::vector<std::uint32_t>(36'000, 1000)); // an hour
    QVERIFY(points.size() <= 1200 && points.size() >= 500);
    QCOMPARE(points[100].rate, 10'000.0);
}

void TestChartAdapter::runsShorterThanABinAreOnePoint()
{
    ModelSummary one = summary(Model::Threads, "threads");
    one.throughput.median = 14'980;
    one.throughput.n = 6;
    one.counts.by[static_cast<std::size_t>(Outcome::Ok)] = 6000;
    const ThroughputSeries series = chartDataFromSummaries({ one }).throughput.series.front();
    QCOMPARE(series.points.size(), std::size_t{ 1 });
    QCOMPARE(series.points[0].rate, 14'980.0);
    QVERIFY(std::abs(series.points[0].seconds - 1000 / 14'980.0) < 1e-12);
}

void TestChartAdapter::liveLineComesFromTheRunningTrial()
{
    auto trial = std::make_shared<TrialResult>();
    trial->okBins = { 100, 200, 7 };
    LivePicture live;
    LiveModel model;
    model.label = "threads";
    model.state = LiveModel::State::Running;
    model.current = trial;
    live.models.push_back(model);
    ModelSummary one = summary(Model::Threads, "threads");
    one.okBins = { 50, 50 };
    const ThroughputSeries series = chartDataFromSummaries({ one }, &live).throughput.series.front();
    QCOMPARE(series.state, SeriesState::Live);
    QCOMPARE(series.points.size(), std::size_t{ 2 }); // without the bin that is still filling
    QCOMPARE(series.points[1].rate, 2000.0);
    QVERIFY(!series.rate);
}

void TestChartAdapter::stoppedLineSaysWhere()
{
    ModelSummary one = summary(Model::Threads, "threads", ModelStatus::Partial);
    one.okBins.assign(62, 100);
    const ThroughputSeries series = chartDataFromSummaries({ one }).throughput.series.front();
    QCOMPARE(series.state, SeriesState::Stopped);
    QVERIFY(std::abs(series.stoppedAtS - 6.2) < 1e-9);
}

void TestChartAdapter::timelineTakesTheFirstTrialWithSpans()
{
    TrialResult none, first, second;
    none.label = first.label = second.label = "processes";
    first.lanes = { { 1, LaneKind::Worker, "p0", {}, 0, 0, 0 } };
    first.spans = { span(1000, 2000, 1, Category::StartUp), span(2000, 5000, 1, Category::Compute) };
    second.spans = { span(0, 1, 1, Category::Compute) };
    const TimelineData data
        = timelineFromTrials({ &none, &first, &second }, { summary(Model::Processes, "processes") });
    QCOMPARE(data.groups.size(), std::size_t{ 1 });
    QCOMPARE(data.groups[0].name.label, QStringLiteral("Process pool"));
    QCOMPARE(data.groups[0].lanesNoun, QStringLiteral("process"));
    QCOMPARE(data.groups[0].lanes[0].name, QStringLiteral("p0"));
    const auto& slices = data.groups[0].lanes[0].slices;
    QCOMPARE(slices.size(), std::size_t{ 2 });
    QCOMPARE(slices[0].begin, Nanos{ 0 }); // from the trial's own first span
    QCOMPARE(slices[0].phase, Phase::Spawn);
    QCOMPARE(slices[1].end, Nanos{ 4000 });
    QCOMPARE(slices[1].phase, Phase::Work);
}

void TestChartAdapter::timelineSlicesDoNotOverlap()
{
    TrialResult trial;
    trial.label = "threads";
    trial.spans = { span(50, 120, 0, Category::Compute, 2), span(0, 100, 0, Category::Compute, 1),
        span(60, 80, 0, Category::Compute, 3), span(110, 200, 0, Category::Transport, 4) };
    const auto slices
        = timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") }).groups[0].lanes[0].slices;
    for (std::size_t i = 1; i < slices.size(); ++i)
        QVERIFY(slices[i].begin >= slices[i - 1].end);
    QCOMPARE(slices.back().end, Nanos{ 200 });
}

void TestChartAdapter::timelineJoinsTouchingWorkOfOneTask()
{
    TrialResult trial;
    trial.label = "threads";
    trial.spans = { span(0, 10, 0, Category::IoWait, 1), span(10, 30, 0, Category::Compute, 1),
        span(30, 40, 0, Category::Compute, 2) };
    const auto slices
        = timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") }).groups[0].lanes[0].slices;
    QCOMPARE(slices.size(), std::size_t{ 2 });
    QCOMPARE(slices[0].end, Nanos{ 30 });
}

void TestChartAdapter::timelineMarksFailures()
{
    TrialResult trial;
    trial.label = "threads";
    trial.spans = { span(0, 10, 0, Category::Compute, 1, Outcome::Crashed), span(10, 20, 0, Category::Compute, 2),
        span(20, 30, 0, Category::Compute, 3, Outcome::Cancelled),
        span(30, 40, 0, Category::Compute, 4, Outcome::Wrong) };
    const auto slices
        = timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") }).groups[0].lanes[0].slices;
    QCOMPARE(slices.size(), std::size_t{ 4 });
    QVERIFY(slices[0].failed && !slices[1].failed && !slices[2].failed && slices[3].failed);
}

void TestChartAdapter::timelineLeavesOutWaitingOnALoop()
{
    TrialResult trial;
    trial.label = "async";
    trial.lanes = { { 0, LaneKind::Loop, "loop", {}, 0, 0, 0 }, { 1, LaneKind::Main, "main", {}, 0, 0, 0 } };
    trial.spans = { span(0, 1000, 0, Category::IoWait, 1), span(0, 1000, 0, Category::IoWait, 2),
        span(100, 200, 0, Category::Compute, 1), span(0, 900, 1, Category::Compute) };
    ModelSummary one = summary(Model::Async, "async");
    one.inFlight = 64;
    const TimelineData data = timelineFromTrials({ &trial }, { one });
    QCOMPARE(data.groups[0].lanes.size(), std::size_t{ 1 }); // nor the main lane
    QCOMPARE(data.groups[0].lanes[0].slices.size(), std::size_t{ 1 });
    QCOMPARE(data.groups[0].note, QStringLiteral("64 in flight"));
}

void TestChartAdapter::timelineOpensOnAboutTenTasks()
{
    TrialResult trial;
    trial.label = "threads";
    for (int i = 0; i < 1000; ++i)
        trial.spans.push_back(
            span(i * 2'700'000LL, i * 2'700'000LL + 2'500'000, 0, Category::Compute, static_cast<std::uint64_t>(i)));
    QCOMPARE(timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") }).viewEnd, Nanos{ 30'000'000 });
    QCOMPARE(timelineFromTrials({}, {}).viewEnd, Nanos{ 0 });
}

void TestChartAdapter::timelineCountsAttempts()
{
    TrialResult trial;
    trial.label = "threads";
    trial.spans = { span(0, 10, 0, Category::Compute, 7, Outcome::Error),
        span(20, 30, 1, Category::Compute, 7, Outcome::Timeout), span(40, 50, 0, Category::Compute, 7),
        span(60, 70, 0, Category::Compute, 8) };
    const TimelineData data = timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") });
    const auto& first = data.groups[0].lanes[0].slices;
    QCOMPARE(int(first[0].attempt), 1);
    QCOMPARE(first[0].outcome, Outcome::Error);
    QCOMPARE(int(data.groups[0].lanes[1].slices[0].attempt), 2);
    QCOMPARE(int(first[1].attempt), 3);
    QCOMPARE(first[1].task, std::uint64_t{ 7 });
    QCOMPARE(int(first[2].attempt), 1);
    QCOMPARE(taskText(8), QStringLiteral("Task 8"));
    QCOMPARE(taskText((std::uint64_t{ 1 } << 40) + 3), QStringLiteral("Warm-up task 3"));
}

void TestChartAdapter::timelineFollowsTasksOverTheLoop()
{
    TrialResult trial;
    trial.label = "processes";
    trial.lanes = { { 0, LaneKind::Loop, "loop", {}, 0, 0, 0 }, { 1, LaneKind::Worker, "w0", {}, 0, 0, 0 } };
    trial.spans = { span(0, 5, 0, Category::Serialize, 1), span(10, 30, 1, Category::Compute, 1),
        span(35, 35, 0, Category::Serialize, 1), // read at 35, in no time
        span(40, 45, 0, Category::Serialize, 2), span(50, 60, 1, Category::Compute, 2) }; // its end was not sampled
    trial.windowBegin = 25;
    const TimelineGroup group = timelineFromTrials({ &trial }, { summary(Model::Processes, "processes") }).groups[0];
    QCOMPARE(group.lanes.size(), std::size_t{ 2 });
    QCOMPARE(group.lanes[0].name, QStringLiteral("w0"));
    QCOMPARE(group.loopLane, 1); // last, and not counted
    QCOMPARE(group.totalLanes, 1);
    QCOMPARE(group.lanesNoun, QStringLiteral("process"));
    QCOMPARE(group.measuredFrom, Nanos{ 25 });
    QCOMPARE(group.flows.size(), std::size_t{ 1 });
    QCOMPARE(group.flows[0].sent, Nanos{ 5 });
    QCOMPARE(group.flows[0].begun, Nanos{ 10 });
    QCOMPARE(group.flows[0].ended, Nanos{ 30 });
    QCOMPARE(group.flows[0].arrived, Nanos{ 35 });
    QCOMPARE(group.flows[0].lane, 0);
}

void TestChartAdapter::failuresOnALoopAreMoments()
{
    TrialResult trial;
    trial.label = "async";
    trial.lanes = { { 0, LaneKind::Loop, "loop", {}, 0, 0, 0 } };
    trial.spans = { span(0, 1000, 0, Category::IoWait, 1, Outcome::Timeout),
        span(0, 900, 0, Category::IoWait, 2, Outcome::Error), span(100, 200, 0, Category::Compute, 3) };
    const auto slices = timelineFromTrials({ &trial }, { summary(Model::Async, "async") }).groups[0].lanes[0].slices;
    QCOMPARE(slices.size(), std::size_t{ 3 });
    QVERIFY(!slices[0].failed);
    QVERIFY(slices[1].failed && slices[1].end == 900 && slices[1].task == 2);
    QVERIFY(slices[2].failed && slices[2].end == 1000 && slices[2].outcome == Outcome::Timeout);
}

void TestChartAdapter::intervalsComeAlong()
{
    ModelSummary one = summary(Model::Threads, "threads");
    one.throughput = { 100, 95, 103, 6 };
    const ThroughputSeries series = chartDataFromSummaries({ one }).throughput.series.front();
    QCOMPARE(*series.low, 95.0);
    QCOMPARE(*series.high, 103.0);
    QCOMPARE(series.rounds, 6);
}

void TestChartAdapter::warmUpStandsBeforeZero()
{
    ModelSummary one = summary(Model::Threads, "mine"), other = summary(Model::Async, "async");
    one.okBins = other.okBins = std::vector<std::uint32_t>(50, 100); // 5 s
    auto trial = std::make_shared<TrialResult>();
    trial->label = "mine";
    trial->warmUp = { 1'000'000'000, { 10, 30 } };
    const ThroughputData data = chartDataFromSummaries({ one, other }, nullptr, { trial }).throughput;
    QCOMPARE(data.fromS, -1.0);
    QCOMPARE(data.warmUpS, 0.0);
    QCOMPARE(data.series[0].points.front().seconds, 0.1); // the other one had none
    const auto& points = data.series[1].points;
    QCOMPARE(points.size(), std::size_t{ 52 });
    QCOMPARE(points[0].seconds, -0.5);
    QCOMPARE(points[0].rate, 20.0);
    QCOMPARE(points[1].seconds, 0.0);
    QCOMPARE(points[1].rate, 60.0);

    trial->warmUp.length = 10'000'000'000; // longer than the rest: its last quarter's worth
    const ThroughputData cut = chartDataFromSummaries({ one, other }, nullptr, { trial }).throughput;
    QCOMPARE(cut.fromS, -1.25);
    QVERIFY(cut.series[1].points.front().seconds >= cut.fromS);
    QCOMPARE(chartDataFromSummaries({ one, other }).throughput.fromS, 0.0);
}

void TestChartAdapter::heatComesFromTheFirstTrialThatHasIt()
{
    auto first = std::make_shared<TrialResult>(), second = std::make_shared<TrialResult>(),
         third = std::make_shared<TrialResult>();
    first->label = second->label = third->label = "threads";
    second->heat = { 100, { { 0, 1, 5 } } };
    third->heat = { 200, { { 0, 1, 5 } } };
    const LatencyRow row
        = chartDataFromSummaries({ summary(Model::Threads, "threads") }, nullptr, { first, second, third })
              .latency.rows.front();
    second.reset(); // the row keeps what it shows alive
    QVERIFY(row.heat);
    QCOMPARE(row.heat->width, Nanos{ 100 });
    QVERIFY(!chartDataFromSummaries({ summary(Model::Async, "async") }, nullptr, { first }).latency.rows.front().heat);
}

QTEST_APPLESS_MAIN(TestChartAdapter)
#include "tst_chartadapter.moc"
