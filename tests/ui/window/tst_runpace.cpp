// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/experimentform.h"
#include "model/runpace.h"
#include "sampleruns.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;

/// How long a run should take, before it begins.
class RunPaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNextRunsLengthIsKnownFromTheLast()
    {
        ExperimentForm form(sample::experiment(), 4);
        form.set(Field::Workers, 4);
        // 64 tasks of 2 ms waiting and 0.5 ms computing end each trial, on 4 cores: one after another, all waiting at
        // once, four at a time (twice), all waiting and four computing (twice).
        const double tails = 64 * 2.5e-3 + (2e-3 + 64 * 0.5e-3) + 2 * 16 * 2.5e-3 + 2 * (2e-3 + 16 * 0.5e-3);
        const auto expected = [&](double around) { return (6 * (10.0 + around) + tails) * 6; };
        QVERIFY(qAbs(form.expectedSeconds().value_or(0) - expected(kAroundTrialS)) < 1e-9);
        RunPace pace;
        pace.aroundTrialS = 0.5;
        form.setPace(pace);
        QVERIFY(qAbs(form.expectedSeconds().value_or(0) - expected(0.5)) < 1e-9);
        form.setRunsByTime(false);
        form.set(Field::RunFor, 2000);
        QVERIFY(!form.expectedSeconds()); // nobody knows how fast they are
        for (const ModelEntry& entry : form.experiment().models)
            pace.models[entry.label].tasksPerS = 1000;
        pace.experiment = "Another";
        form.setPace(pace);
        QVERIFY(!form.expectedSeconds()); // of its tasks, not of these
        pace.experiment = sample::experiment().name;
        form.setPace(pace);
        QCOMPARE(form.expectedSeconds(), std::optional<double>(2.5 * 6 * 6));
    }

    void theSameAgainIsExpectedToTakeWhatItTook_data()
    {
        QTest::addColumn<bool>("byTasks");
        QTest::newRow("by time") << false;
        QTest::newRow("by tasks") << true;
    }
    void theSameAgainIsExpectedToTakeWhatItTook()
    {
        QFETCH(bool, byTasks);
        RunResult run;
        run.experiment = sample::experiment();
        run.experiment.warmupTasks = 4;
        if (byTasks)
            run.experiment.load = { .mode = LoadMode::Closed, .tasks = 100, .inFlight = 8 };
        run.environment.cores = 2;
        for (const ModelEntry& entry : run.experiment.models)
            for (int round = 0; round < run.experiment.repeats; ++round) {
                TrialResult trial;
                trial.label = entry.label;
                trial.counts.planned = 100;
                trial.windowBegin = kSecond;
                trial.windowEnd = 2 * kSecond;
                run.trials.push_back(trial);
            }
        run.wallS = byTasks ? 47 : 400;
        const RunPace pace = paceOf(run);
        const auto again = expectedSeconds(run.experiment, pace, run.unitsPerMs, 2);
        QVERIFY(again.has_value());
        QVERIFY2(qAbs(*again - run.wallS) < 1e-6, qPrintable(QString::number(*again)));

        RunResult stopped = run; // its wall time holds what was cut short: what was known before stays
        stopped.status = RunStatus::Cancelled;
        stopped.wallS = 3;
        QCOMPARE(paceOf(stopped, pace).aroundTrialS, pace.aroundTrialS);
        RunResult paused = run;
        paused.wallS += 300;
        QCOMPARE(paceOf(paused, pace, true).aroundTrialS, pace.aroundTrialS);
        QVERIFY(paceOf(paused, pace).aroundTrialS > pace.aroundTrialS + 5);
    }
};

QTEST_APPLESS_MAIN(RunPaceTest)
#include "tst_runpace.moc"
