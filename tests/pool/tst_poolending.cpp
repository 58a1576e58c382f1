// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolharness.h"

#include <csignal>
#include <fstream>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace ilv;

// What a pool must do when workers die, hang, break the protocol or cannot be started at all.

class TestPoolEnding : public QObject {
    Q_OBJECT

    int m_descriptors = 0;

    static void startMethods()
    {
        QTest::addColumn<StartMethod>("start");
        QTest::newRow("exec") << StartMethod::Exec;
        QTest::newRow("fork server") << StartMethod::ForkServer;
    }

private Q_SLOTS:
    void init() { m_descriptors = openDescriptors(); }
    void cleanup()
    {
        QCOMPARE(openDescriptors(), m_descriptors);
        QCOMPARE(childProcesses(), 0);
    }

    // --- ending

    void cancelTakesBackWhatHasNotBegun()
    {
        PoolHarness harness;
        harness.options.chunk = 20;
        harness.options.setup = "sleep=20";
        QVERIFY(harness.start());
        harness.jobs.assign(100, {});
        for (PoolJob& job : harness.jobs)
            harness.pool->submit(job);
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
        harness.jobs.assign(50, {});
        for (PoolJob& job : harness.jobs)
            harness.pool->submit(job);
        QVERIFY(harness.until([&] { return harness.pool->idleRoom() == 0; }));
        harness.pool->killAll();
        QCOMPARE(harness.done(), 50U);
        QCOMPARE(harness.count(JobStatus::Cancelled), 50);
        QVERIFY(harness.shutdown());
        QCOMPARE(childProcesses(), 0);
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
            harness.jobs.assign(20, {});
            ProcessPool::Events events;
            int done = 0;
            events.done = [&done](PoolJob&) { ++done; };
            harness.pool = std::make_unique<ProcessPool>(harness.loop, harness.options, events);
            QVERIFY(harness.pool->start());
            for (PoolJob& job : harness.jobs)
                harness.pool->submit(job);
            for (int i = 0; i < turns; ++i)
                harness.loop.poll(kMilli);
            harness.pool->killAll();
            harness.pool->killAll();
            QCOMPARE(done, 20);
            QVERIFY(harness.shutdown());
            QCOMPARE(childProcesses(), 0);
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
            harness.jobs.assign(50, {});
            ProcessPool::Events events;
            events.done = [&harness](PoolJob& job) { harness.pool->submit(job); };
            harness.pool = std::make_unique<ProcessPool>(harness.loop, harness.options, events);
            QVERIFY(harness.pool->start());
            for (PoolJob& job : harness.jobs)
                harness.pool->submit(job);
            for (int i = 0; i < turns; ++i)
                harness.loop.poll(kMilli);
            harness.pool.reset();
            QCOMPARE(childProcesses(), 0);
        }
    }

    void shutdownWaitsForWhatWorkersHoldAndNoLonger()
    {
        PoolHarness harness;
        harness.options.setup = "hang=4 deaf=1";
        QVERIFY(harness.start());
        harness.jobs.assign(8, {});
        for (std::uint64_t i = 0; i < 8; ++i) {
            harness.jobs[i].index = i;
            harness.pool->submit(harness.jobs[i]);
        }
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
