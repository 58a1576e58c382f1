// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/chartadapter.h"
#include "model/livelanes.h"

#include <QTest>

#include <memory>

using namespace ilv;
using namespace ilv::ui;

/// Faults planted by hand: the lanes that take them, and how what was planted is marked.
class TestLiveLanes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timelineDrawsTheTrialInWhichAFaultWasPlanted();
    void lanesOfTheRunningModelTakeFaults_data();
    void lanesOfTheRunningModelTakeFaults();
    void whatIsPlantedOnARunningLaneIsMarked();
    void lanesFillWhileTheFirstRoundRuns();
    void aFullSampleSaysNothingOfWhatCameAfterIt();

private:
    static ModelSummary summary(Model model, const char* label)
    {
        ModelSummary s;
        s.model = model;
        s.label = label;
        return s;
    }
    static Span span(Nanos begin, Nanos end, int lane, Category category, std::uint64_t task)
    {
        return { begin, end, task, static_cast<std::uint16_t>(lane), category, Outcome::Ok };
    }
};

void TestLiveLanes::timelineDrawsTheTrialInWhichAFaultWasPlanted()
{
    TrialResult plain, planted;
    plain.label = planted.label = "processes";
    plain.lanes = planted.lanes = { { 0, LaneKind::Worker, "w0", {}, 0, 0, 0 } };
    plain.spans = { span(0, 10, 0, Category::Compute, 1) };
    planted.spans = { span(1000, 1010, 0, Category::Compute, 7), span(1020, 1090, 0, Category::Compute, 8) };
    planted.faults = { { .asked = 1015, .struck = 1020, .task = 8, .lane = "w0", .fault = HandFault::Crash },
        { .asked = 1015, .struck = 0, .task = 0, .lane = "w0", .fault = HandFault::Hang },
        { .asked = 4000, .struck = 5'001'000, .task = 900, .lane = "w0", .fault = HandFault::Slow } };
    const TimelineData data = timelineFromTrials({ &plain, &planted }, { summary(Model::Processes, "processes") });
    const TimelineLane& lane = data.groups.at(0).lanes.at(0);
    QCOMPARE(lane.slices.size(), std::size_t{ 2 });
    QCOMPARE(lane.planted.size(), std::size_t{ 2 }); // the one between met no task
    QCOMPARE(lane.planted[0].at, Nanos{ 20 });
    QCOMPARE(lane.planted[0].text, QStringLiteral("Crash planted by hand, met by Task 8"));
    QCOMPARE(lane.planted[1].at, Nanos{ -1 }); // no place on the sample, which had ended
    QString text = lane.planted[1].text;
    QCOMPARE(text.replace(QChar(0x202F), QLatin1Char(' ')),
        QStringLiteral("Slow planted by hand, met by Task 900 at 5.00 ms, after what is drawn"));
}

void TestLiveLanes::lanesOfTheRunningModelTakeFaults_data()
{
    QTest::addColumn<int>("model");
    QTest::addColumn<bool>("onThreads");
    QTest::addColumn<QStringList>("lanes");
    const auto list = [](const char* names) { return QString::fromLatin1(names).split(QLatin1Char(' ')); };
    QTest::newRow("the one thread") << int(Model::Sequential) << false << list("main");
    QTest::newRow("the loop") << int(Model::Async) << false << list("loop");
    QTest::newRow("a thread pool") << int(Model::Threads) << false << list("t0 t1 t2");
    QTest::newRow("a process pool") << int(Model::Processes) << false << list("w0 w1 w2");
    QTest::newRow("a process for each task in flight") << int(Model::ProcessPerTask) << false << list("w0 w1 w2 w3");
    QTest::newRow("hybrid on processes") << int(Model::Hybrid) << false << list("w0 w1 w2 loop");
    QTest::newRow("hybrid on threads") << int(Model::Hybrid) << true << list("t0 t1 t2 loop");
}

void TestLiveLanes::lanesOfTheRunningModelTakeFaults()
{
    QFETCH(int, model);
    QFETCH(bool, onThreads);
    ModelSummary running = summary(static_cast<Model>(model), "this one");
    running.settings.workers = 3;
    running.settings.offload = onThreads ? Offload::Threads : Offload::Processes;
    running.inFlight = 4;
    LivePicture picture;
    picture.models.resize(1);
    picture.models[0].label = "this one";
    TimelineData timeline;
    addLiveLanes(timeline, picture, { running });
    QVERIFY(timeline.groups.empty()); // queued
    picture.models[0].state = LiveModel::State::Running;
    addLiveLanes(timeline, picture, { running });
    QCOMPARE(timeline.groups.size(), std::size_t{ 1 });
    QVERIFY(timeline.groups[0].live);
    QStringList names;
    for (const TimelineLane& lane : timeline.groups[0].lanes)
        names << lane.name;
    QTEST(names, "lanes");
}

void TestLiveLanes::whatIsPlantedOnARunningLaneIsMarked()
{
    TrialResult earlier;
    earlier.label = "threads";
    earlier.lanes = { { 0, LaneKind::Thread, "t0", {}, 0, 0, 0 }, { 1, LaneKind::Thread, "t1", {}, 0, 0, 0 } };
    earlier.spans = { span(0, 10, 0, Category::Compute, 1), span(0, 10, 1, Category::Compute, 2) };
    const std::vector<ModelSummary> models{ summary(Model::Threads, "threads"), summary(Model::Hybrid, "hybrid") };
    auto current = std::make_shared<TrialResult>();
    LivePicture picture;
    picture.models.resize(1);
    picture.models[0].label = "threads";
    picture.models[0].state = LiveModel::State::Running;
    picture.models[0].current = current;
    const std::string before = liveLanesKey(picture);
    current->faults = { { .asked = 5, .struck = 0, .task = 0, .lane = "t1", .fault = HandFault::Slow } };
    const std::string waiting = liveLanesKey(picture);
    QVERIFY(waiting != before);
    TimelineData timeline = timelineFromTrials({ &earlier }, models);
    addLiveLanes(timeline, picture, models);
    QCOMPARE(timeline.groups.size(), std::size_t{ 1 }); // the round before is kept
    QVERIFY(timeline.groups[0].lanes[0].planted.empty());
    QCOMPARE(
        timeline.groups[0].lanes[1].planted.at(0).text, QStringLiteral("Slow planted, waits for the lane's next task"));
    current->faults[0].struck = 6;
    current->faults[0].task = 1200;
    QVERIFY(liveLanesKey(picture) != waiting);
    timeline = timelineFromTrials({ &earlier }, models);
    addLiveLanes(timeline, picture, models);
    QCOMPARE(timeline.groups[0].lanes[1].planted.at(0).text, QStringLiteral("Slow planted, met by Task 1,200"));
}

void TestLiveLanes::lanesFillWhileTheFirstRoundRuns()
{
    ModelSummary threads = summary(Model::Threads, "threads");
    threads.settings.workers = 2;
    const std::vector<ModelSummary> models{ threads };
    auto current = std::make_shared<TrialResult>();
    current->windowBegin = 1'010;
    current->faults = { { .asked = 1'000, .struck = 1'030, .task = 8, .lane = "t1", .fault = HandFault::Slow },
        { .asked = 1'000, .struck = 1'090, .task = 9, .lane = "t1", .fault = HandFault::Crash } };
    auto sample = std::make_shared<TimelineSample>();
    sample->lanes = { { 5, LaneKind::Thread, "t0", {}, 0, 0, 0 }, { 6, LaneKind::Thread, "t1", {}, 0, 0, 0 } };
    sample->spans = { span(1'020, 1'060, 6, Category::Compute, 8), span(1'000, 1'015, 6, Category::Compute, 7) };
    LivePicture picture;
    picture.models.resize(1);
    picture.models[0].label = "threads";
    picture.models[0].model = Model::Threads;
    picture.models[0].state = LiveModel::State::Running;
    picture.models[0].current = current;
    picture.models[0].sample = sample;
    QCOMPARE(liveSample(picture), sample);
    TimelineData timeline;
    addLiveLanes(timeline, picture, models);
    const TimelineGroup& group = timeline.groups.at(0);
    QVERIFY(group.live);
    QCOMPARE(group.measuredFrom, Nanos{ 10 });
    QVERIFY(timeline.viewEnd > 0);
    QCOMPARE(group.lanes.size(), std::size_t{ 2 });
    QVERIFY(group.lanes[0].slices.empty()); // in its first task: nothing is known of it, not that it idles
    QCOMPARE(group.lanes[0].known, Nanos{ 0 });
    QCOMPARE(group.lanes[1].slices.size(), std::size_t{ 2 });
    QCOMPARE(group.lanes[1].slices[1].begin, Nanos{ 20 });
    QCOMPARE(group.lanes[1].known, Nanos{ 60 });
    QCOMPARE(group.lanes[1].planted.at(0).at, Nanos{ 30 });
    QCOMPARE(group.lanes[1].planted.at(1).at, Nanos{ -1 }); // after what is known
    // An earlier round is whole: it stays.
    auto earlier = std::make_shared<TrialResult>();
    earlier->label = "threads";
    earlier->spans = { span(0, 10, 0, Category::Compute, 1) };
    picture.models[0].trials = { earlier };
    QVERIFY(!liveSample(picture));
    timeline = timelineFromTrials({ earlier.get() }, models);
    addLiveLanes(timeline, picture, models);
    QCOMPARE(timeline.groups.at(0).lanes.size(), std::size_t{ 1 });
}

void TestLiveLanes::aFullSampleSaysNothingOfWhatCameAfterIt()
{
    TrialResult trial;
    trial.label = "threads";
    trial.lanes = { { 0, LaneKind::Thread, "t0", {}, 0, 0, 0 }, { 1, LaneKind::Thread, "t1", {}, 0, 0, 0 } };
    trial.windowBegin = 0;
    trial.windowEnd = 1'000'000;
    for (std::size_t i = 0; i < kSampledOfLane; ++i) {
        const auto at = static_cast<Nanos>(i) * 10;
        trial.spans.push_back(span(at, at + 5, 0, Category::Compute, i));
    }
    trial.spans.push_back(span(70'000, 70'005, 1, Category::Compute, 1));
    const TimelineData data = timelineFromTrials({ &trial }, { summary(Model::Threads, "threads") });
    const auto& lanes = data.groups.at(0).lanes;
    QCOMPARE(lanes[0].known, static_cast<Nanos>(kSampledOfLane) * 10 - 5); // full: what it did then is not known
    QCOMPARE(lanes[1].known, Nanos{ 1'000'000 }); // it idled to the end
}

QTEST_APPLESS_MAIN(TestLiveLanes)
#include "tst_livelanes.moc"
