// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bench.h"
#include "analysis/evidence.h"
#include "analysis/runs.h"
#include "base/codes.h"

#include <QtTest>

using namespace ilv;
using runs::steady;

class TestVerdict : public QObject {
    Q_OBJECT

    static void dear(TrialResult& trial)
    {
        trial.resources.peakRssMb = 30;
        trial.startUp = 13 * kMilli;
    }
    static std::string all(const Verdict& verdict)
    {
        std::string text = verdict.sentence;
        for (const std::string& reason : verdict.reasons)
            text += "\n" + reason;
        return text;
    }
    static bool says(const Verdict& verdict, const char* what) { return all(verdict).find(what) != std::string::npos; }

private Q_SLOTS:
    void theExampleReadsAsInTheWindow()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Sequential, steady(396))
                                    .add(Model::Threads, { 14980, 14800, 15100, 14900, 15050, 15000 })
                                    .add(Model::Hybrid, { 13190, 13150, 13100, 13300, 13000, 13200 })
                                    .verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Pass);
        QCOMPARE(verdict.headline, std::string("Use the thread pool here"));
        QCOMPARE(QString::fromStdString(verdict.sentence),
            QStringLiteral("38 times the tasks of sequential (95% interval 37.5 to 38.1), "
                           "14% more than the hybrid (95% interval 12% to 15%)."));
    }
    void everyModelHasItsHeadline_data()
    {
        QTest::addColumn<Model>("model");
        QTest::addColumn<bool>("onThreads");
        QTest::addColumn<bool>("python");
        QTest::addColumn<QString>("headline");
        const auto row
            = [](const char* title, Model model, const char* headline, bool onThreads = false, bool python = false) {
                  QTest::newRow(title) << model << onThreads << python << QString::fromUtf8(headline);
              };
        row("sequential", Model::Sequential, "Use a plain sequential loop");
        row("async", Model::Async, "Use the async event loop");
        row("threads", Model::Threads, "Use the thread pool here");
        row("processes", Model::Processes, "Use the process pool");
        row("process per task", Model::ProcessPerTask, "Use a process per task");
        row("hybrid", Model::Hybrid, "Use the hybrid: async I/O with worker processes");
        row("hybrid on threads", Model::Hybrid, "Use the hybrid: async I/O with worker threads", true);
        row("in Python", Model::Processes, "Use the process pool in Python", false, true);
    }
    void everyModelHasItsHeadline()
    {
        QFETCH(Model, model);
        QFETCH(bool, onThreads);
        QFETCH(bool, python);
        QFETCH(QString, headline);
        ModelEntry entry;
        entry.model = model;
        entry.label = "it";
        entry.offload = onThreads ? Offload::Threads : Offload::Processes;
        entry.runtime = python ? Runtime::Python : Runtime::Native;
        const Verdict verdict = runs::Builder().add(entry, { 100 }).verdict();
        QCOMPARE(QString::fromStdString(verdict.headline), headline);
        QCOMPARE(verdict.label, std::string("it"));
        QCOMPARE(verdict.model, model);
        QVERIFY(says(verdict, "1 round, no interval"));
    }
    void variantsOfOneModelAreToldApartByLabel()
    {
        ModelEntry four;
        four.model = Model::Processes;
        four.label = "procs 4";
        four.workers = 4;
        const Verdict verdict = runs::Builder().add(Model::Processes, steady(500)).add(four, steady(900)).verdict();
        QCOMPARE(verdict.headline, std::string("Use the process pool: procs 4"));
        QVERIFY(says(verdict, "“processes”"));
    }
    void simplicityHasOneOrder()
    {
        std::vector<int> places;
        for (const Model model : { Model::Sequential, Model::Async, Model::Threads, Model::Hybrid, Model::Processes,
                 Model::Hybrid, Model::ProcessPerTask }) {
            ModelSummary summary;
            summary.model = model;
            summary.settings.offload = places.size() == 3 ? Offload::Threads : Offload::Processes;
            places.push_back(simplicity(summary));
            summary.runtime = Runtime::Python;
            QCOMPARE(simplicity(summary), places.back() + 1);
        }
        QVERIFY(std::is_sorted(places.begin(), places.end()));
    }
    void equalModelsMeanTheSimplest()
    {
        const Verdict within
            = runs::Builder().add(Model::Hybrid, steady(1080)).add(Model::Async, steady(1000)).verdict();
        QCOMPARE(within.label, std::string("async")); // 8 % and certain: practically equal
        QVERIFY(says(within, "practically as fast as any"));
        const Verdict overlap = runs::Builder()
                                    .add(Model::Async, { 1000, 1500, 1100, 1400, 1200, 1300 })
                                    .add(Model::Threads, { 1500, 1100, 1600, 1300, 1500, 1250 })
                                    .verdict();
        QCOMPARE(overlap.label, std::string("async"));
        QVERIFY(says(overlap, "o clear difference from the thread pool"));
        const Verdict apart
            = runs::Builder().add(Model::Async, steady(1000)).add(Model::Threads, steady(1300)).verdict();
        QCOMPARE(apart.label, std::string("threads"));
        QVERIFY(says(apart, "The event loop falls short: 23% fewer tasks than the thread pool (95% interval"));
    }
    void fewRoundsStillRecommendAndSaySo()
    {
        const Verdict two
            = runs::Builder().add(Model::Sequential, { 100, 101 }).add(Model::Threads, { 190, 192 }).verdict();
        QCOMPARE(two.outcome, VerdictOutcome::Pass);
        QCOMPARE(two.label, std::string("threads"));
        QVERIFY(says(two, "(2 rounds, no interval)"));
        QVERIFY(!says(two, "95%"));
        // One round and 30 %: it may be nothing, so the simplest, and no claim.
        const Verdict one = runs::Builder().add(Model::Sequential, { 100 }).add(Model::Threads, { 130 }).verdict();
        QCOMPARE(one.label, std::string("sequential"));
        QVERIFY(says(one, "No clear difference from the thread pool (1 round, no interval)"));
    }
    void noiseAboveTheEffectIsNoVerdict()
    {
        const Verdict verdict
            = runs::Builder().add(Model::Sequential, { 100, 900, 110 }).add(Model::Threads, { 800, 95, 700 }).verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QCOMPARE(verdict.headline, std::string("Not enough evidence"));
        QVERIFY(verdict.label.empty());
        QVERIFY(says(verdict, "About 3 rounds more would tell"));
    }
    void goalsTakeTheSimplestThatHolds()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Sequential, steady(396))
                                    .add(Model::Async, steady(1812))
                                    .add(Model::Threads, steady(2000))
                                    .add(Model::Hybrid, steady(4300), dear)
                                    .goals({ .p95Ms = 10, .errorRate = 0.01, .throughputPerS = 500, .correct = true })
                                    .verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Pass);
        QCOMPARE(verdict.label, std::string("async"));
        QVERIFY(says(verdict, "The simplest model that holds every goal."));
        QVERIFY(says(verdict, "Sequential: 396\u202F/s, 21% under the goal of 500\u202F/s."));
        QVERIFY(says(verdict, "The hybrid does 2.4 times as many as it (95% interval"));
        QVERIFY(says(verdict, "2 more processes, 3.0 times the memory and 12.0\u202Fms more start-up"));
        QVERIFY(
            says(verdict, "10% more than it") == false); // the thread pool gains too little to be named as a way out
    }
    void aSlightlyFasterModelIsNotNamed()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Async, steady(1000))
                                    .add(Model::Hybrid, steady(1400))
                                    .goals({ .throughputPerS = 500 })
                                    .verdict();
        QCOMPARE(verdict.label, std::string("async"));
        QVERIFY(!says(verdict, "at the price of"));
    }
    void noModelMeetsTheGoals()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Sequential, steady(100))
                                    .add(Model::Async, steady(450))
                                    .goals({ .p95Ms = 10, .throughputPerS = 500 })
                                    .verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Fail);
        QCOMPARE(verdict.headline, std::string("No model meets the goals"));
        QVERIFY(says(verdict, "Closest is the event loop: 450\u202F/s, 10% under the goal of 500\u202F/s."));
        QVERIFY(says(verdict, "80% of a task's time there is queue wait"));
    }
    void tooFewTasksForAPercentileIsNoVerdict()
    {
        const Verdict p95 = runs::Builder().add(Model::Async, { 12 }).goals({ .p95Ms = 100 }).verdict();
        QCOMPARE(p95.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(p95, "20 tasks, 12 tasks measured (72 for an interval)"));
        const Verdict p99 = runs::Builder().add(Model::Async, { 90 }).goals({ .p99Ms = 100 }).verdict();
        QCOMPARE(p99.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(p99, "100 tasks, 90 tasks measured (368 for an interval)"));
        const Verdict thin = runs::Builder().add(Model::Async, { 200 }).goals({ .p99Ms = 100 }).verdict();
        QCOMPARE(thin.outcome, VerdictOutcome::Pass); // named, held, and the thinness said
        QVERIFY(says(thin, "The p99 of the event loop rests on 200 tasks; an interval needs 368."));
    }
    void aMissedGoalOutweighsATooThinOne()
    {
        const Verdict verdict
            = runs::Builder().add(Model::Async, { 90 }).goals({ .p99Ms = 100, .throughputPerS = 500 }).verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Fail);
    }
    void wrongResultsDropAModel()
    {
        const auto wrong = [](TrialResult& trial) {
            trial.counts.by[std::size_t(Outcome::Wrong)] = 2;
            trial.counts.planned += 2;
        };
        const Verdict other
            = runs::Builder().add(Model::Sequential, steady(1000), wrong).add(Model::Threads, steady(900)).verdict();
        QCOMPARE(other.label, std::string("threads"));
        QVERIFY(says(other, "Sequential gave 12 wrong results of"));
        const Verdict none = runs::Builder().add(Model::Sequential, steady(1000), wrong).verdict();
        QCOMPARE(none.outcome, VerdictOutcome::Fail);
    }
    void nothingOkIsNeverAPass()
    {
        const Verdict verdict = runs::Builder().add(Model::Threads, { 0 }).verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(verdict, "brought none of 0 tasks to a right end"));
    }
    void aFailedModelIsDroppedWithItsReason()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Sequential, { 100, 100 })
                                    .add(Model::Processes, { 300, 300 },
                                        [](TrialResult& trial) {
                                            trial.status = TrialStatus::Failed;
                                            trial.error = error(Code::PoolCrashLoop, "Five workers died in a row.");
                                        })
                                    .verdict();
        QCOMPARE(verdict.label, std::string("sequential"));
        QVERIFY(says(verdict, "The process pool failed: Five workers died in a row."));
        QVERIFY2(verdict.sentence.ends_with(" Judged without the process pool, which failed."), verdict.sentence.c_str());
    }
    void anOpenLedgerWithholdsTheVerdict()
    {
        const auto open = [](TrialResult& trial) {
            trial.lanes[0].states[slot(Category::Compute)] = 900 * kMilli;
            trial.lanes[0].states[slot(Category::Unexplained)] = 100 * kMilli;
        };
        const Verdict verdict
            = runs::Builder().add(Model::Sequential, steady(100)).add(Model::Threads, steady(200), open).verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(verdict, "10% of the time of the thread pool is unexplained"));
        // Workers that were killed took their accounts with them: the gap has a name.
        const Verdict crashed = runs::Builder()
                                    .add(Model::Processes, steady(100),
                                        [&](TrialResult& trial) {
                                            open(trial);
                                            trial.crashes = 5;
                                            trial.disturbed = { "WORKER_CRASHED" };
                                        })
                                    .verdict();
        QCOMPARE(crashed.outcome, VerdictOutcome::Pass);
        QVERIFY(says(crashed, "The process pool was disturbed: a worker crashed."));
    }
    void timesThatDoNotAddUpWithholdTheVerdict()
    {
        const auto broken = [](TrialResult& trial) { trial.identityViolations = 10; };
        const Verdict verdict = runs::Builder().add(Model::Sequential, steady(100), broken).verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(verdict, "do not add up"));
    }
    void aFaultPlantedByHandIsSaid()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, steady(100)).add(Model::Threads, steady(300));
        QVERIFY(!says(builder.verdict(), "planted by hand"));
        TrialResult& met = builder.run().trials.back();
        met.faults = { { met.windowBegin + kMilli, met.windowBegin + 250 * kMilli, 17, "t1", HandFault::Slow } };
        met.disturbed = { "FAULT_PLANTED" };
        const Verdict verdict = builder.verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Pass);
        QVERIFY(QString::fromStdString(verdict.sentence).contains(QStringLiteral("A fault was planted by hand in “threads”: this was no clean run.")));
        QVERIFY(says(verdict, "slow on t1, which task 17 met"));
        met.faults[0].struck = 0;
        met.disturbed.clear();
        QVERIFY(!QString::fromStdString(builder.verdict().sentence).contains(QStringLiteral("planted")));
        QVERIFY(says(builder.verdict(), "no task is known to have met"));
    }
    void anImpossibleSpeedupIsNoTrophy()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, steady(100)).add(Model::Threads, steady(257));
        QCOMPARE(
            builder.verdict().outcome, VerdictOutcome::Pass); // waits overlap: more than 2 times on 2 cores is fine
        builder.run().experiment.workload.stages = { ComputeStage{ Kernel::Mix, 1000, 0 } };
        const Verdict verdict = builder.verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(verdict, "2.6 times as fast as sequential on 2 cores, which cannot be"));
    }
    void doubtsAreSaid()
    {
        runs::Builder builder;
        builder.add(Model::Async, { 100, 160, 100, 190, 130, 145 }, [](TrialResult& trial) {
            trial.counts.by[std::size_t(Outcome::Error)] = 20;
            trial.counts.planned += 20;
        });
        builder.run().environment.effectiveCores = 1.4;
        const Verdict verdict = builder.verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Pass);
        QVERIFY(says(verdict, "did not end ok"));
        QVERIFY(says(verdict, "repeat in a quieter moment"));
        QVERIFY(says(verdict, "The machine gave 1.4 of its 2 cores"));
    }
    void aThinVerdictFailsOnlyWhereThereAreGoals()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, steady(100));
        Verdict thin;
        thin.outcome = VerdictOutcome::Insufficient;
        QCOMPARE(exitCodeFor(builder.run(), thin), ExitCode::Pass);
        builder.goals({ .throughputPerS = 1 });
        QCOMPARE(exitCodeFor(builder.run(), thin), ExitCode::GoalMissed);
    }
    void exitCodes_data()
    {
        QTest::addColumn<RunStatus>("status");
        QTest::addColumn<Code>("code");
        QTest::addColumn<double>("throughputGoal");
        QTest::addColumn<VerdictOutcome>("outcome");
        QTest::addColumn<int>("exit");
        const auto row = [](const char* title, RunStatus status, Code code, double goal, VerdictOutcome outcome,
                             int exit) { QTest::newRow(title) << status << code << goal << outcome << exit; };
        using enum RunStatus;
        using enum VerdictOutcome;
        row("goals held", Completed, Code::None, 50, Pass, 0);
        row("no goals", Completed, Code::None, 0, Pass, 0);
        row("a goal missed", Completed, Code::None, 5000, Fail, 1);
        row("cancelled", Cancelled, Code::RunCancelled, 50, None, 130);
        row("aborted", Aborted, Code::PoolCrashLoop, 50, None, 5);
        row("aborted for no known reason", Aborted, Code::None, 50, None, 5);
        row("no worker program", Aborted, Code::WorkerNotFound, 50, None, 4);
        row("disk full", Aborted, Code::OutDiskFull, 50, None, 4);
        row("database broken", Aborted, Code::DbIo, 50, None, 4);
        row("not trusted", Aborted, Code::TrustRequired, 50, None, 6);
        row("refused", Aborted, Code::FileGoldenMissing, 50, None, 3);
        row("counts that do not add up", Aborted, Code::InternalAccounting, 50, None, 70);
    }
    void exitCodes()
    {
        QFETCH(RunStatus, status);
        QFETCH(Code, code);
        QFETCH(double, throughputGoal);
        QFETCH(VerdictOutcome, outcome);
        QFETCH(int, exit);
        runs::Builder builder;
        builder.add(Model::Sequential, steady(100));
        if (throughputGoal > 0)
            builder.goals({ .throughputPerS = throughputGoal });
        builder.run().status = status;
        if (code != Code::None)
            builder.run().error = error(code, "Said why.");
        const Verdict verdict = builder.verdict();
        QCOMPARE(verdict.outcome, outcome);
        QCOMPARE(static_cast<int>(exitCodeFor(builder.run(), verdict)), exit);
        if (status != RunStatus::Completed)
            QVERIFY(verdict.label.empty());
        if (outcome == VerdictOutcome::None && code != Code::None)
            QVERIFY(says(verdict, "Said why."));
    }
    void aTaskMoreOrLessMayTurnIt_data()
    {
        QTest::addColumn<std::vector<int>>("one");
        QTest::addColumn<std::vector<int>>("other");
        QTest::addColumn<bool>("separate");
        QTest::addColumn<bool>("interval");
        const auto six = [](int ok) { return std::vector<int>(6, ok); };
        const auto three = [](int ok) { return std::vector<int>(3, ok); };
        QTest::newRow("two against one, six rounds") << six(2) << six(1) << false << false;
        QTest::newRow("three against two, six rounds") << six(3) << six(2) << false << true;
        QTest::newRow("twelve against ten, six rounds") << six(12) << six(10) << false << true;
        QTest::newRow("twelve against ten, three rounds") << three(12) << three(10) << false << false;
        QTest::newRow("two against one, one round") << std::vector<int>{ 2 } << std::vector<int>{ 1 } << false << false;
        QTest::newRow("twenty against ten, six rounds") << six(20) << six(10) << true << true;
    }
    void aTaskMoreOrLessMayTurnIt()
    {
        QFETCH(std::vector<int>, one);
        QFETCH(std::vector<int>, other);
        QFETCH(bool, separate);
        QFETCH(bool, interval);
        runs::Builder builder;
        builder.add(Model::Sequential, other).add(Model::Threads, one);
        builder.run().experiment.load.tasks = 0;
        builder.run().experiment.load.durationS = 1;
        const auto rows = summarise(builder.run());
        for (const auto& [a, b] : { std::pair(1, 0), std::pair(0, 1) }) {
            const Contrast between = contrast(rows[static_cast<std::size_t>(a)], rows[static_cast<std::size_t>(b)]);
            QCOMPARE(between.separate, separate);
            QCOMPARE(between.coarse, !separate);
            QCOMPARE(between.moreRounds, 0); // they would all be the same
            if (between.interval)
                QVERIFY(between.interval->low >= 0 && between.interval->low <= between.ratio && between.interval->high >= between.ratio);
        }
        QCOMPARE(contrast(rows[1], rows[0]).interval.has_value(), interval);
        QCOMPARE(says(builder.verdict(), "Longer rounds would tell."), !separate && one[0] == 2 * other[0]); // worth naming
    }
    void contrastNeedsCommonRounds()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, steady(100)).add(Model::Threads, steady(200));
        const auto rows = summarise(builder.run());
        const Contrast paired = contrast(rows[1], rows[0]);
        QVERIFY(paired.interval && paired.separate);
        QVERIFY(std::abs(paired.ratio - 2) < 0.01);
        ModelSummary other = rows[0];
        for (int& round : other.rounds)
            round += 100;
        const Contrast unpaired = contrast(rows[1], other);
        QVERIFY(!unpaired.interval);
        QVERIFY(unpaired.separate); // every round of the one beats every round of the other
        QVERIFY(clearlyFaster(rows[1], rows[0], 1.5));
        QVERIFY(!clearlyFaster(rows[1], rows[0], 2.5));
        ModelSummary idle;
        QVERIFY(!contrast(rows[0], idle).separate);
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
