// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolharness.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <numeric>
#include <set>
#include <sys/wait.h>

using namespace ilv;
using namespace ilv::test;

// What a pool of well-meaning workers must do: every job once, whatever the transport, the way of starting and the
// size.

class TestProcessPool : public PoolTest {
    Q_OBJECT

private Q_SLOTS:
    void everyJobIsDoneOnce_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::addColumn<StartMethod>("start");
        QTest::addColumn<int>("chunk");
        QTest::addColumn<int>("workers");
        const auto row = [](const char* title, Transport transport, StartMethod start, int chunk, int workers) {
            QTest::newRow(title) << transport << start << chunk << workers;
        };
        row("pipes, exec, adaptive", Transport::Pipe, StartMethod::Exec, 0, 2);
        row("pipes, exec, one worker", Transport::Pipe, StartMethod::Exec, 0, 1);
        row("pipes, exec, seven workers", Transport::Pipe, StartMethod::Exec, 0, 7);
        row("pipes, exec, chunks of 1", Transport::Pipe, StartMethod::Exec, 1, 2);
        row("pipes, exec, chunks of 6", Transport::Pipe, StartMethod::Exec, 6, 2);
        row("pipes, exec, chunks of 1000", Transport::Pipe, StartMethod::Exec, 1000, 2);
        row("socket, exec", Transport::Socket, StartMethod::Exec, 0, 2);
        row("stdio, exec", Transport::Stdio, StartMethod::Exec, 0, 2);
        row("shared memory, exec", Transport::SharedMemory, StartMethod::Exec, 0, 2);
        row("pipes, fork server", Transport::Pipe, StartMethod::ForkServer, 0, 2);
        row("socket, fork server", Transport::Socket, StartMethod::ForkServer, 0, 2);
        row("stdio, fork server", Transport::Stdio, StartMethod::ForkServer, 0, 2);
        row("shared memory, fork server", Transport::SharedMemory, StartMethod::ForkServer, 0, 3);
    }
    void everyJobIsDoneOnce()
    {
        QFETCH(Transport, transport);
        QFETCH(StartMethod, start);
        QFETCH(int, chunk);
        QFETCH(int, workers);
        PoolHarness harness;
        harness.options.transport = transport;
        harness.options.start = start;
        harness.options.chunk = chunk;
        harness.options.workers = workers;
        harness.options.setup = "out=24";
        harness.input.resize(40, std::byte{ 1 });
        harness.onDone = [](PoolJob& job) {
            QCOMPARE(job.output.size(), std::size_t{ 24 });
            QCOMPARE(job.output[23], static_cast<std::byte>(job.resultDigest));
        };
        QVERIFY2(harness.start(), harness.failureText.c_str());
        QCOMPARE(harness.pool->alive(), workers);
        QVERIFY(harness.run(10'000, 3000));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 10'000);
        for (const PoolJob& job : harness.jobs)
            QCOMPARE(job.resultDigest, job.index + 5 * 0x0101010101010101ULL);
        QCOMPARE(harness.pool->counters().crashes, 0U);
        QCOMPARE(harness.pool->counters().spawned, static_cast<std::uint64_t>(workers));
        QVERIFY(harness.shutdown());
        QCOMPARE(ownChildren(), std::vector<int>());
    }

    void oneWorkerAnswersInOrder()
    {
        PoolHarness harness;
        harness.options.workers = 1;
        QVERIFY(harness.start());
        QVERIFY(harness.run(5000, 5000));
        for (std::uint64_t i = 0; i < 5000; ++i)
            QCOMPARE(harness.order[i], i);
    }

    void stampsGoForward()
    {
        PoolHarness harness;
        harness.options.setup = "out=64 spin=20000";
        harness.input.resize(64);
        QVERIFY(harness.start());
        QVERIFY(harness.run(300, 20));
        for (const PoolJob& job : harness.jobs) {
            const JobStamps& s = job.stamps;
            const Nanos chain[]{ s.submitted, s.encodeBegin, s.received, s.begun, s.ended, s.flushed, s.arrived,
                s.decoded };
            QVERIFY(chain[0] > 0);
            for (std::size_t i = 1; i < std::size(chain); ++i)
                QVERIFY2(chain[i] >= chain[i - 1], qPrintable(QString::number(i)));
            QVERIFY(s.sent >= s.encodeBegin);
            QVERIFY(s.ended - s.begun >= 20'000);
            QCOMPARE(s.spawned, 0);
        }
    }

    void payloadsOfAnySizeComeBackWhole_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::addColumn<bool>("fresh");
        QTest::addColumn<qint64>("size");
        for (const Transport transport : kTransports) {
            for (const qint64 size : { 0, 1, 63, 4096, 65'536, 65'537, 1'000'003, 9'000'000 }) {
                for (const bool fresh : { false, true })
                    QTest::addRow(
                        "%s, %s, %lld bytes", std::string(name(transport)).c_str(), fresh ? "fresh" : "warm", size)
                        << transport << fresh << size;
            }
        }
    }
    void payloadsOfAnySizeComeBackWhole()
    {
        QFETCH(Transport, transport);
        QFETCH(bool, fresh);
        QFETCH(qint64, size);
        PoolHarness harness;
        harness.options.transport = transport;
        harness.options.freshProcessPerJob = fresh;
        harness.options.setup = "out=" + std::to_string(size);
        harness.input.resize(static_cast<std::size_t>(size));
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < harness.input.size(); ++i)
            harness.input[i] = static_cast<std::byte>(i * 7 + i / 251);
        std::size_t i = 0;
        for (; i + 8 <= harness.input.size(); i += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, &harness.input[i], sizeof word);
            sum += word;
        }
        for (; i < harness.input.size(); ++i)
            sum += static_cast<std::uint64_t>(harness.input[i]);
        bool whole = true;
        harness.onDone = [&whole, size](PoolJob& job) {
            whole = whole && static_cast<qint64>(job.output.size()) == size;
            for (const std::byte b : job.output)
                whole = whole && b == static_cast<std::byte>(job.resultDigest);
        };
        QVERIFY(harness.start());
        QVERIFY(harness.run(fresh ? 4 : 12, 7));
        QVERIFY(whole);
        for (const PoolJob& job : harness.jobs) {
            QCOMPARE(job.status, JobStatus::Ok);
            QCOMPARE(job.resultDigest, job.index + sum);
        }
    }

    void payloadsOfChangingSizeShareAnArena()
    {
        PoolHarness harness;
        harness.options.setup = "out=100000";
        QVERIFY(harness.start());
        std::vector<std::vector<std::byte>> payloads;
        std::vector<PoolJob> jobs(60);
        std::size_t size = 70'000;
        int done = 0;
        harness.onDone = [&done](PoolJob& job) { done += job.output.size() == 100'000 ? 1 : 0; };
        for (PoolJob& job : jobs) {
            size = size * 31 % 6'000'011;
            payloads.emplace_back(size, static_cast<std::byte>(size));
            job.index = payloads.size();
            job.input = payloads.back();
            harness.pool->submit(job);
        }
        QVERIFY(harness.until([&done] { return done == 60; }));
        for (const PoolJob& job : jobs) {
            const auto b = static_cast<std::uint64_t>(job.input.empty() ? std::byte{} : job.input[0]);
            const std::uint64_t words = job.input.size() / 8;
            QCOMPARE(job.resultDigest, job.index + words * (b * 0x0101010101010101ULL) + job.input.size() % 8 * b);
        }
    }

    void anAnswerLargerThanAllowedIsAnError()
    {
        PoolHarness harness;
        harness.options.maxOutput = 1000;
        harness.options.setup = "out=1001";
        QVERIFY(harness.start());
        QVERIFY(harness.run(5, 5));
        for (const PoolJob& job : harness.jobs) {
            QCOMPARE(job.status, JobStatus::Error);
            QCOMPARE(job.code, Code::OutputLimit);
        }
    }

    void anErrorOfATaskIsItsOwnAffair()
    {
        PoolHarness harness;
        harness.options.setup = "fail=10";
        QVERIFY(harness.start());
        QVERIFY(harness.run(1000, 100));
        QCOMPARE(harness.count(JobStatus::Error), 100);
        QCOMPARE(harness.count(JobStatus::Ok), 900);
        for (const PoolJob& job : harness.jobs)
            QCOMPARE(job.code, job.status == JobStatus::Error ? Code::TaskError : Code::None);
    }

    void aFreshProcessServesEachJob_data() { startMethods(); }
    void aFreshProcessServesEachJob()
    {
        QFETCH(StartMethod, start);
        PoolHarness harness;
        harness.options.freshProcessPerJob = true;
        harness.options.start = start;
        harness.options.workers = 3;
        harness.options.setup = "out=8";
        std::set<int> pids;
        harness.onDone = [&](PoolJob& job) {
            QVERIFY(job.stamps.submitted <= job.stamps.spawned && job.stamps.spawned < job.stamps.up);
            QVERIFY(job.stamps.up <= job.stamps.received && job.stamps.received <= job.stamps.begun);
            QVERIFY(job.worker < 3);
            if (const int pid = harness.pool->pids()[job.worker]; pid != 0) // the fork server may not have told it yet
                QVERIFY2(pids.insert(pid).second, "it has served a job before");
        };
        QVERIFY(harness.start());
        QVERIFY(harness.run(100, 100));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), 100);
        QCOMPARE(harness.pool->counters().spawned, 100U);
        QCOMPARE(harness.pool->counters().crashes, 0U);
        QCOMPARE(harness.pool->counters().startUp.size(), 100U);
        QVERIFY(harness.shutdown());
        QVERIFY(pids.size() > 50U);
        const auto lanes = harness.pool->workerStates(); // a slot's, however many processes it had
        QVERIFY(!lanes.empty() && lanes.size() <= 3U);
        for (const WorkerStates& lane : lanes)
            QCOMPARE(std::accumulate(lane.sums.begin(), lane.sums.end(), Nanos{ 0 }), lane.end - lane.begin);
    }

    void recyclingReplacesWorkersWithoutLosingAJob_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("perWorker");
        QTest::addColumn<int>("tasks");
        QTest::newRow("gh-115634: 1 worker, 2 each, 6 tasks") << 1 << 2 << 6;
        QTest::newRow("gh-115634: 2 workers, 2 each, 8 tasks") << 2 << 2 << 8;
        QTest::newRow("one task each") << 4 << 1 << 60;
        QTest::newRow("many") << 2 << 100 << 1000;
    }
    void recyclingReplacesWorkersWithoutLosingAJob()
    {
        QFETCH(int, workers);
        QFETCH(int, perWorker);
        QFETCH(int, tasks);
        PoolHarness harness;
        harness.options.workers = workers;
        harness.options.maxTasksPerWorker = perWorker;
        QVERIFY(harness.start());
        QVERIFY(harness.run(static_cast<std::uint64_t>(tasks), 10));
        QVERIFY(harness.eachOnce());
        QCOMPARE(harness.count(JobStatus::Ok), tasks);
        QVERIFY(harness.pool->counters().recycled >= static_cast<std::uint64_t>(tasks / perWorker - workers));
        QCOMPARE(harness.pool->counters().crashes, 0U);
        QCOMPARE(harness.pool->counters().restarts, 0U);
    }

    void whatTasksPrintIsNotTheProtocol_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::newRow("pipe") << Transport::Pipe;
        QTest::newRow("stdio") << Transport::Stdio;
    }
    void whatTasksPrintIsNotTheProtocol()
    {
        QFETCH(Transport, transport);
        PoolHarness harness;
        harness.options.transport = transport;
        harness.options.setup = "print=1 flood=5000";
        QVERIFY(harness.start());
        QVERIFY(harness.run(2000, 200));
        QCOMPARE(harness.count(JobStatus::Ok), 2000);
        QCOMPARE(harness.pool->counters().protocolErrors, 0U);
    }

    void lanesAddUpToTheirWindow()
    {
        PoolHarness harness;
        harness.options.setup = "spin=50000 out=100";
        QVERIFY(harness.start());
        QVERIFY(harness.run(400, 20));
        QVERIFY(harness.shutdown());
        const auto states = harness.pool->workerStates();
        QCOMPARE(states.size(), 2U);
        Nanos compute = 0;
        for (const WorkerStates& lane : states) {
            Nanos sum = 0;
            for (const Nanos part : lane.sums) {
                QVERIFY(part >= 0);
                sum += part;
            }
            QCOMPARE(sum, lane.end - lane.begin);
            QVERIFY(lane.cpuUser + lane.cpuSystem > 0);
            compute += lane.sums[5];
        }
        QVERIFY(compute >= 400 * 50'000);
        QCOMPARE(harness.pool->counters().clockOffset, std::vector<Nanos>(2, 0));
        QCOMPARE(harness.pool->counters().startUp.size(), 2U);
    }

    void workersHoldNoDescriptorsButTheirOwn()
    {
        PoolHarness harness;
        harness.options.workers = 4;
        QVERIFY(harness.start());
        int passedOn = 0; // what this process itself was born with
        for (int fd = 3; fd < 1024; ++fd)
            passedOn += ::fcntl(fd, F_GETFD) == 0 ? 1 : 0;
        for (const int pid : harness.pool->pids()) {
            int n = 0;
            for ([[maybe_unused]] const auto& entry :
                std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd"))
                ++n;
            QCOMPARE(n - passedOn, 3 + 4); // stdio, two pipes, two arenas; the page's was closed
        }
    }

    void noMoreJobsAreInTheirHandsThanTheRoomToldOf()
    {
        PoolHarness harness;
        harness.options.chunk = 3;
        QVERIFY(harness.start());
        QCOMPARE(harness.pool->idleRoom(), 2 * 6);
        QVERIFY(harness.run(100, 12));
        QCOMPARE(harness.pool->idleRoom(), 2 * 6);
    }
};

QTEST_GUILESS_MAIN(TestProcessPool)
#include "tst_processpool.moc"
