// SPDX-License-Identifier: GPL-3.0-or-later
// What every execution model promises. ILV_CONTRACT names the model, and after a '+' the variant.
#include "support/processes.h"
#include "support/trialharness.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <set>

using namespace ilv;
using namespace ilv::test;

namespace {

const Stage kTinyCompute = ComputeStage { Kernel::Mix, 200, 0 };
const Stage kShortWait = WaitStage { 2, Spread::Constant };

bool inProcess(const TrialPlan& plan)
{
    return plan.model == Model::Sequential || plan.model == Model::Async || plan.model == Model::Threads
        || (plan.model == Model::Hybrid && plan.settings.offload == Offload::Threads);
}

} // namespace

class TestContract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void everyTaskIsDoneExactlyOnce_data();
    void everyTaskIsDoneExactlyOnce();
    void everyTasksPartsSumToItsWhole();
    void zeroTasksEndAtOnce();
    void openLoadCountsFromTheIntendedStart();
    void stopInMidRunKeepsWhatWasDone();
    void hardStopEndsRunningTasks();
    void aWrongResultIsSeen();
    void anErrorIsOneTasksError();
    void failedAttemptsAreRetried();
    void aTimeoutEndsAWait();
    void aTimeoutEndsACommand();
    void aTimeoutBeginsWithTheExecution();
    void whatWaitsForARetryIsCancelled_data();
    void whatWaitsForARetryIsCancelled();
    void aPoolThatFailsFailsTheTrial_data();
    void aPoolThatFailsFailsTheTrial();
    void aLoopThatNeverWaitsIsSeenAndCanBeCancelled();
    void workBeforeTheFirstWaitIsNotWaiting();
    void nothingHappensAfterTheEnd();
    void aCrashCostsOneTask();
    void aFaultPlantedByHandCostsOneTask_data();
    void aFaultPlantedByHandCostsOneTask();
    void aLoopOnWhichTasksOnlyWaitIsDrawnByItsTurns();
    void warmupIsApart();
    void anotherRunOnTheSameLoopWorks();

private:
    [[nodiscard]] TrialPlan plan(std::vector<Stage> stages, std::int64_t tasks, int inFlight = 8, int workers = 2) const;
    void check(const Ran& ran, std::uint64_t planned) const;

    std::unique_ptr<TrialHarness> m_harness;
    int m_descriptors = 0;
};

TrialPlan TestContract::plan(std::vector<Stage> stages, std::int64_t tasks, int inFlight, int workers) const
{
    const auto variant = qEnvironmentVariable("ILV_CONTRACT", QStringLiteral("sequential")).split(u'+');
    auto made = planFor(*fromName<Model>(variant[0].toStdString()), std::move(stages), tasks, inFlight, workers);
    const auto extra = variant.value(1).toStdString();
    if (extra == "lock")
        made.settings.lock = true;
    else if (extra == "threads")
        made.settings.offload = Offload::Threads;
    else if (extra == "forkserver")
        made.settings.start = StartMethod::ForkServer;
    else if (!extra.empty())
        made.settings.transport = *fromName<Transport>(extra);
    return made;
}

void TestContract::init()
{
    m_descriptors = openDescriptors();
    m_harness = std::make_unique<TrialHarness>();
}

void TestContract::cleanup()
{
    m_harness.reset();
    QCOMPARE(ownChildren(), std::vector<int>());
    QCOMPARE(openDescriptors(), m_descriptors);
}

void TestContract::check(const Ran& ran, std::uint64_t planned) const
{
    QVERIFY2(!ran.timedOut, "the run does not end");
    QVERIFY2(ran.status, qPrintable(QString::fromStdString(ran.status ? std::string() : ran.status.error().message)));
    QCOMPARE(ran.counts.planned, planned);
    QVERIFY2(ran.counts.addsUp(), "outcomes do not add up to the planned tasks");
    QCOMPARE(ran.violations, std::uint64_t { 0 });
    QCOMPARE(ran.seen.identityViolations, std::uint64_t { 0 });
    // Little's law as bookkeeping: what the records say each task stayed is the area under the count, to the nanosecond.
    QCOMPARE(static_cast<std::uint64_t>(ran.seen.residence), ran.stepArea);
    std::multiset<std::uint64_t> ended;
    for (const auto& row : ran.rows) {
        if (row.last)
            ended.insert(row.index);
    }
    QCOMPARE(std::set(ended.begin(), ended.end()).size(), ended.size());
    QCOMPARE(ended.size(), std::accumulate(ran.seen.outcomes.begin(), ran.seen.outcomes.end(), std::size_t { 0 }));
    for (const auto& lane : ran.lanes) {
        const auto sum = std::accumulate(lane.states.begin(), lane.states.end(), Nanos { 0 });
        QCOMPARE(sum, lane.end - lane.begin);
        for (const auto part : lane.states)
            QVERIFY2(part >= 0, "a lane was in some state for less than no time");
    }
}

void TestContract::everyTaskIsDoneExactlyOnce_data()
{
    QTest::addColumn<int>("tasks");
    QTest::addColumn<int>("inFlight");
    QTest::addColumn<int>("workers");
    QTest::newRow("one task") << 1 << 1 << 1;
    QTest::newRow("one task, many clients") << 1 << 64 << 2;
    QTest::newRow("more workers than tasks") << 3 << 8 << 8;
    QTest::newRow("one client") << 40 << 1 << 2;
    QTest::newRow("a few hundred tasks") << 300 << 16 << 2;
}

void TestContract::everyTaskIsDoneExactlyOnce()
{
    QFETCH(int, tasks);
    QFETCH(int, inFlight);
    QFETCH(int, workers);
    const auto ran = m_harness->run(plan({kTinyCompute, WaitStage {0.1, Spread::Exponential}, kTinyCompute}, tasks, inFlight, workers));
    check(ran, static_cast<std::uint64_t>(tasks));
    QCOMPARE(ran.counts.of(Outcome::Ok), static_cast<std::uint64_t>(tasks));
    QCOMPARE(ran.seen.response.count, static_cast<std::uint64_t>(tasks));
    QCOMPARE(ran.seen.attempts, static_cast<std::uint64_t>(tasks));
    for (const auto& row : ran.rows)
        QVERIFY(row.index < static_cast<std::uint64_t>(tasks));
}

void TestContract::everyTasksPartsSumToItsWhole()
{
    const auto ran = m_harness->run(plan({kShortWait, kTinyCompute}, 50));
    check(ran, 50);
    const auto parts = std::accumulate(ran.seen.spent.begin(), ran.seen.spent.end(), Nanos { 0 });
    QCOMPARE(static_cast<double>(parts), ran.seen.response.sum);
    QVERIFY2(ran.seen.spent[slot(Category::IoWait)] >= 50 * 2 * kMilli, "the waits are seen as waits");
    QVERIFY2(ran.seen.spent[slot(Category::Compute)] > 0, "and the computation as computation");
}

void TestContract::zeroTasksEndAtOnce()
{
    auto none = plan({kTinyCompute}, 0);
    none.load = {.mode = LoadMode::Open, .durationS = 0.0000001, .ratePerS = 0.5, .arrivals = Arrivals::Poisson};
    const auto ran = m_harness->run(none);
    QVERIFY(ran.counts.planned <= 1); // the first arrival opens the window; nothing after it
    check(ran, ran.counts.planned);
}

void TestContract::openLoadCountsFromTheIntendedStart()
{
    auto open = plan({kTinyCompute}, 0);
    open.load = {.mode = LoadMode::Open, .durationS = 0.2, .ratePerS = 300};
    const auto ran = m_harness->run(open);
    check(ran, 60);
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 60 });
}

void TestContract::stopInMidRunKeepsWhatWasDone()
{
    auto longRun = plan({WaitStage {1, Spread::Constant}}, 100'000, 4);
    const auto ran = m_harness->run(longRun, 20 * kSecond, [](TrialHarness& harness) {
        if (harness.finishedTasks() >= 10)
            harness.cancel(1);
    });
    check(ran, 100'000);
    QVERIFY(ran.counts.of(Outcome::Ok) >= 10);
    QVERIFY(ran.counts.of(Outcome::NotRun) > 0);
    QCOMPARE(ran.counts.of(Outcome::Error), std::uint64_t { 0 });
}

void TestContract::hardStopEndsRunningTasks()
{
    auto stuck = plan({WaitStage {60'000, Spread::Constant}}, 4, 2);
    if (stuck.model == Model::Sequential || stuck.model == Model::Threads)
        return; // a blocked thread cannot be ended from inside its process: the host ends itself (tst_host)
    bool stopped = false;
    const auto ran = m_harness->run(stuck, 20 * kSecond, [&](TrialHarness& harness) {
        if (!std::exchange(stopped, stopped || harness.handedTasks() >= 2) && stopped)
            harness.cancel(2);
    });
    check(ran, 4);
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 0 });
    QCOMPARE(ran.counts.of(Outcome::Cancelled) + ran.counts.of(Outcome::NotRun), std::uint64_t { 4 });
}

void TestContract::aWrongResultIsSeen()
{
    const auto ran = m_harness->run(plan({kTinyCompute, FaultStage { FaultKind::Wrong, -1, 5, 1 }}, 20));
    check(ran, 20);
    QCOMPARE(ran.counts.of(Outcome::Wrong), std::uint64_t { 4 });
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 16 });
    for (const auto& row : ran.rows)
        QCOMPARE(row.outcome == Outcome::Wrong, (row.index + 1) % 5 == 0);
}

void TestContract::anErrorIsOneTasksError()
{
    const auto ran = m_harness->run(plan({FaultStage { FaultKind::Throw, 7, 0, 1 }, kTinyCompute}, 20));
    check(ran, 20);
    QCOMPARE(ran.counts.of(Outcome::Error), std::uint64_t { 1 });
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 19 });
    const auto row = std::find_if(ran.rows.begin(), ran.rows.end(), [](const AttemptRow& r) { return r.outcome == Outcome::Error; });
    QVERIFY(row != ran.rows.end());
    QCOMPARE(row->index, std::uint64_t { 7 });
    QVERIFY(static_cast<Code>(row->code) == Code::TaskError);
}

void TestContract::failedAttemptsAreRetried()
{
    auto flaky = plan({FaultStage { FaultKind::Flaky, -1, 3, 2 }, kTinyCompute}, 12);
    flaky.retry = {.maxAttempts = 3, .onError = true, .backoffMs = 1};
    const auto ran = m_harness->run(flaky);
    check(ran, 12);
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 12 });
    QCOMPARE(ran.seen.attempts, std::uint64_t { 12 + 4 * 2 });
    QVERIFY(ran.seen.spent[slot(Category::Retry)] >= 4 * 2 * kMilli);
}

void TestContract::aTimeoutEndsAWait()
{
    auto slow = plan({WaitStage { 30'000, Spread::Constant }}, 2, 2);
    slow.settings.timeoutMs = 60;
    const auto ran = m_harness->run(slow);
    check(ran, 2);
    QCOMPARE(ran.counts.of(Outcome::Timeout), std::uint64_t { 2 });
    QVERIFY2(ran.seen.response.min >= 60 * kMilli, "a time-out never fires early");
    if (!inProcess(slow))
        return;
    QCOMPARE(ran.report.pool.spawned, std::uint64_t { 0 });
}

void TestContract::aTimeoutEndsACommand()
{
    auto slow = plan({CommandStage { "/bin/sleep", { "60" } }}, 2, 2);
    slow.settings.timeoutMs = 100;
    const auto ran = m_harness->run(slow);
    check(ran, 2);
    QCOMPARE(ran.counts.of(Outcome::Timeout), std::uint64_t { 2 });
}

void TestContract::aTimeoutBeginsWithTheExecution()
{
    // Twelve at once for one worker: the last waits longer than its time-out for its turn, and has all of it then.
    auto queued = plan({CommandStage { "/bin/sleep", { "0.1" } }}, 12, 12, 1);
    queued.settings.timeoutMs = 900;
    const auto ran = m_harness->run(queued);
    check(ran, 12);
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 12 });
}

void TestContract::whatWaitsForARetryIsCancelled_data()
{
    QTest::addColumn<int>("level");
    QTest::newRow("by the first signal") << 1;
    QTest::newRow("by the second, that comes first") << 2;
}

void TestContract::whatWaitsForARetryIsCancelled()
{
    QFETCH(int, level);
    auto failing = plan({FaultStage { FaultKind::Throw, -1, 1, 1 }}, 100, 4);
    failing.retry = {.maxAttempts = 3, .onError = true, .backoffMs = 600'000, .maxMs = 600'000};
    int ticks = 0;
    const auto ran = m_harness->run(failing, 20 * kSecond, [&](TrialHarness& harness) {
        if (harness.endedAttempts() == 4 && ++ticks == 10) // an attempt is recorded a moment before its task waits
            harness.cancel(level);
    });
    check(ran, 100);
    QCOMPARE(ran.counts.of(Outcome::Cancelled), std::uint64_t { 4 });
    QCOMPARE(ran.counts.of(Outcome::NotRun), std::uint64_t { 96 });
    QCOMPARE(ran.seen.attempts, std::uint64_t { 4 });
}

void TestContract::aPoolThatFailsFailsTheTrial_data()
{
    QTest::addColumn<bool>("waits");
    QTest::addColumn<double>("seconds");
    QTest::newRow("every task crashes") << false << 0.0;
    QTest::newRow("every task waits, then crashes") << true << 0.0;
    QTest::newRow("every task of a load by time crashes") << false << 30.0;
}

void TestContract::aPoolThatFailsFailsTheTrial()
{
    QFETCH(bool, waits);
    QFETCH(double, seconds);
    std::vector<Stage> stages { FaultStage { FaultKind::Crash, -1, 1, 1 } };
    if (waits)
        stages.insert(stages.begin(), kShortWait);
    auto doomed = plan(std::move(stages), seconds > 0 ? 0 : 100, 16);
    doomed.load.durationS = seconds;
    if (inProcess(doomed) || doomed.model == Model::ProcessPerTask)
        return; // there the host crashes, or each task's process alone
    const auto ran = m_harness->run(doomed);
    QVERIFY(!ran.timedOut);
    QVERIFY2(!ran.status, "a trial whose pool has failed is not completed");
    QCOMPARE(ran.status.error().code, std::string("POOL_CRASH_LOOP"));
    QVERIFY2(ran.counts.addsUp(), "outcomes do not add up to the planned tasks");
    QCOMPARE(ran.violations, std::uint64_t { 0 });
    QCOMPARE(ran.counts.of(Outcome::Crashed) + ran.counts.of(Outcome::NotRun), ran.counts.planned);
    QCOMPARE(ran.seen.attempts, ran.counts.of(Outcome::Crashed)); // what never began is no attempt
    QVERIFY2(ran.counts.planned <= 100, "no more tasks are handed to a pool that is no more");
}

void TestContract::aLoopThatNeverWaitsIsSeenAndCanBeCancelled()
{
    auto busy = plan({ComputeStage { Kernel::Mix, 100'000, 0 }}, 1'000'000);
    m_harness->tickFromAThread(busy.model == Model::Async); // its loop has no time for a timer
    const auto ran = m_harness->run(busy, 20 * kSecond, [](TrialHarness& harness) {
        if (harness.finishedTasks() >= 20)
            harness.cancel(1);
    });
    check(ran, 1'000'000);
    QVERIFY(ran.counts.of(Outcome::Ok) >= 20);
    QVERIFY(ran.counts.of(Outcome::NotRun) > 0);
    if (busy.model == Model::Async) {
        QVERIFY2(ran.report.longestBlock > 0, "it has blocked the loop all the time");
        QCOMPARE(ran.report.longestBlockStage, 0);
    }
}

void TestContract::workBeforeTheFirstWaitIsNotWaiting()
{
    check(m_harness->run(plan({kShortWait}, 1)), 1); // the loop has had its first turn
    const auto ran = m_harness->run(plan({ComputeStage { Kernel::Mix, 1'000'000, 0 }, kShortWait}, 16));
    check(ran, 16); // and no lane was in any state for less than no time
}

void TestContract::nothingHappensAfterTheEnd()
{
    // The last arrival is the one at 40 ms; the next would have been at 80 ms, when all is over and closed.
    auto open = plan({kTinyCompute}, 0);
    open.load = {.mode = LoadMode::Open, .durationS = 0.07, .ratePerS = 25};
    m_harness->stayAfterClose(100 * kMilli);
    const auto ran = m_harness->run(open);
    check(ran, 2);
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 2 });
}

void TestContract::aCrashCostsOneTask()
{
    for (const int workers : {1, 2}) {
        auto crash = plan({FaultStage { FaultKind::Crash, 5, 0, 1 }, kTinyCompute}, 20, workers, workers);
        if (inProcess(crash))
            return; // it takes the host along, and the runner says so (tst_clirun)
        const auto ran = m_harness->run(crash);
        check(ran, 20);
        QCOMPARE(ran.counts.of(Outcome::Crashed), std::uint64_t { 1 });
        QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 19 });
        crash.retry = {.maxAttempts = 2, .onCrash = true};
        const auto retried = m_harness->run(crash);
        check(retried, 20);
        QCOMPARE(retried.seen.attempts, std::uint64_t { 21 });
    }
}

void TestContract::aFaultPlantedByHandCostsOneTask_data()
{
    QTest::addColumn<HandFault>("fault");
    QTest::addColumn<Outcome>("outcome"); // of the task that meets it
    QTest::newRow("an error") << HandFault::Throw << Outcome::Error;
    QTest::newRow("a wrong answer") << HandFault::Wrong << Outcome::Wrong;
    QTest::newRow("a missing file") << HandFault::MissingArtifact << Outcome::Error;
    QTest::newRow("a slow task is right all the same") << HandFault::Slow << Outcome::Ok;
    QTest::newRow("so is one that computes long") << HandFault::BlockLoop << Outcome::Ok;
}

void TestContract::aFaultPlantedByHandCostsOneTask()
{
    QFETCH(HandFault, fault);
    QFETCH(Outcome, outcome);
    const auto made = plan({kTinyCompute, WaitStage {0.1, Spread::Constant}, kTinyCompute}, 60);
    const char* lane = made.model == Model::Sequential ? "main"
        : made.model == Model::Async || made.model == Model::Hybrid ? "loop"
        : made.model == Model::Threads ? "t1" : "w1";
    auto place = faultLane(made, lane, fault);
    QVERIFY2(place, place ? "" : place.error().message.c_str());
    QVERIFY(m_harness->faults().put(*place, fault, now()));
    Ran ran;
    FaultBox::Planted met;
    for (int i = 0; i < 20 && met.struck == 0; ++i) { // which thread takes a task is chance, and one may take them all
        ran = m_harness->run(made);
        check(ran, 60);
        met = m_harness->faults().planted()[0];
    }
    QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { outcome == Outcome::Ok ? 60u : 59u });
    QCOMPARE(ran.counts.of(outcome), std::uint64_t { outcome == Outcome::Ok ? 60u : 1u });
    QVERIFY2(met.struck > 0 && met.task < 60, "a task of that lane has met it");
    if (outcome == Outcome::Ok)
        QVERIFY2(ran.seen.service.max >= 20 * kMilli, "what the fault took counts as the task's own time");
}

void TestContract::aLoopOnWhichTasksOnlyWaitIsDrawnByItsTurns()
{
    const auto ofNoTask = [](const Ran& ran) {
        std::vector<Span> spans;
        std::copy_if(ran.spans.begin(), ran.spans.end(), std::back_inserter(spans),
            [](const Span& span) { return span.index == UINT64_MAX; });
        return spans;
    };
    const auto waiting = plan({ WaitStage { 1, Spread::Constant } }, 20);
    const auto turns = ofNoTask(m_harness->run(waiting));
    QCOMPARE(!turns.empty(), waiting.model == Model::Async);
    Nanos free = 0;
    for (const Span& turn : turns) {
        QCOMPARE(turn.category, Category::Transport);
        QVERIFY(turn.begin >= free && turn.end >= turn.begin);
        free = turn.end;
    }
    QVERIFY(ofNoTask(m_harness->run(plan({ WaitStage { 1, Spread::Constant }, kTinyCompute }, 20))).empty());
}

void TestContract::warmupIsApart()
{
    auto warm = plan({kTinyCompute}, 10);
    warm.warmupTasks = 15;
    const auto ran = m_harness->run(warm);
    check(ran, 10);
    QCOMPARE(ran.seen.warmupOutcomes[0], std::uint64_t { 15 });
    QCOMPARE(ran.seen.response.count, std::uint64_t { 10 });
}

void TestContract::anotherRunOnTheSameLoopWorks()
{
    for (int i = 0; i < 3; ++i) {
        const auto ran = m_harness->run(plan({kTinyCompute}, 30));
        check(ran, 30);
        QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t { 30 });
    }
}

QTEST_GUILESS_MAIN(TestContract)
#include "tst_contract.moc"
