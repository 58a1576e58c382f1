// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/bootstrap.h"
#include "analysis/comparison.h"
#include "analysis/intervals.h"
#include "analysis/littleslaw.h"
#include "analysis/percentiles.h"
#include "analysis/vectors.h"

#include <QtTest>

#include <cmath>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;
using vectors::numbers;

class TestVectorsComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orderStatistics()
    {
        const QJsonValue known = group("order_statistic_ci_95");
        for (const QJsonValue& row : at(known, "vectors").toArray()) {
            const auto got = stats::orderRanks(static_cast<std::uint64_t>(number(row, "n")), number(row, "p"));
            QCOMPARE(got.lower.has_value(), !at(row, "lower_rank").isNull());
            QCOMPARE(got.upper.has_value(), !at(row, "upper_rank").isNull());
            QCOMPARE(double(*got.lower), number(row, "lower_rank"));
            if (got.upper)
                QCOMPARE(double(*got.upper), number(row, "upper_rank"));
            QVERIFY_NEAR(got.coverage, number(row, "coverage"), 1e-9);
        }
        const QJsonObject least = at(known, "min_n_for_a_two_sided_95pct_upper_bound").toObject();
        for (auto it = least.begin(); it != least.end(); ++it) {
            const double p = it.key().mid(1).toDouble() / 100;
            const std::uint64_t n = stats::minimumSamples(p);
            QCOMPARE(double(n), it.value().toDouble());
            QVERIFY(stats::orderRanks(n, p).upper.has_value());
            QVERIFY(!stats::orderRanks(n - 1, p).upper.has_value());
        }
    }
    void wilsonIntervals()
    {
        const QJsonObject known = group("error_rate_wilson95").toObject();
        for (auto it = known.begin(); it != known.end(); ++it) {
            const QStringList parts = it.key().split(QLatin1Char('/'));
            const auto got = stats::wilson(parts[0].toULongLong(), parts[1].toULongLong());
            QVERIFY_NEAR(got.low, it.value()[0].toDouble(), 1e-12);
            QVERIFY_NEAR(got.high, it.value()[1].toDouble(), 1e-12);
        }
    }
    void ruleOfThree()
    {
        const QJsonValue known = group("rule_of_three");
        const auto ns = numbers(at(known, "n"));
        const auto uppers = numbers(at(known, "upper"));
        for (std::size_t i = 0; i < ns.size(); ++i)
            QVERIFY_NEAR(stats::zeroEventsBound(static_cast<std::uint64_t>(ns[i])), uppers[i], 1e-12);
    }
    void unpairedComparison()
    {
        const QJsonValue known = group("comparison");
        const auto a = numbers(at(known, "A"));
        const auto b = numbers(at(known, "B"));
        const QJsonValue wanted = at(known, "mann_whitney");
        const stats::RankSum got = stats::rankSum(a, b);
        QVERIFY(got.exact);
        QCOMPARE(got.u, number(wanted, "U_a"));
        QVERIFY_NEAR(got.p, number(wanted, "p_two_sided_exact"), 1e-12);
        QVERIFY_NEAR(got.cliffsDelta, number(wanted, "cliffs_delta"), 1e-12);
        QVERIFY_NEAR(got.a12, number(wanted, "A12"), 1e-12);
        QVERIFY_NEAR(*stats::shift(a, b), number(known, "hodges_lehmann_shift_A-B"), 1e-12);
        const QJsonObject least = at(known, "mwu_min_two_sided_p").toObject();
        for (auto it = least.begin(); it != least.end(); ++it) {
            const int n = it.key().split(QLatin1Char('x')).front().toInt();
            std::vector<double> low, high;
            for (int i = 0; i < n; ++i) {
                low.push_back(i);
                high.push_back(100 + i);
            }
            QVERIFY_NEAR(stats::rankSum(low, high).p, it.value().toDouble(), 1e-12);
        }
    }
    void pairedComparison()
    {
        const QJsonValue known = group("comparison");
        const auto a = numbers(at(known, "A"));
        const auto b = numbers(at(known, "B"));
        const QJsonValue wanted = at(known, "paired_log_ratio");
        const auto ratio = stats::pairedRatio(a, b);
        QVERIFY_NEAR(ratio->estimate, number(wanted, "geo_mean_ratio_A/B"), 1e-12);
        QVERIFY_NEAR(ratio->interval->low, at(wanted, "ci95_t")[0].toDouble(), 1e-8);
        QVERIFY_NEAR(ratio->interval->high, at(wanted, "ci95_t")[1].toDouble(), 1e-8);
        QVERIFY_NEAR(ratio->logDeviation, number(wanted, "sd_log"), 1e-12);
        std::vector<double> logs;
        for (std::size_t i = 0; i < a.size(); ++i)
            logs.push_back(std::log(a[i] / b[i]));
        const stats::SignedRank ranks = stats::signedRank(logs);
        QCOMPARE(ranks.plus, number(wanted, "W_plus"));
        QVERIFY_NEAR(ranks.p, number(wanted, "wilcoxon_p_exact"), 1e-12);
        const QJsonObject least = at(wanted, "signed_rank_min_two_sided_p").toObject();
        for (auto it = least.begin(); it != least.end(); ++it) {
            std::vector<double> rising;
            for (int i = 1; i <= it.key().toInt(); ++i)
                rising.push_back(i);
            QVERIFY_NEAR(stats::signedRank(rising).p, it.value().toDouble(), 1e-12);
        }
    }
    void quantilesHolmAndBootstrap()
    {
        const QJsonValue known = group("comparison");
        const QJsonObject ts = at(known, "t_quantile_0.975").toObject();
        for (auto it = ts.begin(); it != ts.end(); ++it)
            QVERIFY_NEAR(stats::tQuantile(0.975, it.key().toDouble()), it.value().toDouble(), 1e-8);
        const std::vector<double> ps{ 0.01, 0.04, 0.03 };
        const auto adjusted = stats::holm(ps);
        const auto wanted = numbers(at(known, "holm_adjust[0.01,0.04,0.03]"));
        for (std::size_t i = 0; i < ps.size(); ++i)
            QVERIFY_NEAR(adjusted[i], wanted[i], 1e-12);
        const std::vector<double> values{ 1, 2, 3 };
        const auto counts = stats::allResamples(
            values, [](std::span<const double> resample) { return stats::median(resample).value_or(NAN); });
        const QJsonObject exact = at(known, "bootstrap_median_of_{1,2,3}_exact_counts_of_27").toObject();
        QCOMPARE(counts.size(), std::size_t(exact.size()));
        for (auto it = exact.begin(); it != exact.end(); ++it)
            QCOMPARE(counts.at(it.key().toDouble()), std::uint64_t(it.value().toInteger()));
    }
    void littlesLaw()
    {
        const QJsonValue known = group("little");
        std::vector<stats::Residence> residences;
        std::vector<stats::Step> steps;
        for (const QJsonValue& pair : at(known, "intervals").toArray()) {
            residences.push_back({ pair[0].toInteger(), pair[1].toInteger() });
            steps.push_back({ pair[0].toInteger(), 1 });
            steps.push_back({ pair[1].toInteger(), -1 });
        }
        std::sort(steps.begin(), steps.end(), [](stats::Step a, stats::Step b) { return a.at < b.at; });
        const Nanos area = stats::residenceArea(residences, 0, 7);
        QCOMPARE(double(area), number(known, "area"));
        QCOMPARE(stats::inFlightArea(steps, 0, 7), area); // the accounting check: equal to the nanosecond
        QVERIFY_NEAR(area / 7.0, number(known, "L"), 1e-12);
        QVERIFY_NEAR(4 / 7.0 * number(known, "W"), number(known, "L"), 1e-12);
        const QJsonValue clipped = at(known, "clipped_window_[2,6]");
        QCOMPARE(double(stats::residenceArea(residences, 2, 6)), number(clipped, "area"));
        QCOMPARE(stats::inFlightArea(steps, 2, 6), stats::residenceArea(residences, 2, 6));
        const auto check = stats::littleCheck(number(clipped, "L"), 0.1, 100, number(clipped, "X"), 10.0 / 3);
        QVERIFY_NEAR(check.expected, number(clipped, "naive_X*W_completed"), 1e-12);
        QVERIFY(!check.holds); // the edge effect is seen by the statistical check, and is no lost record
        QVERIFY(stats::littleCheck(1.71, 0.1, 100, 4 / 7.0, 3).holds);
    }
};

QTEST_APPLESS_MAIN(TestVectorsComparison)
#include "tst_vectors_comparison.moc"
