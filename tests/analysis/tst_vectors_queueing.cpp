// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/lindley.h"
#include "analysis/percentiles.h"
#include "analysis/queueing.h"
#include "analysis/vectors.h"

#include <QtTest>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;

class TestVectorsQueueing : public QObject {
    Q_OBJECT

    static double at95(const std::vector<double>& values) { return *stats::nearestRankOf(stats::sorted(values), 0.95); }

private Q_SLOTS:
    void manyServers()
    {
        const QJsonArray rows = group("mmc").toArray();
        QCOMPARE(rows.size(), 7);
        for (const QJsonValue& row : rows) {
            const queueing::Mmc queue{ number(row, "lambda"), number(row, "mu"), int(number(row, "c")) };
            QVERIFY_NEAR(queue.utilisation(), number(row, "rho"), 1e-12);
            QVERIFY_NEAR(*queue.waitProbability(), number(row, "ErlangC"), 1e-12);
            QVERIFY_NEAR(*queue.meanWait(), number(row, "Wq"), 1e-12);
            QVERIFY_NEAR(*queue.meanSojourn(), number(row, "W"), 1e-12);
            QVERIFY_NEAR(*queue.meanQueue(), number(row, "Lq"), 1e-12);
            QVERIFY_NEAR(*queue.meanInSystem(), number(row, "L"), 1e-12);
            for (const auto& [p, percent] : { std::pair{ 0.5, "50" }, { 0.95, "95" }, { 0.99, "99" } }) {
                const std::string wait = std::string("Wq_p") + percent, sojourn = std::string("T_p") + percent;
                QVERIFY_NEAR(*queue.waitQuantile(p), number(row, wait.c_str()), 1e-9);
                QVERIFY_NEAR(*queue.sojournQuantile(p), number(row, sojourn.c_str()), 1e-9);
            }
        }
    }
    void generalService()
    {
        const QJsonValue known = group("mg1_PK");
        const auto wait = [](double scv) { return *queueing::mg1Wait(0.8, 1, scv); };
        QVERIFY_NEAR(wait(0), number(known, "M/D/1 (scv 0)"), 1e-12);
        QVERIFY_NEAR(wait(1), number(known, "M/M/1 (scv 1)"), 1e-12);
        QVERIFY_NEAR(wait(4), number(known, "scv 4"), 1e-12);
        QVERIFY_NEAR(wait(0.95 * 0.25 + 0.05 * 110.25 - 1), number(known, "bimodal 95% 0.5 / 5% 10.5 (mean 1)"), 1e-12);
        QVERIFY_NEAR(wait(1.0 / 3), number(known, "uniform(0,2)"), 1e-12);
        QVERIFY_NEAR(*queueing::sharedSojourn(0.8, 1), number(known, "PS mean sojourn any distribution"), 1e-12);
    }
    void pooling()
    {
        const QJsonValue known = group("pooling");
        QVERIFY_NEAR(*queueing::Mmc({ 0.8, 1, 1 }).meanWait(), number(known, "2 x M/M/1 rho .8 Wq"), 1e-12);
        QVERIFY_NEAR(*queueing::Mmc({ 1.6, 1, 2 }).meanWait(), number(known, "M/M/2 rho .8 Wq"), 1e-12);
        const queueing::Mmc fast{ 1.6, 2, 1 };
        QVERIFY_NEAR(*fast.meanWait(), number(known, "1 fast server mu=2 Wq"), 1e-12);
        QVERIFY_NEAR(*fast.meanSojourn(), number(known, "1 fast server W"), 1e-12);
    }
    void blocking()
    {
        const QJsonValue known = group("mm1k_blocking");
        QVERIFY_NEAR(queueing::refusedShare(0.8, 5), number(known, "rho .8 K5"), 1e-12);
        QVERIFY_NEAR(queueing::refusedShare(1, 10), number(known, "rho 1 K10"), 1e-12);
        QVERIFY_NEAR(queueing::refusedShare(1.25, 10), number(known, "rho 1.25 K10"), 1e-12);
        QVERIFY_NEAR(queueing::refusedShare(1.2, 20), number(known, "rho 1.2 K20"), 1e-12);
    }
    void overload()
    {
        const QJsonValue known = group("overload_fluid");
        const QJsonValue open = at(known, "lambda 120/s mu 100/s t=10s");
        const auto after = queueing::overload(120, 100, 10);
        QVERIFY_NEAR(after.queue, number(open, "queue"), 1e-12);
        QVERIFY_NEAR(after.lastWait, number(open, "wait_of_last_arrival_s"), 1e-12);
        const QJsonValue bounded = at(known, "bounded K=20");
        QVERIFY_NEAR(queueing::boundedWait(20, 100), number(bounded, "max_wait_s"), 1e-12);
        QVERIFY_NEAR(queueing::overloadRefusedShare(120, 100), number(bounded, "reject_fraction"), 1e-12);
        QCOMPARE(queueing::overload(80, 100, 10).queue, 0.0);
    }
    void closedLoop()
    {
        const QJsonValue known = group("closed_loop_MVA_D=10ms_Z=90ms");
        for (const QJsonValue& row : at(known, "rows").toArray()) {
            const auto got = queueing::closedLoop(int(number(row, "N")), 0.010, 0.090);
            QVERIFY_NEAR(got.response, number(row, "R"), 1e-12);
            QVERIFY_NEAR(got.throughput, number(row, "X"), 1e-12);
            QVERIFY_NEAR(got.queue, number(row, "Q"), 1e-12);
            QVERIFY_NEAR(got.throughput * (got.response + 0.090), number(row, "N"), 1e-12); // N = X(R + Z)
        }
        QVERIFY_NEAR(queueing::knee(0.010, 0.090), number(known, "N_star=(D+Z)/D"), 1e-12);
    }
    void kingman()
    {
        const QJsonValue known = group("kingman_gg1");
        QVERIFY_NEAR(*queueing::ggcWait(0.8, 1, 1, 1, 1), number(known, "rho=.8,ca2=1,cs2=1"), 1e-12);
        QVERIFY_NEAR(*queueing::ggcWait(0.8, 1, 1, 0, 1), number(known, "rho=.8,ca2=0,cs2=1 (paced arrivals)"), 1e-12);
    }
    void pacedArrivals()
    {
        const QJsonObject rows = at(group("dm1_paced_arrivals_mu=1"), "rows").toObject();
        for (auto it = rows.begin(); it != rows.end(); ++it) {
            const auto got = queueing::dm1(it.key().toDouble(), 1);
            QVERIFY_NEAR(got->sigma, number(it.value(), "sigma"), 1e-9);
            QVERIFY_NEAR(got->meanWait, number(it.value(), "Wq_exact"), 1e-9);
            QVERIFY_NEAR(*queueing::ggcWait(it.key().toDouble(), 1, 1, 0, 1), number(it.value(), "Wq_kingman"), 1e-9);
        }
    }
    void samplingError()
    {
        const QJsonObject rows = at(group("mm1_sampling_error_of_mean_wait"), "rows").toObject();
        for (auto it = rows.begin(); it != rows.end(); ++it) {
            const double rho = it.key().toDouble();
            QVERIFY_NEAR(*queueing::waitVariance(rho), number(it.value(), "V"), 1e-9);
            QVERIFY_NEAR(*queueing::relativeWaitError(rho, 6000), number(it.value(), "rel_se_n=6000"), 1e-9);
            QVERIFY_NEAR(*queueing::requestsFor(rho, 0.05), number(it.value(), "n_for_+-5%_at_95%"), 5e-5);
        }
    }
    void overloadedQueuesHaveNoSteadyState()
    {
        for (const double lambda : { 1.0, 1.5 }) {
            const queueing::Mmc queue{ lambda, 1, 1 };
            QVERIFY(!queue.meanWait());
            QVERIFY(!queue.waitQuantile(0.5));
            QVERIFY(!queue.sojournQuantile(0.5));
            QVERIFY(!queueing::mg1Wait(lambda, 1, 1));
            QVERIFY(!queueing::dm1(lambda, 1));
            QVERIFY(!queueing::waitVariance(lambda));
        }
    }
    void simulationAgrees_data()
    {
        QTest::addColumn<int>("servers");
        QTest::addColumn<double>("lambda");
        QTest::addColumn<bool>("constantService");
        QTest::addColumn<bool>("constantGap");
        QTest::addColumn<double>("wait");
        QTest::newRow("M/M/1 at 0.5") << 1 << 0.5 << false << false << 1.0;
        QTest::newRow("M/M/1 at 0.8") << 1 << 0.8 << false << false << 4.0;
        QTest::newRow("M/D/1 at 0.8") << 1 << 0.8 << true << false << 2.0;
        QTest::newRow("M/M/2 at 0.8") << 2 << 1.6 << false << false << 16.0 / 9;
        QTest::newRow("D/M/1 at 0.8") << 1 << 0.8 << false << true << 1.692731;
    }
    void simulationAgrees()
    {
        QFETCH(int, servers);
        QFETCH(double, lambda);
        QFETCH(bool, constantService);
        QFETCH(bool, constantGap);
        QFETCH(double, wait);
        constexpr int kCustomers = 300'000;
        const Simulated seen = simulateQueue(
            kCustomers, servers, 20'261, [&](std::uint64_t u) { return (constantGap ? 1 : exponential(u)) / lambda; },
            [&](std::uint64_t u) { return constantService ? 1 : exponential(u); });
        // Four standard errors of M/M/1, which waits most regularly of none of these.
        const double rho = lambda / servers;
        const double tolerance = 4 * *queueing::relativeWaitError(rho, kCustomers);
        QVERIFY_NEAR(*stats::mean(seen.waits) / wait, 1, tolerance);
        if (constantService || constantGap)
            return;
        const queueing::Mmc queue{ lambda, 1, servers };
        QVERIFY_NEAR(seen.waitedShare, *queue.waitProbability(), 0.02);
        QVERIFY_NEAR(at95(seen.sojourns) / *queue.sojournQuantile(0.95), 1, tolerance);
    }
};

QTEST_APPLESS_MAIN(TestVectorsQueueing)
#include "tst_vectors_queueing.moc"
