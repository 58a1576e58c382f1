// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/autocorrelation.h"
#include "analysis/omission.h"
#include "analysis/percentiles.h"
#include "analysis/steadystate.h"
#include "analysis/vectors.h"
#include "base/rng.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;
using vectors::numbers;

class TestVectorsBasics : public QObject {
    Q_OBJECT

    static std::vector<double> upTo(int n)
    {
        std::vector<double> values(static_cast<std::size_t>(n));
        std::iota(values.begin(), values.end(), 1.0);
        return values;
    }
    static void compareDraws(const QJsonValue& hex, std::uint64_t seed)
    {
        std::uint64_t i = 0;
        for (const QJsonValue& value : hex.toArray())
            QCOMPARE(draw(seed, i++), value.toString().toULongLong(nullptr, 16));
        QVERIFY(i >= 3);
    }

private Q_SLOTS:
    void rng()
    {
        const QJsonValue known = group("rng");
        compareDraws(at(known, "seed0_first3_hex"), 0);
        compareDraws(at(known, "seed42_first4_hex"), 42);
        const auto units = numbers(at(known, "seed42_u01_first4"));
        const auto gaps = numbers(at(known, "seed42_exp_mean1_first4"));
        for (std::uint64_t i = 0; i < 4; ++i) {
            QCOMPARE(unit(draw(42, i)), units[i]);
            QVERIFY_NEAR(exponential(draw(42, i)), gaps[i], 1e-15);
        }
        double sum = 0;
        for (std::uint64_t i = 0; i < 100'000; ++i)
            sum += exponential(draw(42, i));
        QVERIFY_NEAR(sum / 1e5, number(known, "seed42_mean_of_first_100000_exp1"), 1e-12);
    }
    void histogramIndices()
    {
        const QJsonValue known = group("hdr");
        const QJsonArray rows = at(known, "index_vectors_1h_us_3d[value,index,lowestEquiv,highestEquiv]").toArray();
        QCOMPARE(rows.size(), 16);
        for (const QJsonValue& row : rows) {
            const auto value = static_cast<std::uint64_t>(row[0].toInteger());
            const std::size_t index = hdr::index(value);
            QCOMPARE(index, static_cast<std::size_t>(row[1].toInteger()));
            QCOMPARE(hdr::lowest(index), static_cast<std::uint64_t>(row[2].toInteger()));
            QCOMPARE(hdr::highest(index), static_cast<std::uint64_t>(row[3].toInteger()));
        }
        QCOMPARE(1.0 / hdr::kHalf, number(known, "max_relative_bucket_width"));
        // One hour in ns ends inside the published layout, and ours has room beyond it.
        const auto layout = static_cast<std::size_t>(number(at(at(known, "layout"), "1h_ns_3d"), "countsArrayLength"));
        QVERIFY(hdr::index(3'600'000'000'000ULL) < layout);
        QVERIFY(hdr::kCounters >= layout);
    }
    void omissionRepairIsHdrHistograms()
    {
        const QJsonValue known = at(group("hdr"), "coordinated_omission_HdrHistogramDataAccessTest");
        std::vector<std::int64_t> recorded(10'000, 1000);
        recorded.push_back(100'000'000);
        const HistogramData raw = stats::correctedForOmission(recorded, 0);
        const HistogramData corrected = stats::correctedForOmission(recorded, 10'000);
        for (const auto& [data, name] : { std::pair{ raw, "raw" }, std::pair{ corrected, "corrected" } }) {
            const QJsonValue wanted = at(known, name);
            QCOMPARE(static_cast<double>(data.count), number(wanted, "n"));
            QVERIFY_NEAR(data.mean(), number(wanted, "mean_exact_us"), 1e-12);
            const QJsonObject percents = at(wanted, "pct").toObject();
            for (auto it = percents.begin(); it != percents.end(); ++it)
                QVERIFY_NEAR(data.percentile(it.key().toDouble() / 100), it.value().toDouble(), 0.001);
        }
        // From buckets instead of values: the same within a bucket's width.
        const HistogramData again = stats::correctedForOmission(raw, 10'000);
        QVERIFY_NEAR(double(again.count), double(corrected.count), 0.001);
        QVERIFY_NEAR(again.percentile(0.9), corrected.percentile(0.9), 0.001);
    }
    void percentiles()
    {
        const QJsonValue known = group("percentiles");
        const std::map<QString, std::vector<double>> data{ { QStringLiteral("1..10"), upTo(10) },
            { QStringLiteral("1..100"), upTo(100) }, { QStringLiteral("[15,20,35,40,50]"), { 15, 20, 35, 40, 50 } } };
        const auto compare = [&](const char* kind, auto quantile) {
            const QJsonObject cases = at(known, kind).toObject();
            for (auto series = cases.begin(); series != cases.end(); ++series) {
                const QJsonObject wanted = series.value().toObject();
                for (auto p = wanted.begin(); p != wanted.end(); ++p)
                    QVERIFY_NEAR(*quantile(data.at(series.key()), p.key().toDouble()), p.value().toDouble(), 1e-12);
            }
        };
        compare("nearest_rank[p]=x[ceil(n p)]", stats::nearestRankOf);
        compare("type7", stats::interpolated);
    }
    void quantilesOfKnownDistributions()
    {
        // An even grid through each inverse distribution stands for a large sample without luck.
        const QJsonValue known = group("quantiles_of_known_distributions");
        constexpr int kN = 200'000;
        const auto compare = [&](const char* name, auto inverse, double tolerance) {
            std::vector<double> sample;
            for (int i = 0; i < kN; ++i)
                sample.push_back(inverse((i + 0.5) / kN));
            const QJsonObject wanted = at(known, name).toObject();
            for (auto p = wanted.begin(); p != wanted.end(); ++p) {
                if (p.key() == QStringLiteral("mean"))
                    QVERIFY_NEAR(*stats::mean(sample), p.value().toDouble(), 1e-9);
                else
                    QVERIFY_NEAR(*stats::nearestRankOf(sample, p.key().toDouble()), p.value().toDouble(), tolerance);
            }
        };
        compare(
            "exponential_mean1", [](double u) { return -std::log1p(-u); }, 0.005);
        compare(
            "uniform_0_1", [](double u) { return u; }, 1e-5);
        compare(
            "pareto_xm1_alpha1.5", [](double u) { return std::pow(1 - u, -1 / 1.5); }, 0.005);
        compare(
            "bimodal_95pct_1ms_5pct_100ms", [](double u) { return u < 0.95 ? 1.0 : 100.0; }, 1e-12);
        const QJsonObject lognormal = at(known, "lognormal_mu0_sigma1").toObject();
        for (auto p = lognormal.begin(); p != lognormal.end(); ++p) // the other way round: P(X <= quantile) = p
            QVERIFY_NEAR(std::erfc(-std::log(p.value().toDouble()) / std::sqrt(2.0)) / 2, p.key().toDouble(), 1e-12);
        const QJsonValue error = at(known, "rank_standard_error");
        const double p99 = -std::log(0.01);
        QVERIFY_NEAR(stats::quantileError(0.99, 1000, 0.01), number(error, "exp_mean1_n1000_p99_se"), 1e-12);
        QVERIFY_NEAR(stats::quantileError(0.99, 1000, 0.01) / p99, number(error, "exp_mean1_n1000_p99_rel"), 1e-12);
    }
    void autocorrelation()
    {
        const QJsonValue known = group("autocorrelation");
        std::vector<double> alternating;
        for (int i = 0; i < 20; ++i)
            alternating.push_back(i % 2 ? -1 : 1);
        QVERIFY_NEAR(stats::lagOneCorrelation(alternating), number(known, "alternating_1,-1_x10_lag1"), 1e-12);
        QVERIFY_NEAR(stats::lagOneCorrelation(upTo(10)), number(known, "1..10_lag1"), 1e-12);
        QVERIFY_NEAR(stats::effectiveSamples(1000, 0.9), number(known, "n_eff(n=1000,r=.9)"), 1e-12);
        QVERIFY_NEAR(stats::effectiveSamples(1000, 0.5), number(known, "n_eff(n=1000,r=.5)"), 1e-12);
    }
    void mser5()
    {
        const QJsonValue known = group("mser5");
        std::vector<double> step(20, 100), decay, ramp, flat;
        for (int i = 0; i < 200; ++i) {
            if (i >= 20)
                step.push_back(i % 2 ? 11 : 9);
            decay.push_back(10 + 40 * std::pow(0.9, i) + (i % 2 ? 0.5 : -0.5));
            ramp.push_back(i);
            flat.push_back(i % 2 ? 11 : 9);
        }
        const auto compare = [&](const char* name, const std::vector<double>& series) {
            const QJsonValue wanted = at(known, name);
            const stats::Mser got = stats::mser5(series);
            QCOMPARE(double(got.batches), number(wanted, "batches"));
            QCOMPARE(double(got.cutBatches), number(wanted, "d_batches"));
            QCOMPARE(double(got.cutObservations), number(wanted, "truncate_observations"));
            QCOMPARE(got.accepted, at(wanted, "accepted").toBool());
            QVERIFY_NEAR(got.statistic, number(wanted, "mser"), 1e-12);
            QVERIFY_NEAR(got.statisticUncut, number(wanted, "mser_at_0"), 1e-12);
        };
        compare("step_20x100_then_180x(9,11)", step);
        compare("decay_10+40*0.9^i+-0.5", decay);
        compare("ramp_0..199 (no steady state -> not accepted)", ramp);
        compare("flat (9,11)x100", flat);

        using stats::Steadiness;
        QCOMPARE(stats::classify(step, false).steadiness, Steadiness::WarmUp); // slow at first, as durations
        QCOMPARE(stats::classify(step, true).steadiness, Steadiness::Slowdown); // fast at first, as rates
        QCOMPARE(stats::classify(ramp, true).steadiness, Steadiness::NoSteadyState);
        QCOMPARE(stats::classify(flat, true).steadiness, Steadiness::Flat);
    }
};

QTEST_APPLESS_MAIN(TestVectorsBasics)
#include "tst_vectors_basics.moc"
