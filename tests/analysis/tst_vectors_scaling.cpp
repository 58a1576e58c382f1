// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/crossover.h"
#include "analysis/efficiency.h"
#include "analysis/scaling.h"
#include "analysis/uslfit.h"
#include "analysis/vectors.h"

#include <QtTest>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;
using vectors::numbers;

class TestVectorsScaling : public QObject {
    Q_OBJECT

    static std::vector<scaling::Point> points(const QJsonValue& data)
    {
        const auto n = numbers(at(data, "N"));
        const auto x = numbers(at(data, "X"));
        std::vector<scaling::Point> result;
        for (std::size_t i = 0; i < n.size(); ++i)
            result.push_back({ n[i], x[i] });
        return result;
    }
    static std::vector<scaling::Point> hardCap()
    {
        std::vector<scaling::Point> result;
        for (int n = 1; n <= 8; ++n)
            result.push_back({ double(n), std::min(n, 2) * 1.0 });
        return result;
    }
    static void compare(const scaling::Usl& got, const QJsonValue& wanted, double share)
    {
        QVERIFY_NEAR(got.gamma, number(wanted, "gamma"), share);
        QVERIFY_NEAR(got.sigma, number(wanted, "sigma"), share);
        QVERIFY_NEAR(got.kappa, number(wanted, "kappa"), share);
    }

private Q_SLOTS:
    void amdahl()
    {
        const QJsonValue known = group("amdahl");
        const QJsonObject row = at(known, "p=.95").toObject();
        for (auto it = row.begin(); it != row.end(); ++it)
            QVERIFY_NEAR(scaling::amdahl(0.95, it.key().toDouble()), it.value().toDouble(), 1e-12);
        QVERIFY_NEAR(scaling::amdahlLimit(0.95), number(known, "limit_p=.95"), 1e-12);
        QVERIFY_NEAR(scaling::amdahl(0.5, 2), number(known, "p=.5,n=2"), 1e-12);
        QVERIFY_NEAR(scaling::amdahl(0.9, 2), number(known, "p=.9,n=2"), 1e-12);
        QVERIFY_NEAR(*scaling::parallelShare(scaling::amdahl(0.9, 2), 2), 0.9, 1e-12);
    }
    void gustafson()
    {
        const QJsonObject row = at(group("gustafson"), "p=.95").toObject();
        for (auto it = row.begin(); it != row.end(); ++it)
            QVERIFY_NEAR(scaling::gustafson(0.95, it.key().toDouble()), it.value().toDouble(), 1e-12);
    }
    void karpFlatt()
    {
        const QJsonValue known = group("karp_flatt");
        QVERIFY_NEAR(*scaling::karpFlatt(1.8, 2), number(known, "e(S=1.8,n=2)"), 1e-12);
        QVERIFY_NEAR(*scaling::karpFlatt(scaling::amdahl(0.95, 8), 8), number(known, "e(amdahl(.95,8),8)"), 1e-12);
    }
    void universalLawForward()
    {
        const QJsonValue known = group("usl_forward_sigma.05_kappa.001");
        const scaling::Usl usl{ 1, 0.05, 0.001 };
        const QJsonObject row = at(known, "C").toObject();
        for (auto it = row.begin(); it != row.end(); ++it)
            QVERIFY_NEAR(usl.at(it.key().toDouble()), it.value().toDouble(), 1e-12);
        QVERIFY_NEAR(*usl.peak(), number(known, "N_peak"), 1e-12);
        QVERIFY_NEAR(usl.at(*usl.peak()), number(known, "C(N_peak)"), 1e-12);
        int best = 1;
        for (int n = 1; n <= 64; ++n)
            best = usl.at(n) > usl.at(best) ? n : best;
        QCOMPARE(double(best), number(known, "integer_argmax"));
        QVERIFY(!usl.limit());
    }
    void fitEqualsThePublishedOne()
    {
        const QJsonValue known = at(group("usl_fit"), "specsdm91");
        const auto data = points(known);
        QJsonValue wanted;
        for (const QString& key : known.toObject().keys()) {
            if (key.startsWith(QStringLiteral("nls(")))
                wanted = known.toObject().value(key);
        }
        const auto fit = scaling::fitUsl(data, scaling::Residuals::Absolute);
        compare(fit->usl, wanted, 1e-6);
        const auto errors = numbers(at(wanted, "se"));
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY_NEAR(*fit->errors[i], errors[i], 1e-5);
        QVERIFY_NEAR(fit->residualError, number(wanted, "rse"), 1e-9);
        QVERIFY_NEAR(*fit->usl.peak(), number(wanted, "N_peak"), 1e-5);
        QVERIFY_NEAR(fit->usl.at(*fit->usl.peak()), number(wanted, "X_peak"), 1e-7);
        compare(*scaling::uslLinearStart(data), at(known, "relative_weighted_linear_start"), 1e-9);
        QCOMPARE(scaling::whyKappaUnknown(*fit, data), std::string());
    }
    void negativeCoherencyBecomesAmdahl()
    {
        const QJsonValue known = at(group("usl_fit"), "raytracer");
        const auto data = points(known);
        const auto free = scaling::fitUslFree(data, scaling::Residuals::Absolute);
        compare(free->usl, at(known, "nls"), 1e-6);
        QVERIFY_NEAR(free->residualError, number(at(known, "nls"), "rse"), 1e-9);
        const QJsonValue wanted = at(known, "constrained kappa>=0 -> Amdahl refit");
        const auto fit = scaling::fitUsl(data, scaling::Residuals::Absolute);
        compare(fit->usl, wanted, 1e-6);
        QVERIFY_NEAR(*fit->usl.limit(), number(wanted, "limit_gamma/sigma"), 1e-6);
        QVERIFY_NEAR(*fit->errors[0], at(wanted, "se")[0].toDouble(), 1e-5);
        QVERIFY_NEAR(*fit->errors[1], at(wanted, "se")[1].toDouble(), 1e-5);
        QVERIFY(!fit->errors[2]);
        QVERIFY(!fit->usl.peak());
    }
    void otherFits()
    {
        const QJsonValue known = group("usl_fit");
        const QJsonValue coef = at(known, "R_test_coef");
        const auto fit = scaling::fitUsl(points(coef), scaling::Residuals::Absolute);
        compare(fit->usl, at(coef, "nls"), 1e-6);

        const scaling::Usl exact{ 100, 0.05, 0.001 };
        std::vector<scaling::Point> data;
        for (int n = 1; n <= 32; ++n)
            data.push_back({ double(n), exact.at(n) });
        const auto wanted = numbers(at(at(known, "exact_data_gamma100_sigma.05_kappa.001"), "linear_fit_must_return"));
        const auto linear = scaling::uslLinearStart(data);
        QVERIFY_NEAR(linear->gamma, wanted[0], 1e-9);
        QVERIFY_NEAR(linear->sigma, wanted[1], 1e-9);
        QVERIFY_NEAR(linear->kappa, wanted[2], 1e-9);
        QVERIFY(scaling::chooseLaw(data).front().law == scaling::Law::Usl);
    }
    void twoCoresAreAHingeAndNoContention()
    {
        const QJsonValue known
            = at(group("usl_fit"), "HARD_CAP_min(N,2)_N1..8 (what a 2-core box gives; sigma/kappa are then artefacts)");
        const auto data = hardCap();
        const auto linear = numbers(at(known, "linear"));
        const auto start = scaling::uslLinearStart(data);
        QVERIFY_NEAR(start->gamma, linear[0], 1e-9);
        QVERIFY_NEAR(start->sigma, linear[1], 1e-9);
        QVERIFY_NEAR(start->kappa, linear[2], 1e-9);
        const auto nls = numbers(at(known, "nls_gamma_sigma_kappa"));
        const auto fit = scaling::fitUslFree(data, scaling::Residuals::Absolute);
        QVERIFY_NEAR(fit->usl.gamma, nls[0], 1e-6);
        QVERIFY_NEAR(fit->usl.sigma, nls[1], 1e-6);
        QVERIFY_NEAR(fit->usl.kappa, nls[2], 1e-6);
        const auto best = scaling::chooseLaw(data).front();
        QVERIFY(best.law == scaling::Law::Hinge);
        QVERIFY_NEAR(best.cores, 2, 1e-6);
        QVERIFY_NEAR(best.usl.gamma, 1, 1e-6);
    }
    void akaike()
    {
        const QJsonValue known = group("aicc");
        QVERIFY_NEAR(scaling::aicc(2, 8, 2), number(known, "sse=2,n=8,k=2"), 1e-9);
        QVERIFY_NEAR(scaling::aicc(1, 8, 3), number(known, "sse=1,n=8,k=3"), 1e-9);
    }
    void efficiencyBound()
    {
        const QJsonValue known = group("efficiency_bound");
        const QJsonValue wanted = at(known, "12 x (io 60, cpu 30) ms on C=2");
        const stats::Work work{ .tasks = 12, .ioEach = 60, .cpuEach = 30, .cores = 2 };
        QCOMPARE(stats::leastTime(work), number(wanted, "T_lb"));
        QCOMPARE(stats::sequentialTime(work), number(wanted, "sequential"));
        QCOMPARE(stats::eventLoopTime(work), number(wanted, "asyncio_1core"));
        QCOMPARE(stats::blockingPoolTime(work, 2), number(wanted, "pool_2_blocking"));
        QCOMPARE(stats::hybridTime(work), number(wanted, "hybrid"));
        QVERIFY_NEAR(stats::boundEfficiency(work, 240), number(wanted, "eff_hybrid"), 1e-12);
        QVERIFY_NEAR(stats::boundEfficiency(work, 420), number(wanted, "eff_asyncio"), 1e-12);
        QVERIFY_NEAR(stats::boundEfficiency(work, 540), number(wanted, "eff_pool"), 1e-12);
        QVERIFY_NEAR(stats::boundEfficiency(work, 1080), number(wanted, "eff_seq"), 1e-12);
        QCOMPARE(stats::workersToFill(work), number(known, "pool size for full CPU use: C*(1+W/S)"));
    }
    void crossoverOfRealData()
    {
        const QJsonValue known = group("crossover");
        const auto sequential = numbers(at(known, "data_seq_us"));
        const auto pool = numbers(at(known, "data_pool_us"));
        const auto crossing = crossover::lineCrossing(sequential, pool);
        QVERIFY_NEAR(crossing->line.alpha, number(known, "alpha_us"), 1e-9);
        QVERIFY_NEAR(crossing->line.slope, number(known, "slope"), 1e-9);
        QVERIFY_NEAR(crossing->line.varAlpha, number(known, "var_alpha"), 1e-9);
        QVERIFY_NEAR(crossing->line.varSlope, number(known, "var_slope"), 1e-9);
        QVERIFY_NEAR(crossing->line.covariance, number(known, "cov"), 1e-9);
        QVERIFY_NEAR(crossing->at, number(known, "w_star_us"), 1e-9);
        QVERIFY_NEAR(crossing->interval->low, at(known, "fieller95_us")[0].toDouble(), 1e-7);
        QVERIFY_NEAR(crossing->interval->high, at(known, "fieller95_us")[1].toDouble(), 1e-7);
        const auto local = crossover::localCrossing(sequential, sequential, pool);
        QVERIFY(local->place == crossover::LocalCrossing::Place::Within);
        QVERIFY(local->at > 95.61 && local->at < 189.95);
        std::vector<double> exact;
        for (const double work : sequential)
            exact.push_back(60 + 0.5 * work);
        QVERIFY_NEAR(crossover::lineCrossing(sequential, exact)->at, 120, 1e-9);
    }
    void crossoverInClosedForm()
    {
        const QJsonObject known = at(group("crossover"), "closed_forms").toObject();
        const auto wanted = [&](const char* begins) {
            for (const QString& key : known.keys()) {
                if (key.startsWith(QString::fromUtf8(begins)))
                    return known.value(key).toDouble();
            }
            return double(NAN);
        };
        QVERIFY_NEAR(*crossover::breakEvenWork(50e3, 100, 65, 2), wanted("S=50ms,N=100"), 1e-12);
        QVERIFY_NEAR(*crossover::breakEvenTasks(50e3, 1e3, 65, 2), wanted("S=50ms,w=1ms"), 1e-12);
        QVERIFY_NEAR(*crossover::breakEvenBytes(5, 0.065, 1000.0 / 275, 2), wanted("bytes"), 1e-12);
        const crossover::PoolCost cost{ .dispatch = 40, .worker = 25, .workers = 2, .cores = 2 };
        const double atThree = *crossover::breakEvenThreeBounds(cost);
        QVERIFY_NEAR(atThree, wanted("three bounds"), 1e-12);
        QVERIFY_NEAR(
            crossover::poolTime(cost, atThree, 0, 1), atThree, 1e-12); // there the pool takes what the loop takes
        QVERIFY_NEAR(crossover::bestChunk(1e5, 100, 2, 1), wanted("chunk"), 1e-12);
    }
};

QTEST_APPLESS_MAIN(TestVectorsScaling)
#include "tst_vectors_scaling.moc"
