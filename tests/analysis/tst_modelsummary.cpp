// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/evidence.h"
#include "analysis/goals.h"
#include "analysis/runs.h"
#include "base/codes.h"

#include <QtTest>

#include <numeric>

using namespace ilv;

class TestModelSummary : public QObject {
    Q_OBJECT

    static Nanos sum(const CategorySums& sums) { return std::accumulate(sums.begin(), sums.end(), Nanos{ 0 }); }
    static const GoalResult& goal(const ModelSummary& model, const std::string& name)
    {
        for (const GoalResult& result : model.goals) {
            if (result.goal == name)
                return result;
        }
        throw std::runtime_error("no goal " + name);
    }
    static std::vector<ModelSummary> summary(runs::Builder& builder) { return summarise(builder.run()); }

private Q_SLOTS:
    void anEntryThatNeverRanIsAnEmptyRow()
    {
        runs::Builder builder;
        builder.add(Model::Threads, {});
        const ModelSummary row = summary(builder).front();
        QCOMPARE(row.status, ModelStatus::NotRun);
        QCOMPARE(row.label, std::string("threads"));
        QCOMPARE(row.throughput.n, 0);
        QVERIFY(!row.latency.p50Ms);
        QVERIFY(!row.speedup);
        QCOMPARE(row.overhead, 0.0);
        QVERIFY(row.okBins.empty());
    }
    void rowsAreInTheOrderOfTheExperiment()
    {
        runs::Builder builder;
        builder.add(Model::Hybrid, { 100 }).add(Model::Sequential, { 50 });
        const auto rows = summary(builder);
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].model, Model::Hybrid);
        QCOMPARE(rows[1].model, Model::Sequential);
    }
    void throughputIsTheMedianOfTheRounds()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100, 300, 200, 500, 400 });
        Estimate estimate = summary(builder).front().throughput;
        QCOMPARE(estimate.median, 300.0);
        QCOMPARE(estimate.n, 5);
        QVERIFY(!estimate.low && !estimate.high); // five rounds have no 95 % interval

        runs::Builder six;
        six.add(Model::Sequential, { 100, 300, 200, 500, 400, 600 });
        estimate = summary(six).front().throughput;
        QCOMPARE(estimate.median, 350.0);
        QCOMPARE(estimate.low.value_or(-1), 100.0); // order statistics: the lowest and the highest
        QCOMPARE(estimate.high.value_or(-1), 600.0);
    }
    void roundsThatCountTheSameAreNoCertainty_data()
    {
        QTest::addColumn<double>("durationS");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("a fixed time: known to the task that ended just beyond either end") << 1.0 << 9.0 << 11.0;
        QTest::newRow("a fixed number: its time is what was measured") << 0.0 << 10.0 << 10.0;
    }
    void roundsThatCountTheSameAreNoCertainty()
    {
        QFETCH(double, durationS);
        runs::Builder builder;
        builder.add(Model::Sequential, { 10, 10, 10, 10, 10, 10 }).add(Model::Async, { 11, 11, 11, 11, 11, 11 });
        builder.run().experiment.load.durationS = durationS;
        const auto rows = summary(builder);
        QTEST(rows[0].throughput.low.value_or(-1), "low");
        QTEST(rows[0].throughput.high.value_or(-1), "high");
        QCOMPARE(contrast(rows[1], rows[0]).separate, durationS == 0); // one task more is no difference
    }
    void roundsAreInOrderHoweverTheyRan()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 10, 20, 30 });
        std::reverse(builder.run().trials.begin(), builder.run().trials.end());
        const ModelSummary row = summary(builder).front();
        QCOMPARE(row.rounds, (std::vector<int>{ 0, 1, 2 }));
        QCOMPARE(row.roundThroughput, (std::vector<double>{ 10, 20, 30 }));
    }
    void speedupIsAgainstTheNativeSequentialEntry()
    {
        runs::Builder builder;
        ModelEntry python;
        python.runtime = Runtime::Python;
        python.label = "py";
        builder.add(python, { 10 }).add(Model::Sequential, { 100 }).add(Model::Threads, { 250 });
        const auto rows = summary(builder);
        QCOMPARE(rows[0].speedup.value_or(0), 0.1);
        QCOMPARE(rows[1].speedup.value_or(0), 1.0);
        QCOMPARE(rows[2].speedup.value_or(0), 2.5);
        runs::Builder alone;
        alone.add(Model::Threads, { 250 });
        QVERIFY(!summary(alone).front().speedup);
    }
    void speedupIsThatOfTheRoundsThemselves()
    {
        // A machine that slows down for everybody from round to round: each round says 2, the medians say something else.
        runs::Builder builder;
        builder.add(Model::Sequential, { 100, 90, 80, 70, 60, 50 }).add(Model::Threads, { 202, 178, 161, 139, 121, 99 });
        const auto rows = summary(builder);
        const Contrast beside = contrast(rows[1], rows[0]);
        QVERIFY(beside.interval && rows[1].speedupInterval);
        QCOMPARE(*rows[1].speedup, beside.ratio);
        QCOMPARE(rows[1].speedupInterval->low, beside.interval->low);
        QVERIFY(std::abs(*rows[1].speedup - 2) < 0.01);
        runs::Builder few;
        few.add(Model::Sequential, { 100, 90 }).add(Model::Threads, { 200, 180 });
        QVERIFY(!summary(few)[1].speedupInterval);
        QCOMPARE(*summary(few)[1].speedup, 2.0);
    }
    void percentilesAreNamedFromEnoughTasks_data()
    {
        QTest::addColumn<int>("tasks");
        QTest::addColumn<bool>("p90");
        QTest::addColumn<bool>("p95");
        QTest::addColumn<bool>("p99");
        QTest::addColumn<bool>("p999");
        QTest::newRow("9 tasks name none but the median") << 9 << false << false << false << false;
        QTest::newRow("19 tasks do not name p95") << 19 << true << false << false << false;
        QTest::newRow("20 tasks name p95") << 20 << true << true << false << false;
        QTest::newRow("99 tasks do not name p99") << 99 << true << true << false << false;
        QTest::newRow("100 tasks name p99") << 100 << true << true << true << false;
        QTest::newRow("1,000 tasks name p99.9") << 1000 << true << true << true << true;
    }
    void percentilesAreNamedFromEnoughTasks()
    {
        QFETCH(int, tasks);
        runs::Builder builder;
        builder.add(Model::Sequential, { tasks });
        const Percentiles latency = summary(builder).front().latency;
        QCOMPARE(latency.n, std::uint64_t(tasks));
        QVERIFY(latency.p50Ms.has_value());
        QTEST(latency.p90Ms.has_value(), "p90");
        QTEST(latency.p95Ms.has_value(), "p95");
        QTEST(latency.p99Ms.has_value(), "p99");
        QTEST(latency.p999Ms.has_value(), "p999");
    }
    void theTaskLedgerSumsToTheMeanResponse()
    {
        runs::Builder builder;
        builder.add(Model::Processes, { 100, 100 }, [](TrialResult& trial) {
            trial.spent = {};
            trial.spent[slot(Category::IoWait)] = 100 * 6 * kMilli;
            trial.spent[slot(Category::Compute)] = 100 * 2 * kMilli;
            trial.spent[slot(Category::Transport)] = 100 * kMilli;
            trial.spent[slot(Category::Retry)] = 100 * kMilli;
            trial.response = runs::spread(100, 10, 10);
        });
        const ModelSummary row = summary(builder).front();
        QCOMPARE(sum(row.perTask), 10 * kMilli);
        QCOMPARE(row.overhead, 0.2);
        QVERIFY(std::abs(row.response.mean() - 10e6) < 1);
    }
    void theLaneLedgerSumsToItsWindowAndLeavesOutTheDispatcher()
    {
        runs::Builder builder;
        builder.add(Model::Processes, { 100, 100 }, [](TrialResult& trial) {
            LaneSummary loop;
            loop.kind = LaneKind::Loop;
            loop.end = 5 * kSecond;
            loop.states[slot(Category::Idle)] = 5 * kSecond;
            trial.lanes.push_back(loop);
            trial.lanes[0].states[slot(Category::Compute)] -= 100 * kMilli;
            trial.lanes[0].states[slot(Category::Unexplained)] += 100 * kMilli;
        });
        const ModelSummary row = summary(builder).front();
        QCOMPARE(row.laneWindow, 2 * kSecond);
        QCOMPARE(sum(row.laneTime), row.laneWindow);
        QCOMPARE(row.unexplained, 0.1);
    }
    void anUnexplainedPartOfATaskIsNotHiddenByTheLanes()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100 }, [](TrialResult& trial) {
            trial.spent[slot(Category::Unexplained)] = trial.spent[slot(Category::Compute)];
            trial.spent[slot(Category::QueueWait)] = 0;
        });
        QCOMPARE(summary(builder).front().unexplained, 0.5);
    }
    void resourcesAreSummedAndTheHighestKept()
    {
        runs::Builder builder;
        int round = 0;
        builder.add(Model::Sequential, { 100, 100 }, [&](TrialResult& trial) {
            trial.resources = { 0.3, 0.1, round == 0 ? 20.0 : 15.0, round == 0 ? -1 : 7, -1, -1 };
            ++round;
        });
        const ModelSummary row = summary(builder).front();
        QCOMPARE(row.resources.userS, 0.6);
        QCOMPARE(row.resources.peakRssMb, 20.0);
        QCOMPARE(row.resources.voluntarySwitches, 7); // what was told, by the one that told
        QCOMPARE(row.resources.involuntarySwitches, -1); // told by none
        QCOMPARE(row.cpuShare, 0.8 / (2 * 2)); // of 2 cores for 2 seconds
    }
    void binsAreMediansOfWholeOnes()
    {
        runs::Builder builder;
        int round = 0;
        builder.add(Model::Sequential, { 100, 100, 100 }, [&](TrialResult& trial) {
            trial.okBins.assign(10, 1);
            trial.okBins.insert(trial.okBins.end(), { std::uint32_t(10 * ++round), 5 });
            trial.windowEnd = trial.windowBegin + (round == 3 ? 1250 : 1150) * kMilli;
        });
        // The twelfth bin is whole in one of three rounds only.
        std::vector<std::uint32_t> expected(10, 1);
        expected.push_back(20);
        QCOMPARE(summary(builder).front().okBins, expected);
        QVERIFY(!summary(builder).front().roundsInARow);
    }
    void binsOfShortRoundsStandOneAfterAnother()
    {
        runs::Builder builder;
        int round = 0;
        builder.add(Model::Sequential, { 100, 100 }, [&](TrialResult& trial) {
            trial.okBins = { 1, std::uint32_t(10 * ++round), 5 };
            trial.windowEnd = trial.windowBegin + 200 * kMilli;
        });
        QCOMPARE(summary(builder).front().okBins, (std::vector<std::uint32_t>{ 1, 10, 1, 20 }));
        QVERIFY(summary(builder).front().roundsInARow);
    }
    void statusSaysHowMuchOfAModelIsThere_data()
    {
        QTest::addColumn<QByteArray>("trials"); // c: completed, x: cancelled, f: failed
        QTest::addColumn<ModelStatus>("status");
        QTest::addColumn<int>("rounds"); // that figures come from
        QTest::newRow("every round completed") << QByteArray("ccc") << ModelStatus::Measured << 3;
        QTest::newRow("one round missing") << QByteArray("cc") << ModelStatus::Partial << 2;
        QTest::newRow("cancelled in the third") << QByteArray("ccx") << ModelStatus::Partial << 2;
        QTest::newRow("cancelled in the first, shown as far as it came")
            << QByteArray("x") << ModelStatus::Partial << 1;
        QTest::newRow("failed at once") << QByteArray("f") << ModelStatus::Failed << 1;
        QTest::newRow("failed in the second") << QByteArray("cf") << ModelStatus::Partial << 1;
    }
    void statusSaysHowMuchOfAModelIsThere()
    {
        QFETCH(QByteArray, trials);
        QFETCH(ModelStatus, status);
        QFETCH(int, rounds);
        runs::Builder builder;
        int i = 0;
        builder.add(Model::Threads, std::vector<int>(std::size_t(trials.size()), 100), [&](TrialResult& trial) {
            const char how = trials[i++];
            trial.status = how == 'c' ? TrialStatus::Completed
                : how == 'x'          ? TrialStatus::Cancelled
                                      : TrialStatus::Failed;
            if (how == 'f')
                trial.error = error(Code::HostCrashed, "The host ended by signal 11.");
        });
        builder.run().experiment.repeats = 3;
        const ModelSummary row = summary(builder).front();
        QCOMPARE(row.status, status);
        QCOMPARE(row.throughput.n, rounds);
        QCOMPARE(row.error.has_value(), trials.contains('f'));
        QCOMPARE(row.counts.of(Outcome::Ok), std::uint64_t(100 * trials.size())); // counts lose nothing
    }
    void whatWasCutBeforeItsFirstTaskWasNotRun()
    {
        runs::Builder builder;
        builder.add(Model::Threads, { 100 }, [](TrialResult& trial) {
            TrialResult nothing;
            nothing.label = trial.label;
            nothing.status = TrialStatus::Cancelled; // a load by time plans nothing before it begins
            trial = nothing;
        });
        builder.run().status = RunStatus::Cancelled;
        QCOMPARE(summary(builder).front().status, ModelStatus::NotRun);
    }
    void liveAndFinalAreTheSameComputation()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100, 110 }).add(Model::Threads, { 300, 310 });
        LivePicture picture;
        for (const ModelEntry& entry : builder.run().experiment.models) {
            LiveModel live;
            live.label = entry.label;
            for (const TrialResult& trial : builder.run().trials) {
                if (trial.label == entry.label)
                    live.trials.push_back(std::make_shared<const TrialResult>(trial));
            }
            picture.models.push_back(live);
        }
        const auto final = summary(builder);
        const auto live = summarise(builder.run().experiment, picture, 2);
        QCOMPARE(live.size(), final.size());
        for (std::size_t i = 0; i < live.size(); ++i) {
            QCOMPARE(live[i].status, final[i].status);
            QCOMPARE(live[i].throughput.median, final[i].throughput.median);
            QCOMPARE(live[i].response, final[i].response);
            QCOMPARE(live[i].perTask, final[i].perTask);
            QCOMPARE(live[i].speedup.value_or(0), final[i].speedup.value_or(0));
        }
    }
    void aRunningTrialIsShownUntilThereIsAWholeOne()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100, 100 });
        LivePicture picture;
        LiveModel live;
        live.label = "sequential";
        live.current = std::make_shared<const TrialResult>(runs::trial("sequential", 0, 40));
        picture.models = { live };
        ModelSummary row = summarise(builder.run().experiment, picture, 2).front();
        QCOMPARE(row.status, ModelStatus::Partial);
        QCOMPARE(row.throughput.median, 40.0);
        picture.models[0].trials.push_back(std::make_shared<const TrialResult>(runs::trial("sequential", 0, 100)));
        row = summarise(builder.run().experiment, picture, 2).front();
        QCOMPARE(row.throughput.median, 100.0);
        QCOMPARE(row.counts.of(Outcome::Ok), std::uint64_t(140));
    }
    void goals_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<double>("limit");
        QTest::addColumn<int>("tasks");
        QTest::addColumn<int>("wrong");
        QTest::addColumn<GoalState>("state");
        QTest::addColumn<double>("missed");
        const auto row = [](const char* title, const char* name, double limit, int tasks, int wrong, GoalState state,
                             double missed) {
            QTest::newRow(title) << QByteArray(name) << limit << tasks << wrong << state << missed;
        };
        using enum GoalState;
        row("p95 within its goal", "p95_ms", 6, 100, 0, Held, 0);
        row("p95 over its goal by a quarter", "p95_ms", 4, 100, 0, Missed, 0.25);
        row("p95 of 19 tasks", "p95_ms", 4, 19, 0, Insufficient, 0);
        row("p99 over its goal", "p99_ms", 4, 200, 0, Missed, 1);
        row("p99 of 99 tasks", "p99_ms", 100, 99, 0, Insufficient, 0);
        row("no errors", "error_rate", 0.01, 100, 0, Held, 0);
        row("errors at the goal", "error_rate", 0.1, 90, 10, Held, 0);
        row("twice the errors allowed", "error_rate", 0.1, 80, 20, Missed, 1);
        row("errors where none are allowed", "error_rate", 0, 90, 10, Missed, 1.1);
        row("error rate of nothing", "error_rate", 0.5, 0, 0, Insufficient, 0);
        row("fast enough", "throughput_per_s", 100, 100, 0, Held, 0);
        row("half as fast as wanted", "throughput_per_s", 200, 100, 0, Missed, 0.5);
        row("all right", "correct", 0, 100, 0, Held, 0);
        row("one wrong", "correct", 0, 99, 1, Missed, 2);
        row("nothing to check", "correct", 0, 0, 0, Insufficient, 0);
    }
    void goals()
    {
        QFETCH(QByteArray, name);
        QFETCH(double, limit);
        QFETCH(int, tasks);
        QFETCH(int, wrong);
        QFETCH(GoalState, state);
        QFETCH(double, missed);
        Goals goals;
        if (name == "p95_ms")
            goals.p95Ms = limit;
        else if (name == "p99_ms")
            goals.p99Ms = limit;
        else if (name == "error_rate")
            goals.errorRate = limit;
        else if (name == "throughput_per_s")
            goals.throughputPerS = limit;
        else
            goals.correct = true;
        runs::Builder builder;
        builder.add(Model::Sequential, { tasks }, [&](TrialResult& trial) {
            trial.counts.by[std::size_t(Outcome::Wrong)] = std::uint64_t(wrong);
            trial.counts.planned += std::uint64_t(wrong);
            trial.response = runs::spread(tasks, 5, 8);
        });
        builder.goals(goals);
        const auto rows = summary(builder);
        QCOMPARE(rows.front().goals.size(), std::size_t(1));
        const GoalResult& result = goal(rows.front(), name.toStdString());
        QCOMPARE(result.state, state);
        QCOMPARE(result.measured.has_value(), state != GoalState::Insufficient);
        QVERIFY(!result.sentence.empty());
        QVERIFY2(std::abs(missedBy(result) - missed) < 0.002, qPrintable(QString::number(missedBy(result))));
    }
    void goalsNotSetAreNotJudged()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100 }).goals({ .correct = false });
        QVERIFY(summary(builder).front().goals.empty());
    }
    void sentencesNameTheLimitAndTheDistance()
    {
        runs::Builder builder;
        builder.add(Model::Sequential, { 100 }).goals({ .p95Ms = 4, .p99Ms = 10 });
        const auto rows = summary(builder);
        QCOMPARE(QString::fromStdString(goal(rows.front(), "p95_ms").sentence),
            QStringLiteral("p95 5.00\u202Fms, 1.00\u202Fms over the goal of 4.00\u202Fms"));
        QCOMPARE(QString::fromStdString(goal(rows.front(), "p99_ms").sentence),
            QStringLiteral("p99 8.00\u202Fms, within the goal of 10.0\u202Fms"));
    }
};

QTEST_APPLESS_MAIN(TestModelSummary)
#include "tst_modelsummary.moc"
