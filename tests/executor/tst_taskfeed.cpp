// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/poolwork.h"
#include "executor/tasklife.h"

#include <QTest>

using namespace ilv;

namespace {

TrialPlan planOf(std::int64_t tasks)
{
    TrialPlan plan;
    plan.workload.stages = { WaitStage{ 1, Spread::Constant } };
    plan.workload.outputBytes = 100;
    plan.load.tasks = tasks;
    plan.inFlight = 1;
    plan.retry = { .maxAttempts = 3, .onError = true, .backoffMs = 0 };
    return plan;
}

/// A feed and what it stands between.
struct Fed {
    Fed()
        : lane(recorder.addLane(LaneKind::Main, "main"))
        , feed({ plan, recipe, recorder, scheduler, loop, cancel })
    {
        scheduler.begin(1);
    }

    const TrialPlan plan = planOf(2);
    const TaskRecipe recipe{ plan.workload };
    TrialRecorder recorder{ { .attempts = 10 } };
    LaneRecorder& lane;
    Scheduler scheduler{ { .load = plan.load, .inFlight = 1, .retry = plan.retry } };
    IoLoop loop;
    std::atomic<int> cancel{ 0 };
    TaskFeed feed;
};

} // namespace

class TestTaskFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatNeverBeganIsNoAttempt();
    void aRetryThatNeverBeganIsCancelled();
    void aPayloadIsHeldAgainstItsDigest_data();
    void aPayloadIsHeldAgainstItsDigest();
};

void TestTaskFeed::whatNeverBeganIsNoAttempt()
{
    Fed fed;
    auto* life = fed.feed.next(2);
    fed.scheduler.cancel();
    fed.feed.finish(fed.lane, *life, { Outcome::NotRun, Code::RunCancelled, 0 }, 3);
    const auto seen = fed.recorder.snapshot();
    QCOMPARE(seen.outcomes[static_cast<std::size_t>(Outcome::NotRun)], std::uint64_t{ 1 });
    QCOMPARE(seen.attempts, std::uint64_t{ 0 });
    QCOMPARE(fed.scheduler.violations(), std::uint64_t{ 0 });
}

void TestTaskFeed::aRetryThatNeverBeganIsCancelled()
{
    Fed fed;
    auto* life = fed.feed.next(2);
    fed.feed.finish(fed.lane, *life, { Outcome::Error, Code::TaskError, 0 }, 3);
    life = fed.feed.next(4);
    QVERIFY(life && life->start.attempt == 2);
    fed.scheduler.cancel();
    fed.feed.finish(fed.lane, *life, { Outcome::NotRun, Code::RunCancelled, 0 }, 5);
    const auto seen = fed.recorder.snapshot();
    QCOMPARE(seen.outcomes[static_cast<std::size_t>(Outcome::Cancelled)], std::uint64_t{ 1 });
    QCOMPARE(seen.outcomes[static_cast<std::size_t>(Outcome::NotRun)], std::uint64_t{ 0 });
    QCOMPARE(seen.attempts, std::uint64_t{ 1 });
    const auto rows = fed.recorder.takeAttempts();
    QCOMPARE(rows.size(), std::size_t{ 2 });
    QCOMPARE(rows[1].outcome, Outcome::Cancelled);
    QCOMPARE(static_cast<int>(rows[1].attempt), 1); // the one it has had
    QVERIFY(rows[1].last);
}

void TestTaskFeed::aPayloadIsHeldAgainstItsDigest_data()
{
    QTest::addColumn<std::size_t>("size");
    QTest::addColumn<bool>("right");
    QTest::addColumn<Outcome>("outcome");
    QTest::newRow("the right one") << std::size_t{ 100 } << true << Outcome::Ok;
    QTest::newRow("another's") << std::size_t{ 100 } << false << Outcome::Wrong;
    QTest::newRow("too short") << std::size_t{ 99 } << true << Outcome::Wrong;
    QTest::newRow("none") << std::size_t{ 0 } << true << Outcome::Wrong;
}

void TestTaskFeed::aPayloadIsHeldAgainstItsDigest()
{
    QFETCH(std::size_t, size);
    QFETCH(bool, right);
    QFETCH(Outcome, outcome);
    const Fed fed;
    std::vector<std::byte> bytes(size);
    TaskRecipe::fillOutput(right ? 42 : 43, bytes);
    PoolJob job;
    job.status = JobStatus::Ok;
    job.resultDigest = 42;
    job.output = bytes;
    QCOMPARE(endOfExecution(fed.recipe, job).outcome, outcome);
    job.status = JobStatus::Error;
    QCOMPARE(endOfExecution(fed.recipe, job).outcome, Outcome::Error); // one that failed owes none
}

QTEST_APPLESS_MAIN(TestTaskFeed)
#include "tst_taskfeed.moc"
