// SPDX-License-Identifier: GPL-3.0-or-later
// Cases of reliability §3.1 that need real workers and are not in tst_poolfaults or tst_poolending.
#include "poolharness.h"

#include "pool/poolstate.h"

#include <csignal>

using namespace ilv;
using namespace ilv::test;

class TestPoolCases : public PoolTest {
    Q_OBJECT

private Q_SLOTS:
    void case3AllWorkersAtOnce()
    {
        PoolHarness harness;
        harness.options.workers = 3;
        harness.options.setup = "spin=20000";
        harness.retryCrashed = true;
        QVERIFY(harness.start());
        int kills = 0;
        harness.onDone = [&](PoolJob& job) {
            if (job.index % 80 != 79 || kills >= 150)
                return;
            for (const int pid : harness.pool->pids())
                kills += pid > 0 && ::kill(pid, SIGKILL) == 0 ? 1 : 0;
        };
        QVERIFY(harness.run(4000, 40));
        QVERIFY(kills > 60);
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 4000);
        QVERIFY(harness.failure.empty());
    }

    void case11EachSignalIsNamed_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("case 11: SIGSEGV") << SIGSEGV;
        QTest::newRow("case 11: SIGABRT") << SIGABRT;
        QTest::newRow("case 11: SIGBUS") << SIGBUS;
        QTest::newRow("case 11: SIGFPE") << SIGFPE;
        QTest::newRow("case 11: SIGILL") << SIGILL;
        QTest::newRow("case 11: SIGTERM") << SIGTERM;
        QTest::newRow("case 11: SIGKILL") << SIGKILL;
    }
    void case11EachSignalIsNamed()
    {
        QFETCH(int, signal);
        PoolHarness harness;
        harness.options.workers = 1;
        harness.options.setup = "hang=1";
        QVERIFY(harness.start());
        harness.submitAll(1);
        const int worker = harness.pool->pids()[0];
        QVERIFY(harness.until([worker] { return procText(worker, "comm") == "hanging\n"; }));
        QCOMPARE(::kill(worker, signal), 0);
        QVERIFY(harness.until([&] { return harness.done() == 1; }));
        QCOMPARE(harness.jobs[0].status, JobStatus::Crashed);
        QCOMPARE(harness.jobs[0].code, Code::WorkerCrashed);
        QCOMPARE(harness.jobs[0].signal, signal);
    }

    void case14TheReasonOfAKillIsTold_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("case 14: it says nothing") << QByteArray("silent") << QByteArray("WORKER_START_TIMEOUT");
        QTest::newRow("case 53: it says nonsense") << QByteArray("garbage") << QByteArray("PROTO_BAD_MAGIC");
        QTest::newRow("case 57: it closes its channel")
            << QByteArray("closes-channel") << QByteArray("PROTO_TRUNCATED");
    }
    void case14TheReasonOfAKillIsTold()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, code);
        PoolHarness harness;
        harness.options.program = evil(program.toStdString());
        harness.options.helloTimeout = program == "silent" ? 100 * kMilli : 3 * kSecond;
        QVERIFY(!harness.start());
        QCOMPARE(harness.failure, std::string("POOL_CRASH_LOOP"));
        QVERIFY2(harness.failureText.find(code.toStdString()) != std::string::npos, harness.failureText.c_str());
    }

    void case18AWorkerThatIsStoppedInATask()
    {
        PoolHarness harness;
        harness.options.workers = 2;
        harness.options.setup = "sleep=30";
        harness.options.stallTimeout = 300 * kMilli;
        QVERIFY(harness.start());
        int stopped = 0;
        harness.onDone = [&](PoolJob&) {
            if (stopped == 0 && harness.done() >= 6)
                stopped = ::kill(harness.pool->pids()[1], SIGSTOP) == 0 ? harness.pool->pids()[1] : 0;
        };
        QVERIFY(harness.run(60, 60));
        QVERIFY(stopped > 0);
        QVERIFY(harness.eachOnce());
        QVERIFY(harness.count(JobStatus::Crashed) <= 1); // the job it was in, if it was in one
        QCOMPARE(harness.count(JobStatus::Ok) + harness.count(JobStatus::Crashed), 60);
        for (const PoolJob& job : harness.jobs) {
            if (job.status == JobStatus::Crashed)
                QCOMPARE(job.code, Code::WorkerUnresponsive);
        }
        QVERIFY(harness.until([&] { return harness.pool->alive() == 2; }));
        QVERIFY(harness.pool->pids()[1] != stopped);
    }

    void case22AWorkerThatLeaksIsReplaced()
    {
        PoolHarness harness;
        harness.options.workers = 1;
        harness.options.setup = "leak=1000000 sleep=15";
        harness.options.memoryGrowth = 40'000'000;
        QVERIFY(harness.start());
        const int pid = harness.pool->pids()[0];
        const std::int64_t before = residentBytes();
        QVERIFY(harness.run(250, 20));
        QCOMPARE(harness.count(JobStatus::Ok), 250);
        QVERIFY(harness.pool->counters().outgrown >= 1);
        QCOMPARE(harness.pool->counters().crashes, 0U);
        QVERIFY(harness.until([&] { return harness.pool->alive() == 1; }));
        QVERIFY(harness.pool->pids()[0] != pid);
        QVERIFY(residentBytes() - before < 20'000'000); // the engine stays as it was
    }

    void case58AWorkerThatDoesNotReadIsKilled()
    {
        PoolHarness harness;
        harness.options.program = evil("deaf-to-jobs");
        harness.options.workers = 1;
        harness.options.transport = Transport::Stdio; // a pipe of 64 KiB
        harness.options.chunk = 4;
        harness.options.stallTimeout = 100 * kMilli;
        harness.input.resize(60'000);
        QVERIFY(harness.start());
        const std::int64_t before = residentBytes();
        QVERIFY(harness.run(200, 200));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 0);
        QCOMPARE(harness.failure, std::string("POOL_CRASH_LOOP"));
        QVERIFY(residentBytes() - before < 30'000'000); // nobody queues for a worker that does not read (trap Q2)
    }

    void case58WhatIsUnreadIsTheReason_data()
    {
        QTest::addColumn<bool>("unread");
        QTest::addColumn<Code>("code");
        QTest::newRow("what it was sent lies unread") << true << Code::WorkerNotReading;
        QTest::newRow("it has read, and does not begin") << false << Code::WorkerUnresponsive;
    }
    void case58WhatIsUnreadIsTheReason()
    {
        QFETCH(bool, unread);
        QFETCH(Code, code);
        PoolRules rules;
        PoolState state(rules);
        state.start(0);
        state.hello(0);
        state.ready(0, 0);
        PoolJob job;
        state.submit(job);
        std::uint64_t sequence = 0;
        QCOMPARE(&state.take(state.pick(0), 0, sequence), &job);
        WorkerProgress progress;
        progress.unread = unread;
        state.progress(0, progress, 0);
        PoolAction action{};
        while (state.takeAction(action)) { } // its start
        state.tick(rules.stallTimeout);
        QVERIFY(state.takeAction(action));
        QCOMPARE(action.kind, PoolAction::Kind::Kill);
        QCOMPARE(action.code, code);
    }

    void case61AFloodOnStderrIsNotKept()
    {
        PoolHarness harness;
        harness.options.setup = "flood=4000000";
        QVERIFY(harness.start());
        QVERIFY(harness.run(10, 4));
        const std::int64_t before = residentBytes();
        QVERIFY(harness.run(60, 4)); // 240 MB
        QCOMPARE(harness.count(JobStatus::Ok), 60);
        QVERIFY(residentBytes() - before < 10'000'000);
    }

    void case20RecyclingAtEachTask()
    {
        PoolHarness harness;
        harness.options.workers = 4;
        harness.options.maxTasksPerWorker = 1;
        QVERIFY(harness.start());
        QVERIFY(harness.run(500, 16));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 500);
        QVERIFY(harness.pool->counters().spawned >= 500);
        QCOMPARE(harness.pool->counters().crashes, 0U);
    }

    void case21RecyclingAndKillsAtOnce()
    {
        PoolHarness harness;
        harness.options.workers = 3;
        harness.options.maxTasksPerWorker = 3;
        harness.retryCrashed = true;
        QVERIFY(harness.start());
        int kills = 0;
        harness.onDone = [&](PoolJob& job) {
            if (job.index % 11 == 10) {
                const int pid = harness.pool->pids()[job.worker];
                kills += pid > 0 && ::kill(pid, SIGKILL) == 0 ? 1 : 0; // its share is just done
            }
        };
        QVERIFY(harness.run(600, 12));
        QVERIFY(kills > 10);
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 600);
        QVERIFY(harness.failure.empty());
    }
};

QTEST_GUILESS_MAIN(TestPoolCases)
#include "tst_poolcases.moc"
