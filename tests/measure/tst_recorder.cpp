// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "measure/recorder.h"

#include <QtTest>

#include <numeric>
#include <thread>

using namespace ilv;

namespace {

TaskRecord task(std::uint64_t index, Nanos intend, Nanos queue, Nanos compute, Outcome outcome = Outcome::Ok)
{
    TaskRecord record;
    record.index = index;
    record.intend = intend;
    record.done = intend + queue + compute;
    record.service = compute;
    record.spent[slot(Category::QueueWait)] = queue;
    record.spent[slot(Category::Compute)] = compute;
    record.outcome = outcome;
    return record;
}

Nanos sum(const CategorySums& sums)
{
    return std::accumulate(sums.begin(), sums.end(), Nanos{ 0 });
}

std::uint64_t sum(const std::vector<std::uint32_t>& bins)
{
    return std::accumulate(bins.begin(), bins.end(), std::uint64_t{ 0 });
}

} // namespace

class TestRecorder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outcomesAreCountedOnceAndByKind()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "thread 1");
        recorder.openWindow(0);
        for (std::size_t i = 0; i < kOutcomeCount; ++i) {
            TaskRecord record = task(i, 10, 20, 30, kOutcomes[i]);
            record.attempts = 2;
            lane.record(record);
        }
        TaskRecord warm = task(9, 0, 1, 1);
        warm.warmup = true;
        lane.record(warm);

        const RecorderSnapshot seen = recorder.snapshot();
        for (const std::uint64_t count : seen.outcomes)
            QCOMPARE(count, 1u);
        QCOMPARE(seen.warmupOutcomes[0], 1u);
        QCOMPARE(seen.attempts, 2 * kOutcomeCount);
        QCOMPARE(seen.response.count, 3u); // ok, wrong and the censored time-out
        QCOMPARE(seen.service.count, 3u);
        QCOMPARE(sum(seen.spent), 50); // of the one ok task
        QCOMPARE(seen.identityViolations, 0u);
        QCOMPARE(sum(seen.okBins), 1u);
    }
    void aTaskThatTimedOutBeforeItBeganHasNoServiceTime()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Main, "main");
        lane.record(task(0, 0, 70, 0, Outcome::Timeout));
        QCOMPARE(recorder.snapshot().response.max, 70);
        QCOMPARE(recorder.snapshot().service.count, 0u);
    }
    void aLedgerThatDoesNotCloseIsCounted_data()
    {
        QTest::addColumn<qint64>("queue");
        QTest::addColumn<qint64>("compute");
        QTest::addColumn<qint64>("whole");
        QTest::addColumn<quint64>("violations");
        QTest::newRow("parts sum to the whole") << qint64(20) << qint64(30) << qint64(50) << quint64(0);
        QTest::newRow("one nanosecond is missing") << qint64(20) << qint64(29) << qint64(50) << quint64(1);
        QTest::newRow("one nanosecond too much") << qint64(20) << qint64(31) << qint64(50) << quint64(1);
        QTest::newRow("the sum is right and a part negative") << qint64(-10) << qint64(60) << qint64(50) << quint64(1);
    }
    void aLedgerThatDoesNotCloseIsCounted()
    {
        QFETCH(qint64, queue);
        QFETCH(qint64, compute);
        QFETCH(qint64, whole);
        QFETCH(quint64, violations);
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Main, "main");
        TaskRecord record = task(0, 5, queue, compute);
        record.done = 5 + whole;
        lane.record(record);
        record.warmup = true;
        lane.record(record); // a fault in the warm-up is a fault
        QCOMPARE(recorder.snapshot().identityViolations, 2 * violations);
    }
    void tasksThatNeverRanNeedNoLedger()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Main, "main");
        TaskRecord record;
        record.intend = 100;
        record.done = 900;
        for (const Outcome outcome : { Outcome::NotRun, Outcome::Cancelled }) {
            record.outcome = outcome;
            lane.record(record);
        }
        QCOMPARE(recorder.snapshot().identityViolations, 0u);
    }
    void binsCountFromTheWindow()
    {
        TrialRecorder recorder({ .bins = 3 });
        LaneRecorder& early = recorder.addLane(LaneKind::Thread, "1");
        recorder.openWindow(kSecond);
        LaneRecorder& late = recorder.addLane(LaneKind::Thread, "2"); // takes the window over
        for (const Nanos ms : { -1, 0, 99, 100, 250, 300 })
            early.record(task(0, kSecond + ms * kMilli - 5, 0, 5));
        late.record(task(0, kSecond, 0, 120 * kMilli));
        const std::vector<std::uint32_t> expected{ 2, 2, 1 }; // before the window and past the last bin: in no bin
        QCOMPARE(recorder.snapshot().okBins, expected);
        QCOMPARE(recorder.snapshot().outcomes[0], 7u);
    }
    void fullStoresDropAndSaySo()
    {
        TrialRecorder recorder({ .spans = 2, .attempts = 1 });
        LaneRecorder& lane = recorder.addLane(LaneKind::Worker, "worker 1");
        for (std::uint64_t i = 0; i < 3; ++i) {
            lane.span({ .begin = 1, .end = 2, .index = i });
            lane.attempt({ .index = i });
        }
        QCOMPARE(recorder.takeSpans().size(), 2u);
        QCOMPARE(recorder.takeSpans().size(), 0u); // taken is taken
        const auto rows = recorder.takeAttempts();
        QCOMPARE(rows.size(), 1u);
        QCOMPARE(rows.front().index, 0u);
        QCOMPARE(recorder.snapshot().spansDropped, 1u);
        QCOMPARE(recorder.snapshot().attemptsDropped, 2u);
    }
    void rowsNobodyAskedForAreNotDropped()
    {
        TrialRecorder recorder({ .attempts = 0 });
        LaneRecorder& lane = recorder.addLane(LaneKind::Main, "main");
        lane.attempt({});
        QCOMPARE(recorder.takeAttempts().size(), 0u);
        QCOMPARE(recorder.snapshot().attemptsDropped, 0u);
    }
    void laneStatesSumToTheWindow()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Loop, "loop");
        QCOMPARE(recorder.lanes(50).front().end, 0); // not started: no window
        lane.start(100, Category::StartUp);
        lane.enter(Category::Compute, 150);
        lane.enter(Category::Idle, 180);
        const LaneSummary open = recorder.lanes(260).front();
        QCOMPARE(open.states[slot(Category::StartUp)], 50);
        QCOMPARE(open.states[slot(Category::Compute)], 30);
        QCOMPARE(open.states[slot(Category::Idle)], 80);
        QCOMPARE(sum(open.states), open.end - open.begin);
        lane.enter(Category::Compute, 170); // the clock went back
        const LaneSummary after = recorder.lanes(300).front();
        QCOMPARE(after.violations, 1u);
        QCOMPARE(sum(after.states), after.end - after.begin);
    }
    void statesKeptElsewhereAreAddedLifeByLife()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Worker, "worker 1");
        CategorySums life{};
        life[slot(Category::StartUp)] = 10;
        life[slot(Category::Compute)] = 90;
        lane.addStates(life, 1000, 1100);
        lane.addStates(life, 1150, 1250); // restarted after 50
        const LaneSummary seen = recorder.lanes(5000).front();
        QCOMPARE(seen.begin, 1000);
        QCOMPARE(seen.end, 1250); // its own end, not the asker's
        QCOMPARE(seen.states[slot(Category::Compute)], 180);
        QCOMPARE(seen.states[slot(Category::Idle)], 50); // nobody there
        QCOMPARE(seen.states[slot(Category::Unexplained)], 0);
        QCOMPARE(seen.violations, 0u);
        lane.addStates({}, 1250, 1300); // killed: it took its sums with it
        const LaneSummary killed = recorder.lanes(5000).front();
        QCOMPARE(killed.states[slot(Category::Unexplained)], 50);
        QCOMPARE(killed.violations, 0u);
        QCOMPARE(sum(killed.states), killed.end - killed.begin);
    }
    void livesThatSayTooMuchAreFaults()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Worker, "worker 1");
        CategorySums life{};
        life[slot(Category::Compute)] = 100;
        lane.addStates(life, 1000, 1090); // more than it lasted
        QCOMPARE(recorder.lanes(0).front().violations, 2u); // the life, and so the window
        LaneRecorder& other = recorder.addLane(LaneKind::Worker, "worker 2");
        other.addStates(life, 1000, 1100);
        other.addStates(life, 1050, 1150); // two lives at once
        QCOMPARE(recorder.lanes(0).back().violations, 1u);
    }
    void aReaderSeesConsistentPicturesWhileLanesWrite()
    {
        constexpr std::uint64_t kTasks = 60'000;
        TrialRecorder recorder({ .spans = 1000, .attempts = kTasks });
        std::vector<LaneRecorder*> lanes{ &recorder.addLane(LaneKind::Thread, "1"),
            &recorder.addLane(LaneKind::Thread, "2") };
        recorder.openWindow(0);
        std::atomic<int> running{ 2 };
        const auto write = [&](LaneRecorder& lane, std::uint64_t seed) {
            Nanos at = 0;
            lane.start(at, Category::Idle);
            for (std::uint64_t i = 0; i < kTasks; ++i) {
                const auto compute = static_cast<Nanos>(draw(seed, i) % 50'000);
                lane.enter(Category::Compute, at);
                lane.record(task(i, at, 7, compute));
                at += compute + 7;
                lane.enter(Category::Idle, at);
                lane.attempt({ .index = i, .outcome = Outcome::Ok, .last = true });
                lane.span({ .begin = at, .end = at, .index = i });
            }
            --running;
        };
        std::thread first(write, std::ref(*lanes[0]), 1);
        std::thread second(write, std::ref(*lanes[1]), 2);

        std::uint64_t rows = 0, before = 0;
        bool consistent = true;
        do {
            const RecorderSnapshot seen = recorder.snapshot();
            const std::uint64_t done = seen.outcomes[0];
            consistent = consistent && done >= before && seen.identityViolations == 0 && done <= 2 * kTasks;
            before = done;
            for (const LaneSummary& lane : recorder.lanes(0))
                consistent = consistent && lane.violations == 0 && sum(lane.states) == lane.end - lane.begin;
            rows += recorder.takeAttempts().size();
        } while (running > 0);
        first.join();
        second.join();
        rows += recorder.takeAttempts().size();

        QVERIFY(consistent);
        QCOMPARE(rows, 2 * kTasks);
        const RecorderSnapshot last = recorder.snapshot();
        QCOMPARE(last.outcomes[0], 2 * kTasks);
        QCOMPARE(last.response.count, 2 * kTasks);
        QCOMPARE(last.service.count, 2 * kTasks);
        QCOMPARE(sum(last.okBins), 2 * kTasks);
        QCOMPARE(static_cast<double>(sum(last.spent)), last.response.sum);
        QCOMPARE(recorder.takeSpans().size(), 2000u);
    }
};

QTEST_APPLESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
