// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolharness.h"

#include <csignal>
#include <fstream>
#include <QMap>
#include <QTemporaryDir>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace ilv;
using namespace ilv::test;

// What a pool must do when workers die, hang, break the protocol or cannot be started at all.

class TestPoolFaults : public PoolTest {
    Q_OBJECT

private Q_SLOTS:
    // --- death

    void aTaskThatKillsItsWorkerIsTheOnlyOneCharged_data() { startMethods(); }
    void aTaskThatKillsItsWorkerIsTheOnlyOneCharged()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.start = start;
        harness.options.setup = "crash=100";
        QVERIFY(harness.start());
        QVERIFY(harness.run(2000, 200));
        QVERIFY(harness.eachOnce());
        for (const PoolJob& job : harness.jobs) {
            if ((job.index + 1) % 100 != 0) {
                QCOMPARE(job.status, JobStatus::Ok);
                continue;
            }
            QCOMPARE(job.status, JobStatus::Crashed);
            QCOMPARE(job.code, Code::WorkerCrashed);
            QCOMPARE(job.signal, SIGSEGV);
        }
        QCOMPARE(harness.pool->counters().crashes, 20U);
        QVERIFY(harness.until([&] { return harness.pool->alive() == 2; })); // the last one is replaced a little later
        QCOMPARE(harness.pool->counters().restarts, 20U);
        QCOMPARE(harness.pool->counters().recovery.size(), 20U);
    }

    void oneInTenPoisonedIsNoCrashLoop()
    {
        PoolHarness harness;
        harness.options.workers = 4;
        harness.options.setup = "crash=10";
        QVERIFY(harness.start());
        QVERIFY(harness.run(500, 500));
        QCOMPARE(harness.count(JobStatus::Crashed), 50);
        QCOMPARE(harness.count(JobStatus::Ok), 450);
        QVERIFY(harness.failure.empty());
    }

    void anExitInATaskIsNamed_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("exit code 0") << 0;
        QTest::newRow("exit code 1") << 1;
        QTest::newRow("exit code 3, which means something else before hello") << 3;
        QTest::newRow("exit code 99") << 99;
    }
    void anExitInATaskIsNamed()
    {
        QFETCH(int, code);
        PoolHarness harness;
        harness.options.setup = "exit=7 code=" + std::to_string(code);
        QVERIFY(harness.start());
        QVERIFY(harness.run(50, 10));
        QCOMPARE(harness.count(JobStatus::Crashed), 7);
        for (const PoolJob& job : harness.jobs) {
            if (job.status != JobStatus::Crashed)
                continue;
            QCOMPARE(job.code, Code::WorkerCrashed);
            QCOMPARE(job.exitCode, code);
            QCOMPARE(job.signal, 0);
        }
    }

    void killsAtRandomCostNothingButRetries_data() { startMethods(); }
    void killsAtRandomCostNothingButRetries()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.workers = 3;
        harness.options.start = start;
        harness.options.setup = "spin=20000 out=100";
        harness.input.resize(100);
        harness.retryCrashed = true;
        QVERIFY(harness.start());
        std::uint64_t random = 42;
        int kills = 0;
        harness.onDone = [&](PoolJob& job) {
            if (job.index % 301 != 300)
                return;
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            const auto pids = harness.pool->pids();
            if (const int pid = pids[(random >> 33) % pids.size()]; pid > 0)
                kills += ::kill(pid, SIGKILL) == 0 ? 1 : 0;
        };
        QVERIFY(harness.run(10'000, 300));
        QVERIFY(kills > 20);
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 10'000);
        std::uint64_t attempts = 0;
        for (const PoolJob& job : harness.jobs)
            attempts += job.attempt;
        QVERIFY(attempts <= 10'000 + static_cast<std::uint64_t>(kills)); // at most one is charged for a kill
        QVERIFY(harness.until([&] { return harness.pool->alive() == 3; }));
        QVERIFY(harness.failure.empty());
    }

    void aResultCutInTheMiddleIsDropped()
    {
        PoolHarness harness;
        harness.options.program = evil("half-result");
        QVERIFY(harness.start());
        QVERIFY(harness.run(3, 3));
        QCOMPARE(harness.count(JobStatus::Ok), 0);
        QCOMPARE(harness.failure, std::string("POOL_CRASH_LOOP")); // it never says that it has begun anything
    }

    void aKillWhileALargePayloadIsOnItsWay()
    {
        PoolHarness harness;
        harness.options.transport = Transport::Stdio;
        harness.options.freshProcessPerJob = true; // payloads inline, larger than the pipe
        harness.options.setup = "sleep=1000";
        harness.input.resize(8 << 20);
        QVERIFY(harness.start());
        harness.submitAll(1);
        QVERIFY(harness.until([&] {
            for (const int pid : harness.pool->pids()) {
                if (pid > 0)
                    ::kill(pid, SIGKILL);
            }
            return harness.done() == 1;
        }));
        QVERIFY(harness.jobs[0].status == JobStatus::Crashed || harness.jobs[0].status == JobStatus::Lost);
    }

    // --- time

    void aTaskOverItsTimeOutEndsAndItsWorkerWithIt_data()
    {
        QTest::addColumn<QByteArray>("setup");
        QTest::addColumn<Nanos>("timeout");
        QTest::newRow("long enough for prefetch") << QByteArray("hang=10") << 100 * kMilli;
        QTest::newRow("too short for prefetch") << QByteArray("hang=10") << 30 * kMilli;
        QTest::newRow("a worker deaf to SIGTERM") << QByteArray("hang=10 deaf=1") << 100 * kMilli;
    }
    void aTaskOverItsTimeOutEndsAndItsWorkerWithIt()
    {
        QFETCH(QByteArray, setup);
        QFETCH(Nanos, timeout);
        PoolHarness harness;
        harness.options.setup = setup.toStdString();
        harness.options.killGrace = 50 * kMilli;
        harness.timeout = timeout;
        QVERIFY(harness.start());
        QVERIFY(harness.run(100, 30));
        QVERIFY(harness.eachOnce());
        for (const PoolJob& job : harness.jobs) {
            const bool hung = (job.index + 1) % 10 == 0;
            QCOMPARE(job.status, hung ? JobStatus::Timeout : JobStatus::Ok);
            QCOMPARE(job.code, hung ? Code::TaskTimeout : Code::None);
            if (hung)
                QVERIFY(job.stamps.ended - job.stamps.begun >= timeout);
        }
        QCOMPARE(harness.pool->counters().killed, 10U);
        QCOMPARE(harness.pool->counters().crashes, 0U);
    }

    void tasksThatAllTimeOutAreNoCrashLoop()
    {
        PoolHarness harness;
        harness.options.workers = 4;
        harness.options.setup = "hang=1";
        harness.options.killGrace = 0;
        harness.timeout = 20 * kMilli;
        QVERIFY(harness.start());
        QVERIFY(harness.run(60, 60));
        QCOMPARE(harness.count(JobStatus::Timeout), 60);
        QVERIFY(harness.failure.empty());
    }

    void aStoppedWorkerIsGivenUpAndItsJobsAreDoneElsewhere()
    {
        PoolHarness harness;
        harness.options.stallTimeout = 200 * kMilli;
        QVERIFY(harness.start());
        const int pid = harness.pool->pids()[1];
        ::kill(pid, SIGSTOP);
        QVERIFY(harness.run(100, 100));
        QCOMPARE(harness.count(JobStatus::Ok), 100);
        QVERIFY(harness.pool->pids()[1] != pid);
        QCOMPARE(harness.pool->counters().killed, 1U);
    }

    // --- strangers

    void aFaultPlantedByHandStaysWithItsJob()
    {
        PoolHarness h;
        FaultBox faults;
        h.options.workers = 1;
        h.options.faults = &faults;
        QVERIFY(h.start());
        const int worker = h.pool->pids().at(0);
        QCOMPARE(::kill(worker, SIGSTOP), 0); // it has the job, and does not begin it
        QVERIFY(faults.put(1, HandFault::Slow, now()));
        h.submitAll(1);
        QVERIFY(h.until([&h] { return h.jobs[0].stamps.sent != 0; }));
        QCOMPARE(::kill(worker, SIGKILL), 0);
        QVERIFY(h.until([&h] { return h.done() == 1; }));
        QCOMPARE(h.count(JobStatus::Ok), 1);
        QVERIFY(h.jobs[0].fault == HandFault::Slow); // what is said to have struck it has
        QVERIFY(!faults.waitsFor(1));
    }

    void aProgramThatCannotBeAWorkerIsFoundOut_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("code");
        const auto row
            = [](const char* name, const char* code) { QTest::newRow(name) << QByteArray(name) << QByteArray(code); };
        row("silent", "POOL_CRASH_LOOP");
        row("garbage", "POOL_CRASH_LOOP");
        row("yes", "POOL_CRASH_LOOP");
        row("huge-length", "POOL_CRASH_LOOP");
        row("exit-3", "WORKER_INIT_FAILED");
        row("dies-at-once", "POOL_CRASH_LOOP");
        row("old-protocol", "WORKER_VERSION_MISMATCH");
        row("other-build", "WORKER_VERSION_MISMATCH");
        row("two-hellos", "POOL_CRASH_LOOP");
        row("early-result", "POOL_CRASH_LOOP");
        row("half-frame", "POOL_CRASH_LOOP");
        row("closes-channel", "POOL_CRASH_LOOP");
    }
    void aProgramThatCannotBeAWorkerIsFoundOut()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, code);
        PoolHarness harness;
        harness.options.program = evil(program.toStdString());
        harness.options.helloTimeout = 100 * kMilli;
        QVERIFY(!harness.start());
        QCOMPARE(QByteArray::fromStdString(harness.failure), code);
        QVERIFY(harness.pool->counters().spawned <= 10);
        if (program == "exit-3")
            QVERIFY2(harness.failureText.find("no licence to work") != std::string::npos, harness.failureText.c_str());
        if (program == "old-protocol")
            QVERIFY2(harness.failureText.find("9999") != std::string::npos, harness.failureText.c_str());
        // What is submitted now comes back at once.
        PoolJob late;
        harness.pool->submit(late);
        QCOMPARE(late.status, JobStatus::Lost);
        QCOMPARE(harness.done(), 1U);
    }

    void aWorkerThatAnswersWronglyIsKilled_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("code");
        const auto row
            = [](const char* name, const char* code) { QTest::newRow(name) << QByteArray(name) << QByteArray(code); };
        row("other-job", "PROTO_UNEXPECTED");
        row("bad-outcome", "PROTO_BAD_BODY");
        row("bad-arena", "PROTO_BAD_BODY");
        row("bad-grow", "PROTO_BAD_BODY");
        row("too-much-output", "PROTO_FRAME_TOO_LARGE");
        row("closes-at-job", "PROTO_TRUNCATED");
        row("slow-result", "PROTO_STALLED");
    }
    void aWorkerThatAnswersWronglyIsKilled()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, code);
        PoolHarness harness;
        harness.options.program = evil(program.toStdString());
        harness.options.maxOutput = 100'000;
        harness.options.stallTimeout = 300 * kMilli;
        QVERIFY(harness.start());
        QVERIFY(harness.run(2, 2));
        QVERIFY(harness.eachOnce());
        for (const PoolJob& job : harness.jobs) {
            QCOMPARE(job.status, JobStatus::Crashed);
            QCOMPARE(QByteArray::fromStdString(std::string(name(job.code))), code);
        }
    }

    void anAnswerGivenTwiceChangesNothing()
    {
        PoolHarness harness;
        harness.options.program = evil("answers-twice");
        QVERIFY(harness.start());
        QVERIFY(harness.run(20, 20));
        QVERIFY(harness.eachOnce());
        QVERIFY(harness.pool->counters().protocolErrors > 0);
    }

    void workersThatTakeJobsAndDoNothingAreGivenUp_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::newRow("they go on living") << QByteArray("deaf-to-jobs");
        QTest::newRow("they end") << QByteArray("dies-at-job");
    }
    void workersThatTakeJobsAndDoNothingAreGivenUp()
    {
        QFETCH(QByteArray, program);
        PoolHarness harness;
        harness.options.program = evil(program.toStdString());
        harness.options.stallTimeout = 100 * kMilli;
        QVERIFY(harness.start());
        QVERIFY(harness.run(20, 20));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 0);
        QCOMPARE(harness.failure, std::string("POOL_CRASH_LOOP"));
    }

    void aProgramThatIsNoneIsToldAtOnce_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind :
            { "missing", "a folder", "not executable", "not a program", "an interpreter that is missing" })
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void aProgramThatIsNoneIsToldAtOnce()
    {
        QFETCH(QString, kind);
        const QMap<QString, std::string> contents{ { QStringLiteral("not a program"), "\x01\x02\x03" },
            { QStringLiteral("for another machine"),
                "\x7f"
                "ELF\x02\x01\x01"
                    + std::string(40, 'x') },
            { QStringLiteral("an interpreter that is missing"), "#!/no/such/shell\n" },
            { QStringLiteral("not executable"), "#!/bin/sh\n" } };
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/worker";
        if (kind == QStringLiteral("a folder"))
            std::filesystem::create_directory(path);
        else if (kind != QStringLiteral("missing"))
            std::ofstream(path) << contents.value(kind);
        if (kind != QStringLiteral("missing"))
            ::chmod(path.c_str(), kind == QStringLiteral("not executable") ? 0644 : 0755);
        for (const StartMethod start : { StartMethod::Exec, StartMethod::ForkServer }) {
            PoolHarness harness;
            harness.options.program = path;
            harness.options.start = start;
            QVERIFY(!harness.start());
            QVERIFY2(harness.failure == "WORKER_NOT_FOUND", harness.failureText.c_str());
            QCOMPARE(harness.pool->counters().spawned, 0U);
        }
    }

    void aSetUpThatFailsIsToldWithItsLastWords_data() { startMethods(); }
    void aSetUpThatFailsIsToldWithItsLastWords()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.start = start;
        harness.options.setup = "init=1";
        QVERIFY(!harness.start());
        QCOMPARE(harness.failure, std::string("WORKER_INIT_FAILED"));
        QVERIFY2(harness.failureText.find("told to fail") != std::string::npos, harness.failureText.c_str());
    }

    void aSetUpThatFailsInAFreshProcessFailsThePool()
    {
        PoolHarness harness;
        harness.options.freshProcessPerJob = true;
        harness.options.setup = "init=1";
        QVERIFY(harness.start());
        QVERIFY(harness.run(5, 5));
        QCOMPARE(harness.count(JobStatus::Lost), 5);
        QCOMPARE(harness.failure, std::string("WORKER_INIT_FAILED"));
    }

    void wantOfDescriptorsDelaysJobsAndCostsNone()
    {
        PoolHarness harness;
        harness.options.freshProcessPerJob = true;
        harness.options.workers = 32;
        harness.options.setup = "spin=80000000"; // none has ended when the last of the others gives up
        QVERIFY(harness.start());
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit few{ .rlim_cur = static_cast<rlim_t>(openDescriptors()) + 40, .rlim_max = before.rlim_max };
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0); // room for some processes' channels, not for those of 32
        const bool all = harness.run(33, 33);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY2(all && harness.failure.empty(), harness.failureText.c_str());
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 33);
        QVERIFY(harness.pool->counters().spawned > 33); // some starts have failed
        QVERIFY(harness.shutdown());
    }

    void noDescriptorsAtAllFailThePoolWithTheReason()
    {
        PoolHarness harness;
        harness.options.freshProcessPerJob = true;
        QVERIFY(harness.start());
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit none{ .rlim_cur = static_cast<rlim_t>(openDescriptors()), .rlim_max = before.rlim_max };
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        const bool all = harness.run(8, 8);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(all);
        QCOMPARE(harness.count(JobStatus::Lost), 8);
        QCOMPARE(harness.failure, std::string("POOL_CRASH_LOOP"));
        QVERIFY2(harness.failureText.find("Too many open files") != std::string::npos, harness.failureText.c_str());
    }

    void crashesInFreshProcessesAreNoCrashLoop()
    {
        PoolHarness harness;
        harness.options.freshProcessPerJob = true;
        harness.options.setup = "crash=2";
        QVERIFY(harness.start());
        QVERIFY(harness.run(60, 60));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Crashed), 30);
        QCOMPARE(harness.count(JobStatus::Ok), 30);
    }
};

QTEST_GUILESS_MAIN(TestPoolFaults)
#include "tst_poolfaults.moc"
