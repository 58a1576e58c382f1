// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolrules.h"

#include <QTest>

using namespace ilv;

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
        QTest::newRow("10 µs tasks: 1.51 ms") << 10 * kMicro << 151;
        QTest::newRow("100 µs tasks: 1.6 ms") << 100 * kMicro << 16;
        QTest::newRow("500 µs tasks: one running, three waiting") << 500 * kMicro << 4;
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
};

QTEST_APPLESS_MAIN(TestPoolState)
#include "tst_poolstate.moc"
