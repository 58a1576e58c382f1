// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolharness.h"

using namespace ilv;
using namespace ilv::test;

// How a pool ends: cancelled, killed, shut down or destroyed, whatever its workers are doing.

class TestPoolEnding : public PoolTest {
    Q_OBJECT

private Q_SLOTS:
    void cancelTakesBackWhatHasNotBegun()
    {
        PoolHarness harness;
        harness.options.chunk = 20;
        harness.options.setup = "sleep=20";
        QVERIFY(harness.start());
        harness.submitAll(100);
        harness.onDone = [&](PoolJob&) {
            if (harness.done() == 1)
                harness.pool->cancelQueued();
        };
        QVERIFY(harness.until([&] { return harness.done() == 100; }));
        QVERIFY(harness.count(JobStatus::Ok) <= 8); // also those that workers held, but had not begun
        QCOMPARE(harness.count(JobStatus::Ok) + harness.count(JobStatus::Cancelled), 100);
        harness.onDone = nullptr;
        QVERIFY(harness.run(4, 4)); // and the pool goes on
        QCOMPARE(harness.count(JobStatus::Ok), 4);
    }

    void killAllGivesEverythingBackAtOnce_data() { startMethods(); }
    void killAllGivesEverythingBackAtOnce()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.start = start;
        harness.options.setup = "hang=1 deaf=1";
        QVERIFY(harness.start());
        harness.submitAll(50);
        QVERIFY(harness.until([&] { return harness.pool->idleRoom() == 0; }));
        harness.pool->killAll();
        QCOMPARE(harness.done(), 50U);
        QCOMPARE(harness.count(JobStatus::Cancelled), 50);
        QVERIFY(harness.shutdown());
        QCOMPARE(ownChildren(), std::vector<int>());
    }

    void killAllIsLegalInEveryState_data()
    {
        QTest::addColumn<bool>("fresh");
        QTest::addColumn<StartMethod>("start");
        for (const bool fresh : { false, true }) {
            QTest::addRow("exec, %s", fresh ? "fresh" : "warm") << fresh << StartMethod::Exec;
            QTest::addRow("fork server, %s", fresh ? "fresh" : "warm") << fresh << StartMethod::ForkServer;
        }
    }
    void killAllIsLegalInEveryState()
    {
        QFETCH(bool, fresh);
        QFETCH(StartMethod, start);
        for (int turns = 0; turns < 12; ++turns) {
            PoolHarness harness;
            harness.options.start = start;
            harness.options.freshProcessPerJob = fresh;
            QVERIFY(harness.begin());
            harness.submitAll(20);
            for (int i = 0; i < turns; ++i)
                harness.loop.poll(kMilli);
            harness.pool->killAll();
            harness.pool->killAll();
            QVERIFY(harness.eachOnce());
            QVERIFY(harness.shutdown());
            QCOMPARE(ownChildren(), std::vector<int>());
        }
    }

    void destroyedAtAnyMomentItLeavesNothingBehind_data() { killAllIsLegalInEveryState_data(); }
    void destroyedAtAnyMomentItLeavesNothingBehind()
    {
        QFETCH(bool, fresh);
        QFETCH(StartMethod, start);
        for (int turns = 0; turns < 20; ++turns) {
            PoolHarness harness;
            harness.options.start = start;
            harness.options.freshProcessPerJob = fresh;
            harness.onDone = [&harness](PoolJob& job) { harness.pool->submit(job); };
            QVERIFY(harness.begin());
            harness.submitAll(50);
            for (int i = 0; i < turns; ++i)
                harness.loop.poll(kMilli);
            harness.pool.reset();
            QCOMPARE(ownChildren(), std::vector<int>());
        }
    }

    void shutdownWaitsForWhatWorkersHoldAndNoLonger()
    {
        PoolHarness harness;
        harness.options.setup = "hang=4 deaf=1";
        QVERIFY(harness.start());
        harness.submitAll(8);
        QVERIFY(harness.until([&] { return harness.done() >= 1; }));
        const Nanos before = now();
        QVERIFY(harness.shutdown());
        QVERIFY(now() - before < 4 * kSecond);
        QCOMPARE(harness.done(), 8U);
        QCOMPARE(harness.pool->alive(), 0);
        PoolJob late;
        harness.pool->submit(late);
        QCOMPARE(late.status, JobStatus::Cancelled);
    }

    void thePoolMayBeDestroyedWhenItSaysItIsClosed()
    {
        PoolHarness harness;
        QVERIFY(harness.start());
        bool closed = false;
        harness.pool->shutdown([&] {
            harness.pool.reset();
            closed = true;
        });
        QVERIFY(harness.until([&closed] { return closed; }));
    }

    void whatWorkersLeaveBehindIsKilledWithThem_data() { startMethods(); }
    void whatWorkersLeaveBehindIsKilledWithThem()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.start = start;
        harness.options.setup = "grandchild=1";
        QVERIFY(harness.start());
        // A forked worker may say hello before its fork server has said what its number is.
        QVERIFY(harness.until([&harness] {
            const auto pids = harness.pool->pids();
            return std::all_of(pids.begin(), pids.end(), [](int pid) { return pid > 0; });
        }));
        const auto groups = harness.pool->pids();
        for (const int group : groups)
            QCOMPARE(groupMembers(group), 2);
        QVERIFY(harness.shutdown());
        for (const int group : groups)
            QVERIFY(harness.until([group] { return groupMembers(group) == 0; }, 2000));
    }
};

QTEST_GUILESS_MAIN(TestPoolEnding)
#include "tst_poolending.moc"
