// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/trialplan.h"

#include <QTest>

using namespace ilv;

class TestTrialPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTrialSurvivesTheWire();
    void aProbeSurvivesTheWire();
    void anythingElseIsRefused_data();
    void anythingElseIsRefused();
};

void TestTrialPlan::aTrialSurvivesTheWire()
{
    TrialPlan plan;
    plan.trial = 3;
    plan.round = 1;
    plan.label = "hybrid \"2\"";
    plan.model = Model::Hybrid;
    plan.workload.stages = { WaitStage { 2.5, Spread::Exponential }, ComputeStage { Kernel::Sha256, 77, 0 },
        RequestStage { 10, Spread::Bimodal, 2048, "" }, FaultStage { FaultKind::Flaky, -1, 7, 2 } };
    plan.workload.seed = 0xFFFFFFFFFFFFFFFFULL;
    plan.workload.servicePort = 4711;
    plan.workload.servicePrefix = "/abc";
    plan.load = {.mode = LoadMode::Open, .durationS = 1.5, .ratePerS = 333.25, .arrivals = Arrivals::Poisson};
    plan.inFlight = 9;
    plan.settings = {.workers = 4, .chunk = 16, .transport = Transport::Socket, .offload = Offload::Threads, .lock = true, .timeoutMs = 12.5};
    plan.retry = {.maxAttempts = 3, .onError = true, .onCrash = true, .backoffMs = 10, .factor = 2, .fullJitter = true, .budget = 0.5};
    plan.warmupTasks = 50;
    plan.expected = {1, 0xFFFFFFFFFFFFFFFEULL, 0};
    plan.recordOutcomes = false;
    plan.workerProgram = "/opt/a b/worker";

    const auto order = decodeOrder(encode(plan));
    QVERIFY(order);
    QVERIFY(order->trial && !order->probe);
    const auto& back = *order->trial;
    QCOMPARE(back.label, plan.label);
    QVERIFY(back.workload == plan.workload);
    QVERIFY(back.load == plan.load);
    QVERIFY(back.settings == plan.settings);
    QVERIFY(back.retry == plan.retry);
    QVERIFY(back.expected == plan.expected);
    QCOMPARE(back.trial, 3);
    QCOMPARE(back.inFlight, 9);
    QCOMPARE(back.warmupTasks, std::int64_t { 50 });
    QCOMPARE(back.recordOutcomes, false);
    QCOMPARE(back.workerProgram, plan.workerProgram);
    QVERIFY(back.model == Model::Hybrid);
}

void TestTrialPlan::aProbeSurvivesTheWire()
{
    ProbePlan plan;
    plan.calibrate = {Kernel::Mix, Kernel::Matmul};
    plan.golden = "mix-v1";
    plan.workload.stages = {ComputeStage { Kernel::Mix, 10, 0 }};
    plan.wantExpected = true;
    const auto order = decodeOrder(encode(plan));
    QVERIFY(order);
    QVERIFY(order->probe && !order->trial);
    QVERIFY(order->probe->calibrate == plan.calibrate);
    QCOMPARE(order->probe->golden, plan.golden);
    QVERIFY(order->probe->workload == plan.workload);
    QVERIFY(order->probe->wantExpected);
}

void TestTrialPlan::anythingElseIsRefused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("trial please");
    QTest::newRow("another order") << QByteArray(R"({"order":"dance"})");
    QTest::newRow("a trial without a workload") << QByteArray(R"({"order":"trial","model":"async"})");
    QTest::newRow("an unknown model") << QByteArray(R"({"order":"trial","model":"magic","workload":{},"load":{},"settings":{},"retry":{}})");
}

void TestTrialPlan::anythingElseIsRefused()
{
    QFETCH(QByteArray, line);
    QVERIFY(!decodeOrder(line.toStdString()));
}

QTEST_APPLESS_MAIN(TestTrialPlan)
#include "tst_trialplan.moc"
