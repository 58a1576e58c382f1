// SPDX-License-Identifier: GPL-3.0-or-later
// Reliability §3.1, case 31: somebody sets the clock on the wall while a run goes on. This program has its own clocks,
// of which that one jumps by an hour at every look.
#include "run/runner.h"
#include "support/trialharness.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <chrono>
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

namespace {

/// An hour before or after, in turn.
time_t jump()
{
    static std::atomic<int> looks{ 0 };
    return looks++ % 2 == 0 ? 3600 : -3600;
}

template <typename Function> Function* real(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* at) noexcept
{
    static auto* const next = real<int(clockid_t, timespec*)>("clock_gettime");
    const int result = next(clock, at);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI)
        at->tv_sec += jump();
    return result;
}

int gettimeofday(timeval* at, void* zone) noexcept
{
    static auto* const next = real<int(timeval*, void*)>("gettimeofday");
    const int result = next(at, zone);
    at->tv_sec += jump();
    return result;
}

time_t time(time_t* at) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}
}

using namespace ilv;
using namespace ilv::test;

class TestWallClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theClockReallyJumps()
    {
        const auto first = std::chrono::system_clock::now();
        const auto second = std::chrono::system_clock::now();
        QVERIFY(std::chrono::abs(second - first) > std::chrono::hours(1));
        QVERIFY(now() <= now());
    }

    void case31ATrialDoesNotNotice_data()
    {
        QTest::addColumn<Model>("model");
        for (const Model model :
            { Model::Sequential, Model::Async, Model::Threads, Model::Processes, Model::ProcessPerTask, Model::Hybrid })
            QTest::newRow(std::string(name(model)).c_str()) << model;
    }
    void case31ATrialDoesNotNotice()
    {
        QFETCH(Model, model);
        auto plan = planFor(model, { WaitStage{ 4, Spread::Constant }, ComputeStage{ Kernel::Mix, 100, 0 } }, 40, 4);
        plan.settings.timeoutMs = 20'000;
        plan.retry = { .maxAttempts = 2, .onError = true, .onTimeout = true, .backoffMs = 1, .deadlineMs = 60'000 };
        TrialHarness harness;
        const Nanos begin = now();
        const auto ran = harness.run(plan);
        const Nanos took = now() - begin;
        QVERIFY(!ran.timedOut);
        QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t{ 40 });
        QCOMPARE(ran.violations, std::uint64_t{ 0 });
        QVERIFY(ran.seen.response.min >= 4 * kMilli && ran.seen.response.max <= took);
        for (const auto& lane : ran.lanes)
            QVERIFY(lane.begin >= begin && lane.end <= begin + took);
    }

    void case31ARunDoesNotNoticeAndSaysOnceWhenItBegan()
    {
        Experiment e;
        e.workload.stages = { WaitStage{ 5, Spread::Constant } };
        e.load.tasks = 60;
        for (const Model model : { Model::Async, Model::Threads }) {
            ModelEntry entry;
            entry.model = model;
            entry.label = name(model);
            e.models.push_back(entry);
        }
        Runner runner({ e,
            { ILV_BIN_DIR "/interleave-host", ILV_BIN_DIR "/interleave-service", ILV_BIN_DIR "/interleave-worker" },
            {} });
        const std::string began = runner.environment().startedAtUtc;
        std::shared_ptr<const RunResult> run;
        QEventLoop loop;
        connect(&runner, &Runner::finished, &loop, [&](const auto& result) {
            run = result;
            loop.quit();
        });
        const Nanos begin = now();
        QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
        runner.start();
        loop.exec();
        const double took = static_cast<double>(now() - begin) / 1e9;
        QVERIFY(run);
        QCOMPARE(run->status, RunStatus::Completed);
        QCOMPARE(run->environment.startedAtUtc, began);
        QVERIFY2(run->wallS > 0 && run->wallS <= took + 0.1, qPrintable(QString::number(run->wallS)));
        for (const auto& trial : run->trials) {
            QCOMPARE(trial.counts.of(Outcome::Ok), std::uint64_t{ 60 });
            QCOMPARE(std::count(trial.disturbed.begin(), trial.disturbed.end(), "RUN_CLOCK_JUMP"), 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestWallClock)
#include "tst_wallclock.moc"
