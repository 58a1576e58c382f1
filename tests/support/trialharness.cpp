// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/trialharness.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <chrono>
#include <thread>
#include <utility>

namespace ilv::test {
namespace {

Counts countsOf(const RecorderSnapshot& seen, const Scheduler& scheduler)
{
    Counts counts;
    counts.by = seen.outcomes;
    counts.planned = scheduler.planned();
    counts.by[static_cast<std::size_t>(Outcome::NotRun)] += scheduler.neverHanded();
    return counts;
}

} // namespace

TrialHarness::TrialHarness()
    : m_bridge(m_loop)
{
}

Ran TrialHarness::run(const TrialPlan& plan, Nanos limit, std::function<void(TrialHarness&)> onTick)
{
    Ran ran;
    if (ran.status = available(plan); !ran.status)
        return ran;
    const TaskRecipe recipe(plan.workload);
    TrialRecorder recorder({.spans = 1000, .attempts = 100'000});
    Scheduler scheduler({.load = plan.load,
        .inFlight = plan.inFlight,
        .retry = plan.retry,
        .warmupTasks = plan.warmupTasks,
        .seed = plan.workload.seed});
    m_cancel = 0;
    const auto executor = makeExecutor({plan, recipe, recorder, scheduler, m_loop, m_cancel, &m_faults});
    m_executor = executor.get();
    m_scheduler = &scheduler;
    m_recorder = &recorder;

    QEventLoop loop;
    QTimer guard;
    guard.setSingleShot(true);
    QObject::connect(&guard, &QTimer::timeout, &loop, [&] {
        ran.timedOut = true;
        loop.quit();
    });
    const bool fromAThread = m_tickFromAThread || plan.model == Model::Sequential; // it has the main thread to itself
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &loop, [&] {
        if (onTick && !fromAThread)
            onTick(*this);
    });
    const auto later = [&loop](std::function<void()> what) {
        QMetaObject::invokeMethod(&loop, std::move(what), Qt::QueuedConnection);
    };
    const auto closed = [&] { QTimer::singleShot(static_cast<int>(m_stay / kMilli), &loop, [&] { loop.quit(); }); };
    const auto close = [&] { later([&] { executor->close([&] { later(closed); }); }); };
    guard.start(static_cast<int>(limit / kMilli));
    tick.start(3);
    later([&] {
        executor->prepare([&](Status status) {
            ran.status = status;
            if (!status) {
                close();
                return;
            }
            later([&] {
                scheduler.begin(now());
                executor->run([&](Status ending) {
                    ran.status = ending;
                    close();
                });
            });
        });
    });
    std::optional<std::jthread> watcher;
    if (fromAThread && onTick) {
        watcher.emplace([&](std::stop_token stop) {
            while (!stop.stop_requested()) {
                onTick(*this);
                std::this_thread::sleep_for(std::chrono::milliseconds(1)); // a ticker, as the timer is for the others
            }
        });
    }
    loop.exec();
    watcher.reset();

    ran.seen = recorder.snapshot();
    ran.counts = countsOf(ran.seen, scheduler);
    (void)endedAttempts();
    ran.rows = std::exchange(m_rows, {});
    ran.spans = recorder.takeSpans();
    ran.lanes = recorder.lanes(now());
    ran.report = executor->report();
    ran.violations = scheduler.violations();
    ran.stepArea = scheduler.stepArea();
    m_executor = nullptr;
    m_scheduler = nullptr;
    m_recorder = nullptr;
    return ran;
}

void TrialHarness::cancel(int level)
{
    m_cancel = level;
    if (m_executor && !m_tickFromAThread)
        m_executor->cancel(level);
}

std::uint64_t TrialHarness::finishedTasks() const
{
    return m_scheduler ? m_scheduler->gauge().finished.load() : 0;
}

std::uint64_t TrialHarness::handedTasks() const { return m_scheduler ? m_scheduler->gauge().handed.load() : 0; }

std::uint64_t TrialHarness::endedAttempts()
{
    if (m_recorder) {
        const auto more = m_recorder->takeAttempts();
        m_rows.insert(m_rows.end(), more.begin(), more.end());
    }
    return m_rows.size();
}

TrialPlan planFor(Model model, std::vector<Stage> stages, std::int64_t tasks, int inFlight, int workers)
{
    TrialPlan plan;
    plan.label = name(model);
    plan.model = model;
    plan.workload.stages = std::move(stages);
    plan.workload.seed = 7;
    plan.workload.inputBytes = 64;
    plan.workload.outputBytes = 64;
    plan.load.tasks = tasks;
    plan.inFlight = inFlight;
    plan.settings.workers = workers;
    plan.workerProgram = ILV_BIN_DIR "/interleave-worker";
    expectRightDigests(plan);
    return plan;
}

void expectRightDigests(TrialPlan& plan) { plan.expected = TaskRecipe(plan.workload).expectedDigests(); }

} // namespace ilv::test
