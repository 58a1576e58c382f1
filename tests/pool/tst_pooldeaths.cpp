// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolrules.h"

#include <QTest>

using namespace ilv;

class TestPoolDeaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- death

    void onlyTheRunningJobIsCharged()
    {
        PoolRules rules = rulesFor(1);
        rules.chunk = 3;
        PoolWorld world = worldOf(rules, 6);
        submitAll(world);
        world.serve(0, kMicro);
        world.begin(0);
        world.complete(0); // finished, not told
        world.begin(0);
        world.dieAndSettle(0, kSegfault);
        QCOMPARE(world.ended(), std::size_t{ 2 });
        QCOMPARE(world.jobs[2].status, JobStatus::Crashed);
        QCOMPARE(world.jobs[2].code, Code::WorkerCrashed);
        QCOMPARE(world.jobs[2].signal, 11);
        QVERIFY(world.jobs[2].stamps.begun > 0 && world.jobs[2].stamps.ended >= world.jobs[2].stamps.begun);
        world.comeUp(0);
        for (const std::size_t next : { 1U, 3U, 4U, 5U }) { // in their order, before what was behind them
            QCOMPARE(&world.jobs[next], world.state.heldJob(0, world.state.frontSequence(0)));
            world.serve(0, kMicro);
        }
        QVERIFY2(!world.breach, world.breach);
    }

    void aJobThatNoWorkerLivesToBeginIsGivenUp()
    {
        PoolWorld world = worldOf(rulesFor(6), 1);
        submitAll(world);
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(world.ended(), std::size_t{ 0 });
            world.dieAndSettle(world.jobs[0].worker, kSegfault);
        }
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.dieAndSettle(world.jobs[0].worker, kSegfault);
        QCOMPARE(world.ended(), std::size_t{ 1 });
        QCOMPARE(world.jobs[0].status, JobStatus::Crashed);
        QCOMPARE(world.jobs[0].code, Code::DispatchFailed);
    }

    void aViolationIsPaidByTheJobBeingAnswered()
    {
        PoolWorld world = worldOf(rulesFor(1), 2);
        submitAll(world);
        world.state.violation(0, Code::ProtoBadMagic, world.at);
        world.settle();
        QVERIFY(world.worker(0).killed);
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.dieAndSettle(0, { .signal = 9 });
        QCOMPARE(world.jobs[0].status, JobStatus::Crashed);
        QCOMPARE(world.jobs[0].code, Code::ProtoBadMagic);
        QCOMPARE(world.ended(), std::size_t{ 1 });
        QCOMPARE(world.state.crashes(), 0U);
    }

    // --- time

    void aTimeOutRunsFromTheBeginningOfTheRun()
    {
        PoolWorld world = worldOf(rulesFor(1), 2);
        for (PoolJob& job : world.jobs)
            job.timeout = 100 * kMilli;
        submitAll(world);
        world.pass(300 * kMilli); // given, not begun
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.begin(0);
        const Nanos begun = world.at;
        world.pass(100 * kMilli - 1);
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.pass(1);
        QCOMPARE(world.jobs[0].status, JobStatus::Timeout);
        QCOMPARE(world.jobs[0].code, Code::TaskTimeout);
        QCOMPARE(world.jobs[0].stamps.begun, begun);
        QVERIFY(world.worker(0).terminated && !world.worker(0).killed);
        world.pass(200 * kMilli - 1);
        QVERIFY(!world.worker(0).killed);
        world.pass(1);
        QVERIFY(world.worker(0).killed);
        world.dieAndSettle(0, { .signal = 9 });
        QCOMPARE(world.ended(), std::size_t{ 1 }); // the other one begins anew
        QCOMPARE(world.state.crashes(), 0U);
        QVERIFY2(!world.breach, world.breach);
    }

    void aResultThatCameBeforeItsTimeOutWasDeclaredCounts()
    {
        PoolWorld world = worldOf(rulesFor(1), 1);
        world.jobs[0].timeout = kSecond;
        submitAll(world);
        world.begin(0);
        world.at += 2 * kSecond;
        world.complete(0);
        world.tell(0);
        world.passTo(world.at);
        QCOMPARE(world.jobs[0].status, JobStatus::Ok);
        QVERIFY(!world.worker(0).terminated);
    }

    void aResultAfterItsTimeOutIsLateAndDropped()
    {
        PoolWorld world = worldOf(rulesFor(1), 1);
        world.jobs[0].timeout = 100 * kMilli;
        submitAll(world);
        world.begin(0);
        world.pass(101 * kMilli);
        world.complete(0);
        world.tell(0);
        world.settle();
        QCOMPARE(world.state.lateResults(), 1U);
        QCOMPARE(world.jobs[0].status, JobStatus::Timeout);
        QCOMPARE(world.ended(), std::size_t{ 1 });
        QVERIFY2(!world.breach, world.breach);
    }

    void aProgramThatStoodStillDoesNotCountTheGap()
    {
        PoolWorld world = worldOf(rulesFor(1), 1);
        world.jobs[0].timeout = kSecond;
        submitAll(world);
        world.begin(0);
        world.pass(900 * kMilli);
        world.passTo(world.at + 3100 * kMilli); // due was 100 ms away: 3 s late
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.pass(50 * kMilli);
        QCOMPARE(world.ended(), std::size_t{ 0 });
        world.pass(kSecond);
        QCOMPARE(world.jobs[0].status, JobStatus::Timeout);
    }

    void workersThatTimeOutAreNoCrashLoop()
    {
        PoolRules rules = rulesFor(2);
        rules.killGrace = 0;
        PoolWorld world = worldOf(rules, 40);
        for (PoolJob& job : world.jobs)
            job.timeout = 60 * kMilli;
        submitAll(world);
        while (world.ended() < 40 && world.failure == Code::None) {
            for (int i = 0; i < 2; ++i) {
                if (world.worker(i).killed)
                    world.dieAndSettle(i, { .signal = 9 });
                if (world.worker(i).lives && !world.worker(i).isReady)
                    world.comeUp(i);
                if (!world.worker(i).busy() && !world.worker(i).inbox.empty())
                    world.begin(i);
            }
            world.pass(10 * kMilli);
        }
        QCOMPARE(world.failure, Code::None);
        for (const PoolJob& job : world.jobs)
            QCOMPARE(job.status, JobStatus::Timeout);
        QVERIFY2(!world.breach, world.breach);
    }

    void aWorkerThatNeitherRunsNorAnswersIsGivenUp()
    {
        PoolWorld world = worldOf(rulesFor(2), 1);
        submitAll(world);
        world.pass(5 * kSecond - 1);
        QVERIFY(!world.worker(0).killed);
        world.pass(1);
        QVERIFY(world.worker(0).killed);
        world.dieAndSettle(0, { .signal = 9 });
        QCOMPARE(world.jobs[0].worker, 1); // not charged, done elsewhere
        QVERIFY2(!world.breach, world.breach);
    }

    void aWorkerSeenBetweenTwoLongJobsIsNotGivenUp()
    {
        PoolWorld world = worldOf(rulesFor(1), 2);
        submitAll(world);
        world.begin(0);
        world.pass(6 * kSecond);
        world.complete(0); // finished, but its answer has not come yet
        world.pass(kSecond);
        QVERIFY(!world.worker(0).killed);
        world.pass(10 * kSecond);
        QVERIFY(world.worker(0).killed);
    }

    void aChannelThatClosesWithoutADeathIsAViolation()
    {
        PoolWorld world = worldOf(rulesFor(1), 1);
        submitAll(world);
        world.begin(0);
        world.state.channelClosed(0, world.at);
        world.settle();
        world.pass(200 * kMilli);
        QVERIFY(world.worker(0).killed);
        world.dieAndSettle(0, { .signal = 9 });
        QCOMPARE(world.jobs[0].code, Code::ProtoTruncated);
    }

    // --- ending

    void cancelRevokesWhatHasNotBegun()
    {
        PoolRules rules = rulesFor(1);
        rules.chunk = 4;
        PoolWorld world = worldOf(rules, 20);
        submitAll(world);
        world.begin(0);
        world.state.cancelQueued();
        world.settle();
        QCOMPARE(world.ended(), std::size_t{ 12 });
        world.complete(0);
        for (int i = 0; i < 7; ++i)
            world.begin(0);
        for (int i = 0; i < 8; ++i)
            world.tell(0);
        world.settle();
        QCOMPARE(world.ended(), std::size_t{ 20 });
        QCOMPARE(world.jobs[0].status, JobStatus::Ok);
        for (std::size_t i = 1; i < 20; ++i)
            QCOMPARE(world.jobs[i].status, JobStatus::Cancelled);
        QVERIFY2(!world.breach, world.breach);
    }

    void shutdownIsGentleForASecondAndThenNot()
    {
        PoolWorld world = worldOf(rulesFor(2), 3);
        submitAll(world);
        world.begin(0);
        world.begin(1);
        world.state.shutdown(world.at);
        world.settle();
        QVERIFY(world.worker(0).shutDown && world.worker(1).shutDown);
        world.complete(1);
        world.tell(1);
        world.settle();
        QVERIFY(!world.worker(1).lives && !world.closed);
        world.pass(kSecond);
        QVERIFY(world.worker(0).terminated);
        world.pass(200 * kMilli);
        QVERIFY(world.worker(0).killed);
        world.dieAndSettle(0, { .signal = 9 });
        QVERIFY(world.closed);
        QCOMPARE(world.ended(), std::size_t{ 3 });
        QVERIFY2(!world.breach, world.breach);
    }

    void shutdownNeverTakesThreeSecondsWhateverTheGrace()
    {
        PoolRules rules = rulesFor(1);
        rules.killGrace = 10 * kSecond;
        PoolWorld world = worldOf(rules, 1);
        submitAll(world);
        world.begin(0);
        world.state.shutdown(world.at);
        world.settle();
        world.pass(2600 * kMilli);
        QVERIFY(world.worker(0).killed);
    }

    void whatComesAfterTheEndComesBackAtOnce()
    {
        PoolWorld world = worldOf(rulesFor(1), 2);
        world.state.killAll(world.at);
        world.settle();
        world.submit(0);
        world.settle();
        QCOMPARE(world.jobs[0].status, JobStatus::Cancelled);
        QVERIFY(world.worker(0).killed);
        world.dieAndSettle(0, { .signal = 9 });
        QCOMPARE(world.spawns, 1);
        world.state.shutdown(world.at);
        world.settle();
        QVERIFY(world.closed);
    }
};

QTEST_APPLESS_MAIN(TestPoolDeaths)
#include "tst_pooldeaths.moc"
