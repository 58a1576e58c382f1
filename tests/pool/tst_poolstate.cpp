// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolworld.h"

#include <QTest>

using namespace ilv;

namespace {

const WorkerDeath kSegfault{ .signal = 11 };

PoolRules rulesFor(int workers)
{
    PoolRules rules;
    rules.workers = workers;
    return rules;
}

/// A world whose workers are all up.
PoolWorld worldOf(const PoolRules& rules, std::size_t jobs)
{
    PoolWorld world(rules, jobs);
    world.start();
    for (int i = 0; i < rules.workers && !rules.freshProcessPerJob; ++i)
        world.comeUp(i);
    return world;
}

void submitAll(PoolWorld& world)
{
    for (std::size_t i = 0; i < world.jobs.size(); ++i)
        world.submit(i);
    world.settle();
}

int countOf(const PoolWorld& world, PoolAction::Kind kind)
{
    return static_cast<int>(std::count_if(
        world.seen.begin(), world.seen.end(), [kind](const PoolAction& action) { return action.kind == kind; }));
}

} // namespace

Q_DECLARE_METATYPE(PoolRules)

class TestPoolState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- start

    void readyComesOnceWhenTheLastWorkerIsUp()
    {
        PoolWorld world(rulesFor(3), 0);
        world.start();
        QCOMPARE(world.spawns, 3);
        world.comeUp(2);
        world.comeUp(0);
        QVERIFY(!world.isReady);
        world.comeUp(1);
        QVERIFY(world.isReady);
        QVERIFY2(!world.breach, world.breach);
    }

    void aWorkerThatNeverSpeaksIsKilledAtItsLimit()
    {
        PoolWorld world(rulesFor(1), 0);
        world.start();
        world.pass(5 * kSecond - 1);
        QVERIFY(!world.worker(0).killed);
        world.pass(1);
        QVERIFY(world.worker(0).killed);
    }

    void silentWorkersFailThePoolWithinFifteenSeconds()
    {
        PoolWorld world(rulesFor(2), 3);
        world.start();
        submitAll(world);
        const Nanos begin = world.at;
        while (world.failure == Code::None && world.at - begin < 60 * kSecond) {
            world.pass(100 * kMilli);
            for (int i = 0; i < 2; ++i) {
                if (world.worker(i).killed)
                    world.dieAndSettle(i, { .signal = 9 });
            }
        }
        QCOMPARE(world.failure, Code::PoolCrashLoop);
        QVERIFY(world.at - begin <= 16 * kSecond);
        QCOMPARE(world.ended(), std::size_t{ 3 });
        QCOMPARE(world.jobs[0].status, JobStatus::Lost);
    }

    void exitCode3BeforeAnyWorkerWasReadyIsFinal()
    {
        PoolWorld world(rulesFor(4), 0);
        world.start();
        world.greet(1);
        world.dieAndSettle(1, { .exitCode = 3 });
        QCOMPARE(world.failure, Code::WorkerInitFailed);
        QCOMPARE(world.spawns, 4);
    }

    void aProgramThatCannotBeStartedIsFinalUnlessForWantOfResources()
    {
        PoolWorld hopeless(rulesFor(2), 0);
        hopeless.start();
        hopeless.dieAndSettle(0, { .failedToStart = true });
        QCOMPARE(hopeless.failure, Code::WorkerNotFound);

        PoolWorld poor(rulesFor(2), 0);
        poor.start();
        poor.dieAndSettle(0, { .failedToStart = true, .transient = true });
        QCOMPARE(poor.failure, Code::None);
        QCOMPARE(poor.spawns, 3);
        QCOMPARE(poor.state.crashes(), 0U);
    }

    // --- restart

    void unproductiveDeathsWaitLongerAndLonger()
    {
        PoolWorld world(rulesFor(10), 0); // the limit is 20 in a row
        world.start();
        for (const Nanos delay : { 0, 50, 100, 200, 400, 800, 1600, 2000, 2000 }) {
            const int before = world.spawns;
            world.dieAndSettle(3, kSegfault);
            if (delay == 0) {
                QCOMPARE(world.spawns, before + 1);
                continue;
            }
            world.pass(delay * kMilli - 1);
            QCOMPARE(world.spawns, before);
            world.pass(1);
            QCOMPARE(world.spawns, before + 1);
            for (int i = 0; i < 10; ++i) {
                if (i != 3)
                    world.greet(i); // they do not become ready, so nobody is parked
            }
            world.state.progress(0, {}, world.at);
        }
        QVERIFY2(!world.breach, world.breach);
    }

    void aRowOfUnproductiveDeathsFailsThePool_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("limit");
        QTest::newRow("one worker") << 1 << 5;
        QTest::newRow("two workers") << 2 << 5;
        QTest::newRow("three workers") << 3 << 6;
        QTest::newRow("eight workers") << 8 << 16;
    }
    void aRowOfUnproductiveDeathsFailsThePool()
    {
        QFETCH(int, workers);
        QFETCH(int, limit);
        PoolWorld world(rulesFor(workers), 0);
        world.start();
        int deaths = 0;
        for (; world.failure == Code::None && deaths < 100; ++deaths) {
            const int slot = deaths % workers;
            if (!world.worker(slot).lives)
                world.pass(2 * kSecond);
            world.dieAndSettle(slot, kSegfault);
        }
        QCOMPARE(world.failure, Code::PoolCrashLoop);
        QCOMPARE(deaths, limit);
    }

    void productiveDeathsAreReplacedAtOnceForEver()
    {
        PoolWorld world = worldOf(rulesFor(1), 100);
        submitAll(world);
        for (int i = 0; i < 50; ++i) {
            world.serve(0, 10 * kMicro);
            const int before = world.spawns;
            world.dieAndSettle(0, kSegfault);
            QCOMPARE(world.spawns, before + 1);
            world.comeUp(0);
        }
        QCOMPARE(world.failure, Code::None);
        QCOMPARE(world.state.restarts(), 50U);
        QVERIFY2(!world.breach, world.breach);
    }

    void aSlotThatNeverWorksIsParkedWhileOthersDo()
    {
        PoolWorld world = worldOf(rulesFor(2), 0);
        int deaths = 0;
        for (; world.state.phase(1) != SlotPhase::Parked && deaths < 20; ++deaths) {
            if (!world.worker(1).lives)
                world.pass(2 * kSecond);
            world.dieAndSettle(1, kSegfault);
        }
        QCOMPARE(deaths, 5);
        QCOMPARE(world.failure, Code::None);
        const int before = world.spawns;
        world.pass(30 * kSecond - 1);
        QCOMPARE(world.spawns, before);
        world.pass(1);
        QCOMPARE(world.spawns, before + 1);
        QVERIFY2(!world.breach, world.breach);
    }

    void aSlotParkedDuringStartUpDoesNotKeepOthersWaiting()
    {
        PoolWorld world(rulesFor(2), 0);
        world.start();
        world.comeUp(0);
        for (int deaths = 0; deaths < 5; ++deaths) {
            if (!world.worker(1).lives)
                world.pass(2 * kSecond);
            QVERIFY(!world.isReady);
            world.dieAndSettle(1, kSegfault);
        }
        QVERIFY(world.isReady);
        QCOMPARE(world.state.alive(), 1);
    }

    void aPoolWithoutWorkersForTenSecondsFails()
    {
        PoolWorld world = worldOf(rulesFor(1), 4);
        submitAll(world);
        world.serve(0, kMilli);
        world.dieAndSettle(0, kSegfault); // productive, but the next ones never speak
        for (int i = 0; i < 99 && world.failure == Code::None; ++i) {
            world.pass(110 * kMilli);
            if (world.worker(0).killed)
                world.dieAndSettle(0, { .signal = 9 });
        }
        QCOMPARE(world.failure, Code::PoolEmpty);
        QCOMPARE(world.ended(), std::size_t{ 4 });
    }

    // --- dispatch

    void theWindowGrowsToSomeWakeUpsOfWork_data()
    {
        QTest::addColumn<Nanos>("task");
        QTest::addColumn<int>("window");
        QTest::newRow("100 ns tasks: the cap") << Nanos{ 100 } << 256;
        QTest::newRow("1 µs tasks: the cap") << 1 * kMicro << 256;
        QTest::newRow("10 µs tasks: 610 µs") << 10 * kMicro << 61;
        QTest::newRow("100 µs tasks: 700 µs") << 100 * kMicro << 7;
        QTest::newRow("500 µs tasks: one running, one waiting") << 500 * kMicro << 2;
        QTest::newRow("1 ms tasks: one running, one waiting") << 1 * kMilli << 2;
        QTest::newRow("10 ms tasks: none waiting") << 10 * kMilli << 1;
    }
    void theWindowGrowsToSomeWakeUpsOfWork()
    {
        QFETCH(Nanos, task);
        QFETCH(int, window);
        PoolWorld world = worldOf(rulesFor(1), 2000);
        submitAll(world);
        QCOMPARE(world.state.held(0), 2);
        int before = world.state.window();
        for (int i = 0; i < 1000; ++i) {
            world.serve(0, task);
            QVERIFY(world.state.window() <= before + 1); // step by step
            before = world.state.window();
        }
        QCOMPARE(world.state.window(), window);
        QCOMPARE(world.state.held(0), window);
        QVERIFY2(!world.breach, world.breach);
    }

    void jobsGoToWhoHoldsLeast()
    {
        PoolWorld world = worldOf(rulesFor(3), 5);
        submitAll(world);
        QCOMPARE(world.state.held(0), 2);
        QCOMPARE(world.state.held(1), 2);
        QCOMPARE(world.state.held(2), 1);
        QCOMPARE(world.jobs[0].worker, 0);
        QCOMPARE(world.jobs[1].worker, 1);
        QCOMPARE(world.jobs[2].worker, 2);
        QCOMPARE(world.jobs[3].worker, 0);
    }

    void tinyJobsAreSharedEvenlyToo()
    {
        PoolWorld world = worldOf(rulesFor(2), 3000);
        for (std::size_t i = 0; i < 2000; ++i)
            world.submit(i);
        world.settle();
        while (world.ended() < 2000) {
            for (int slot = 0; slot < 2; ++slot) {
                if (world.state.held(slot) > 0)
                    world.serve(slot, 1000);
            }
        }
        for (std::size_t i = 2000; i < 2100; ++i)
            world.submit(i);
        world.settle();
        QCOMPARE(world.state.held(0) + world.state.held(1), 100);
        QVERIFY(std::abs(world.state.held(0) - world.state.held(1)) <= 16);
    }

    void aChunkIsGivenWholeAndAtMostOneWaits()
    {
        PoolRules rules = rulesFor(2);
        rules.chunk = 5;
        PoolWorld world = worldOf(rules, 100);
        submitAll(world);
        QCOMPARE(world.state.held(0), 10);
        QCOMPARE(world.state.held(1), 10);
        for (int i = 0; i < 4; ++i) {
            world.serve(0, kMicro);
            QCOMPARE(world.state.held(0), 9 - i);
        }
        world.serve(0, kMicro);
        QCOMPARE(world.state.held(0), 10);
        QVERIFY2(!world.breach, world.breach);
    }

    void aSlotWithoutRoomIsPassedOver()
    {
        PoolWorld world = worldOf(rulesFor(2), 0);
        PoolWorld other = worldOf(rulesFor(2), 3);
        other.state.block(0);
        submitAll(other);
        QCOMPARE(other.state.held(0), 0);
        QCOMPARE(other.state.held(1), 2);
    }

    void shortTimeOutsAreNeverPrefetched()
    {
        PoolWorld world = worldOf(rulesFor(2), 6);
        for (PoolJob& job : world.jobs)
            job.timeout = 49 * kMilli;
        submitAll(world);
        QCOMPARE(world.state.held(0), 1);
        QCOMPARE(world.state.held(1), 1);
        world.serve(0, kMicro);
        QCOMPARE(world.state.held(0), 1);
        QVERIFY2(!world.breach, world.breach);
    }

    void aWorkerIsReplacedAfterItsShare()
    {
        PoolRules rules = rulesFor(1);
        rules.maxTasksPerWorker = 3;
        PoolWorld world = worldOf(rules, 10);
        submitAll(world);
        for (int life = 0; life < 3; ++life) {
            for (int i = 0; i < 3; ++i)
                world.serve(0, kMicro);
            QCOMPARE(world.spawns, life + 2);
            world.comeUp(0);
        }
        world.serve(0, kMicro);
        QCOMPARE(world.ended(), std::size_t{ 10 });
        QCOMPARE(countOf(world, PoolAction::Kind::Release), 3);
        QCOMPARE(world.state.crashes() + world.state.restarts(), 0U);
        QVERIFY2(!world.breach, world.breach);
    }

    void aFreshProcessHoldsOneJob()
    {
        PoolRules rules = rulesFor(2);
        rules.freshProcessPerJob = true;
        PoolWorld world = worldOf(rules, 5);
        QVERIFY(world.isReady);
        QCOMPARE(world.spawns, 0);
        submitAll(world);
        QCOMPARE(world.spawns, 2);
        world.comeUp(1);
        world.serve(1, kMilli);
        QCOMPARE(world.spawns, 3); // at once: the old one ends by itself
        QCOMPARE(world.state.held(1), 1);
        QVERIFY2(!world.breach, world.breach);
    }

    // --- results

    void aResultNobodyAskedForIsUnexpected()
    {
        PoolWorld world = worldOf(rulesFor(2), 2);
        PoolJob* job = nullptr;
        QCOMPARE(world.state.result(0, 1, 0, world.at, job), PoolState::Answer::Unexpected);
        submitAll(world);
        QCOMPARE(world.state.result(0, 2, 0, world.at, job), PoolState::Answer::Unexpected);
        QCOMPARE(world.state.result(0, 1, 0, world.at, job), PoolState::Answer::Accepted);
        QCOMPARE(job, &world.jobs[0]);
        QCOMPARE(world.state.result(0, 1, 0, world.at, job), PoolState::Answer::Unexpected);
        QVERIFY(!job);
    }

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

    // --- all of it at once

    void anyOrderOfEventsKeepsThePromises();
};

namespace {

/// splitmix64, for the choice of events.
struct Dice {
    std::uint64_t state;
    std::uint64_t next()
    {
        std::uint64_t z = state += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
};

PoolRules randomRules(Dice& dice)
{
    PoolRules rules = rulesFor(1 + dice.below(4));
    rules.chunk = dice.below(3) == 0 ? 1 + dice.below(5) : 0;
    rules.freshProcessPerJob = dice.below(4) == 0;
    rules.maxTasksPerWorker = dice.below(4) == 0 ? 1 + dice.below(6) : 0;
    rules.killGrace = dice.below(2) == 0 ? 0 : 200 * kMilli;
    return rules;
}

WorkerDeath randomDeath(Dice& dice)
{
    switch (dice.below(8)) {
    case 0:
        return { .failedToStart = true, .transient = true };
    case 1:
        return { .exitCode = dice.below(4) };
    default:
        return kSegfault;
    }
}

/// One event that a worker can cause as it stands.
void randomWorkerEvent(PoolWorld& world, int slot, Dice& dice)
{
    PoolWorld::Worker& worker = world.worker(slot);
    if (!worker.lives)
        return;
    const int choice = dice.below(20);
    if (choice == 0 || (worker.killed && choice < 10)) {
        while (dice.below(2) == 0 && worker.isReady && !worker.outbox.empty() && worker.lives) {
            world.tell(slot); // what was in the pipe is read first
            world.settle();
        }
        if (worker.lives)
            world.die(slot, randomDeath(dice));
    } else if (worker.killed) {
        return;
    } else if (!worker.greeted) {
        world.greet(slot);
    } else if (!worker.isReady) {
        world.beReady(slot);
    } else if (choice == 1) {
        world.state.violation(slot, Code::ProtoBadMagic, world.at);
    } else if (choice == 2) {
        world.state.channelClosed(slot, world.at);
    } else if (worker.busy() && choice < 14) {
        world.complete(slot);
    } else if (!worker.outbox.empty() && choice < 12) {
        world.tell(slot, dice.below(3) == 0 ? 10 * kMilli : 1000);
    } else if (!worker.busy() && !worker.inbox.empty()) {
        world.begin(slot);
    }
}

void randomEvent(PoolWorld& world, std::size_t& submitted, Dice& dice)
{
    const int choice = dice.below(200);
    if (choice < 50 && submitted < world.jobs.size()) {
        world.jobs[submitted].timeout = dice.below(3) == 0 ? (1 + dice.below(200)) * kMilli : 0;
        world.submit(submitted++);
    } else if (choice < 80) {
        const Nanos steps[]{ kMicro, kMilli, 60 * kMilli, kSecond, 6 * kSecond };
        world.pass(steps[dice.below(5)]);
    } else if (choice == 80) {
        world.state.cancelQueued();
    } else if (choice == 81) {
        world.state.killAll(world.at);
    } else if (choice == 82) {
        world.state.shutdown(world.at);
    } else {
        randomWorkerEvent(world, dice.below(static_cast<int>(world.workers.size())), dice);
    }
    world.settle();
}

/// From now on every worker does what it should: then everything must come to its end.
bool endWell(PoolWorld& world, std::size_t submitted)
{
    for (int round = 0; round < 3000 && (world.ended() < submitted || !world.closed); ++round) {
        for (int slot = 0; slot < static_cast<int>(world.workers.size()); ++slot) {
            PoolWorld::Worker& worker = world.worker(slot);
            if (worker.lives && (worker.killed || worker.terminated))
                world.die(slot, { .signal = 9 });
            else if (worker.lives && !worker.greeted)
                world.greet(slot);
            else if (worker.lives && !worker.isReady)
                world.beReady(slot);
            else if (worker.lives && worker.busy())
                world.complete(slot);
            else if (worker.lives && !worker.outbox.empty())
                world.tell(slot);
            else if (worker.lives && !worker.inbox.empty())
                world.begin(slot);
            else if (worker.lives && worker.shutDown)
                world.die(slot, { .exitCode = 0 });
            world.settle();
        }
        world.pass(round % 20 == 0 ? kSecond : kMicro);
        if (world.ended() == submitted)
            world.state.shutdown(world.at);
        world.settle();
    }
    return world.ended() == submitted && world.closed;
}

} // namespace

void TestPoolState::anyOrderOfEventsKeepsThePromises()
{
#ifdef __SANITIZE_ADDRESS__
    constexpr std::uint64_t kSequences = 10'000; // ten times slower
#else
    constexpr std::uint64_t kSequences = 100'000;
#endif
    std::uint64_t failed = 0, crashed = 0, timedOut = 0, fine = 0;
    for (std::uint64_t seed = 1; seed <= kSequences; ++seed) {
        Dice dice{ seed };
        PoolWorld world(randomRules(dice), 24);
        world.start();
        std::size_t submitted = 0;
        const int events = dice.below(200);
        for (int i = 0; i < events && !world.breach; ++i)
            randomEvent(world, submitted, dice);
        const bool well = endWell(world, submitted);
        QVERIFY2(
            !world.breach, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(QString::fromUtf8(world.breach))));
        QVERIFY2(well, qPrintable(QStringLiteral("seed %1 does not end").arg(seed)));
        failed += world.failure != Code::None ? 1 : 0;
        for (std::size_t i = 0; i < submitted; ++i) {
            crashed += world.jobs[i].status == JobStatus::Crashed ? 1 : 0;
            timedOut += world.jobs[i].status == JobStatus::Timeout ? 1 : 0;
            fine += world.jobs[i].status == JobStatus::Ok ? 1 : 0;
        }
    }
    // The dice must have led everywhere, or nothing was tested.
    QVERIFY(failed > 100 && crashed > 1000 && timedOut > 1000 && fine > 10'000);
}

QTEST_APPLESS_MAIN(TestPoolState)
#include "tst_poolstate.moc"
