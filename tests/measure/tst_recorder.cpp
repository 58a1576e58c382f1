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
    void residenceIsSummedAndClippedToTheWindow()
    {
        // Science §9: (0,4) (1,3) (2,6) (5,7) in the window [2,6] have an area of 8; unclipped of 12.
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "1");
        recorder.openWindow(2, 6);
        LaneRecorder& late = recorder.addLane(LaneKind::Thread, "2");
        lane.record(task(0, 0, 1, 3));
        late.record(task(1, 1, 1, 1, Outcome::Error));
        lane.record(task(2, 2, 0, 4));
        late.record(task(3, 5, 1, 1, Outcome::Cancelled));
        auto warm = task(4, 2, 1, 1);
        warm.warmup = true;
        lane.record(warm);
        lane.record(task(5, 7, 1, 1)); // begun and ended behind it
        const RecorderSnapshot seen = recorder.snapshot();
        QCOMPARE(seen.residence, Nanos{ 12 + 2 });
        QCOMPARE(seen.residenceInWindow, Nanos{ 8 });
        QCOMPARE(seen.recorded, 6u);
    }
    void fineBinsHoldCountAndResponse()
    {
        RecorderLimits limits;
        limits.fineBins = 4;
        TrialRecorder recorder(limits);
        LaneRecorder& one = recorder.addLane(LaneKind::Thread, "1");
        LaneRecorder& two = recorder.addLane(LaneKind::Thread, "2");
        recorder.openWindow(kSecond);
        one.record(task(0, kSecond, 0, 3 * kMilli));
        two.record(task(1, kSecond + 2 * kMilli, kMilli, kMilli));
        two.record(task(2, kSecond + 20 * kMilli, 0, 5 * kMilli));
        two.record(task(3, kSecond + 20 * kMilli, 0, 5 * kMilli, Outcome::Error)); // ok tasks only
        one.record(task(4, kSecond + 40 * kMilli, 0, 5 * kMilli)); // past the last bin
        const FineBins fine = recorder.fineBins();
        QCOMPARE(fine.ok, (std::vector<std::uint32_t>{ 2, 0, 1 }));
        QCOMPARE(fine.response, (std::vector<Nanos>{ 5 * kMilli, 0, 5 * kMilli }));
    }
    void takenRowsMakeRoomForMore()
    {
        RecorderLimits limits;
        limits.attempts = 10;
        TrialRecorder recorder(limits);
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "1");
        std::uint64_t written = 0, next = 0;
        for (int batch = 0; batch < 50; ++batch) {
            for (int i = 0; i < 1 + batch % 10; ++i)
                lane.attempt({ .index = written++, .elapsed = 1, .last = true });
            for (const AttemptRow& row : recorder.takeAttempts())
                QCOMPARE(row.index, next++); // every row, once, in order, though the store holds ten
        }
        QCOMPARE(next, written);
        QCOMPARE(recorder.snapshot().attemptsDropped, 0u);
        for (int i = 0; i < 12; ++i)
            lane.attempt({ .index = written++, .elapsed = 1, .last = true });
        QCOMPARE(recorder.takeAttempts().size(), 10u);
        QCOMPARE(recorder.snapshot().attemptsDropped, 2u); // nobody took them in time: counted, not hidden
    }
    void rowsAreTakenWhileTheyAreWritten()
    {
        RecorderLimits limits;
        limits.attempts = 4096;
        TrialRecorder recorder(limits);
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "1");
        constexpr std::uint64_t kRows = 300'000;
        std::atomic<bool> written{ false };
        std::thread writer([&] {
            for (std::uint64_t i = 0; i < kRows; ++i)
                lane.attempt({ .index = i, .elapsed = static_cast<Nanos>(i * 3), .last = true });
            written = true;
        });
        std::uint64_t taken = 0, last = 0;
        bool inOrder = true, whole = true;
        for (bool more = true; more;) {
            more = !written;
            for (const AttemptRow& row : recorder.takeAttempts()) {
                inOrder = inOrder && (taken == 0 || row.index > last);
                whole = whole && row.elapsed == static_cast<Nanos>(row.index * 3);
                last = row.index;
                ++taken;
            }
        }
        writer.join();
        QVERIFY(inOrder && whole);
        QCOMPARE(taken + recorder.snapshot().attemptsDropped, kRows);
    }
    void latencyOverTimeCountsFromTheWindow()
    {
        TrialRecorder recorder({});
        LaneRecorder& one = recorder.addLane(LaneKind::Thread, "1");
        LaneRecorder& two = recorder.addLane(LaneKind::Thread, "2");
        recorder.openWindow(kSecond);
        QCOMPARE(recorder.heat().width, Nanos{ 0 });
        one.record(task(0, kSecond, 0, 5 * kMilli)); // 5 ms, delivered 5 ms into the window
        two.record(task(0, kSecond, 0, 5 * kMilli));
        two.record(task(0, kSecond + 100 * kMilli, 0, 150 * kMilli));
        one.record(task(0, kSecond - 9 * kMilli, 0, 5 * kMilli)); // before it
        const HeatData heat = recorder.heat();
        QCOMPARE(heat.width, 100 * kMilli);
        QCOMPARE(heat.cells.size(), 2u);
        QCOMPARE(heat.cells[0], (HeatData::Cell{ 0, static_cast<std::uint16_t>(heat::row(5 * kMilli)), 2 }));
        QCOMPARE(heat.cells[1], (HeatData::Cell{ 2, static_cast<std::uint16_t>(heat::row(150 * kMilli)), 1 }));
    }
    void longRunsHaveFewColumns()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "1");
        for (int second = 0; second < 3601; ++second)
            lane.record(task(0, second * kSecond, 0, kMilli));
        const HeatData heat = recorder.heat();
        QCOMPARE(heat.width, 30 * kSecond);
        QCOMPARE(heat.cells.size(), 120u);
        for (const HeatData::Cell& cell : heat.cells)
            QCOMPARE(cell.count, 30u); // an hour, and what came after it left out
    }
    void heatRowsHoldTheirLatencies()
    {
        for (Nanos ns = 1024; ns < 3600 * kSecond; ns += ns / 7) {
            const std::size_t row = heat::row(ns);
            QVERIFY(heat::lowest(row) <= ns && ns < heat::lowest(row + 1));
        }
        QCOMPARE(heat::row(-5), 0u);
        QCOMPARE(heat::row(INT64_MAX), heat::kRows - 1);
    }
    void warmUpIsALineOfItsOwn()
    {
        TrialRecorder recorder({});
        LaneRecorder& lane = recorder.addLane(LaneKind::Thread, "1");
        for (int i = 0; i < 50; ++i) {
            auto record = task(0, kSecond + i * 10 * kMilli, 0, 5 * kMilli);
            record.warmup = true;
            lane.record(record);
        }
        const WarmUpData before = recorder.warmUp(kSecond + 500 * kMilli);
        QCOMPARE(before.length, 500 * kMilli);
        QCOMPARE(before.bins, std::vector<std::uint32_t>(5, 10u));
        QCOMPARE(recorder.warmUp(kSecond).length, Nanos{ 0 });
        QCOMPARE(recorder.heat().width, Nanos{ 0 });
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
    void spansAreToldOnceWhileTheyAreWritten()
    {
        TrialRecorder recorder({ .spans = 5 });
        LaneRecorder& first = recorder.addLane(LaneKind::Worker, "w0");
        std::vector<std::size_t> told;
        const auto write = [](LaneRecorder& lane, std::uint64_t from, std::uint64_t to) {
            for (std::uint64_t i = from; i < to; ++i)
                lane.span({ .begin = 1, .end = 2, .index = i });
        };
        write(first, 0, 4);
        QCOMPARE(recorder.newSpans(told, 3).size(), 3u); // the oldest
        LaneRecorder& second = recorder.addLane(LaneKind::Worker, "w1"); // a lane that came later
        write(second, 10, 11);
        write(first, 4, 9); // beyond what it keeps
        const auto more = recorder.newSpans(told, 3);
        QCOMPARE(more.size(), 3u);
        QCOMPARE(more[0].index, 3u);
        QCOMPARE(more[1].index, 4u);
        QCOMPARE(more[2].index, 10u);
        QVERIFY(recorder.newSpans(told, 3).empty());
        QCOMPARE(recorder.takeSpans().size(), 6u); // the sample at the end is whole
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
