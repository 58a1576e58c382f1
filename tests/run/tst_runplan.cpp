// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runplan.h"

#include <QtTest>

using namespace ilv;

class RunPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyARequestWithoutAddressNeedsTheService()
    {
        Workload w;
        w.stages = {WaitStage {}, ComputeStage {Kernel::Mix, 10, 0}};
        QVERIFY(!needsService(w));
        w.stages.push_back(RequestStage {.url = "http://example.org/"});
        QVERIFY(!needsService(w));
        w.stages.push_back(RequestStage {.latencyMs = 1});
        QVERIFY(needsService(w));
    }

    void ownFilesNeedTheFolder()
    {
        Workload w;
        w.stages = {ReadStage {"/etc/hostname", 10}};
        QVERIFY(!needsFolder(w));
        w.stages = {ReadStage {"", 10}};
        QVERIFY(needsFolder(w));
        w.stages = {WriteStage {10}};
        QVERIFY(needsFolder(w));
        w.stages = {CommandStage {"true", {}}};
        QVERIFY(needsFolder(w));
    }

    void aKernelAskedForInCpuTimeIsCalibratedOnce()
    {
        Workload w;
        w.stages = {ComputeStage {Kernel::Mix, 0, 2}, ComputeStage {Kernel::Sort, 100, 0}, ComputeStage {Kernel::Mix, 0, 5}};
        QCOMPARE(kernelsToCalibrate(w), std::vector<Kernel> {Kernel::Mix});
    }

    void cpuTimeBecomesUnits_data()
    {
        QTest::addColumn<double>("cpuMs");
        QTest::addColumn<double>("perMs");
        QTest::addColumn<quint64>("units");
        QTest::newRow("two milliseconds at 1,500 units each") << 2.0 << 1500.0 << quint64 {3000};
        QTest::newRow("rounded to the nearest") << 0.5 << 1501.0 << quint64 {751};
        QTest::newRow("never nothing") << 0.0001 << 10.0 << quint64 {1};
    }
    void cpuTimeBecomesUnits()
    {
        QFETCH(double, cpuMs);
        QFETCH(double, perMs);
        QFETCH(quint64, units);
        Experiment e;
        e.workload.stages = {ComputeStage {Kernel::Mix, 0, cpuMs}, ComputeStage {Kernel::Sort, 42, 0}};
        const auto spec = resolveWorkload(e, {{"mix", perMs}});
        QCOMPARE(std::get<ComputeStage>(spec.stages[0]).units, units);
        QCOMPARE(std::get<ComputeStage>(spec.stages[1]).units, quint64 {42});
    }

    void aTrialGetsItsEntrysOwnSettings()
    {
        Experiment e;
        e.load.tasks = 10;
        e.load.inFlight = 4;
        e.settings.workers = 2;
        e.models.resize(2);
        e.models[0].model = Model::Processes;
        e.models[1].label = "three";
        e.models[1].model = Model::Threads;
        e.models[1].workers = 3;
        e.models[1].inFlight = 9;
        RunGround ground;
        ground.expected = {1, 2};
        const auto plan = planTrial(e, ground, {5, 1}, 11, 8, true, "/w");
        QCOMPARE(plan.trial, 11);
        QCOMPARE(plan.round, 5);
        QCOMPARE(plan.label, std::string("three"));
        QCOMPARE(plan.settings.workers, 3);
        QCOMPARE(plan.inFlight, 9);
        QCOMPARE(plan.expected, ground.expected);
        QCOMPARE(plan.workerProgram, std::string("/w"));
        QVERIFY(plan.recordOutcomes);
        QCOMPARE(planTrial(e, ground, {0, 0}, 0, 8, false, "").settings.workers, 2);
    }

    void slowWorkIsNotTakenForStuck()
    {
        TrialPlan plan;
        plan.load.tasks = 10;
        plan.settings.workers = 1;
        QCOMPARE(stuckLimit(plan), 60 * kSecond);
        plan.workload.stages = {WaitStage {30'000}}; // half a minute a task
        QVERIFY(stuckLimit(plan) >= 10 * 60 * kSecond);
        plan.settings.timeoutMs = 1000;
        QVERIFY(stuckLimit(plan) < 2 * 60 * kSecond);
        QCOMPARE(trialLimit(plan), Nanos {0});
        plan.load.durationS = 10;
        QVERIFY(trialLimit(plan) > 30 * kSecond);
    }
};

QTEST_APPLESS_MAIN(RunPlanTest)
#include "tst_runplan.moc"
