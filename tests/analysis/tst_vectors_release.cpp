// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/looplagmodel.h"
#include "analysis/omission.h"
#include "analysis/percentiles.h"
#include "analysis/release.h"
#include "analysis/taskstages.h"
#include "analysis/vectors.h"

#include <QtTest>

#include <numeric>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;
using vectors::numbers;

class TestVectorsRelease : public QObject {
    Q_OBJECT

    static std::vector<double> ascending(const std::vector<std::int64_t>& values)
    {
        const std::vector<double> doubles(values.begin(), values.end());
        return stats::sorted(doubles);
    }
    static std::int64_t sumAbove(const std::vector<std::int64_t>& values, std::int64_t limit)
    {
        std::int64_t sum = 0;
        for (const std::int64_t value : values)
            sum += value > limit ? value : 0;
        return sum;
    }
    static stats::Stamps stamps(const QJsonValue& millis)
    {
        stats::Stamps all{};
        const auto read = numbers(millis);
        all[0] = static_cast<Nanos>(read[0]); // no schedule slip: submitted when intended
        for (std::size_t i = 0; i < read.size(); ++i)
            all[i + 1] = static_cast<Nanos>(read[i]);
        return all;
    }

private Q_SLOTS:
    void retries()
    {
        const QJsonValue known = group("retry");
        for (const auto& [key, q, m] : { std::tuple{ "q=.2,m=3", 0.2, 3 }, std::tuple{ "q=.5,m=4", 0.5, 4 } }) {
            QVERIFY_NEAR(release::expectedAttempts(q, m), number(at(known, key), "E_attempts"), 1e-12);
            QVERIFY_NEAR(release::finalFailure(q, m), number(at(known, key), "final_failure"), 1e-12);
        }
        QVERIFY_NEAR(release::retriedLoad(0.8, 1, 1, 0.3, 3), 1.112, 1e-12);
        const auto delays = numbers(at(known, "full_jitter_mean_delay_base100ms_cap2s_attempts1..5"));
        for (int k = 0; k < 5; ++k)
            QCOMPARE(release::meanJitter(100, 2000, k), delays[std::size_t(k)]);
        QCOMPARE(release::meanJitter(100, 2000, 9), 1000.0);
        QCOMPARE(release::expectedAttempts(1, 5), 5.0);
    }
    void sequentialTest()
    {
        const QJsonValue known = group("sprt_p0=.01_p1=.05_alpha=beta=.05");
        release::Sprt bad(0.01, 0.05, 0.05, 0.05), good = bad;
        QVERIFY_NEAR(bad.upper(), number(known, "upper_lnA"), 1e-12);
        QVERIFY_NEAR(bad.lower(), number(known, "lower_lnB"), 1e-12);
        QVERIFY_NEAR(release::evidence(0.01, 0.05).perError, number(known, "per_error"), 1e-12);
        QVERIFY_NEAR(release::evidence(0.01, 0.05).perSuccess, number(known, "per_success"), 1e-12);
        using Decision = release::Sprt::Decision;
        int errors = 0, successes = 0;
        while (bad.decision() == Decision::Continue) {
            bad.step(true);
            ++errors;
        }
        while (good.decision() == Decision::Continue) {
            good.step(false);
            ++successes;
        }
        QCOMPARE(double(errors), number(known, "straight_errors_to_reject"));
        QCOMPARE(double(successes), number(known, "straight_successes_to_accept"));
        QVERIFY(bad.decision() == Decision::Reject);
        QVERIFY(good.decision() == Decision::Accept);
        QVERIFY(good.step(true) == Decision::Accept); // decided is decided
    }
    void guard_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("threshold");
        QTest::addColumn<int>("firstError");
        QTest::addColumn<int>("everyError");
        QTest::addColumn<int>("requests");
        QTest::newRow("100 good ones first") << QStringLiteral("100 ok then errors, h=5") << 5.0 << 101 << 1 << 200;
        QTest::newRow("100 good ones first, low threshold") << QStringLiteral("h=2.944") << 2.944 << 101 << 1 << 200;
        QTest::newRow("one in ten for 30")
            << QStringLiteral("error every 10th, 30 requests, h=5") << 5.0 << 10 << 10 << 30;
        QTest::newRow("one in five") << QStringLiteral("error every 5th, h=5") << 5.0 << 5 << 5 << 200;
    }
    void guard()
    {
        QFETCH(QString, key);
        QFETCH(double, threshold);
        QFETCH(int, firstError);
        QFETCH(int, everyError);
        QFETCH(int, requests);
        const QJsonValue wanted = at(group("cusum_p0=.01_p1=.05"), key.toUtf8().constData());
        release::Cusum cusum(0.01, 0.05, threshold);
        for (int i = 1; i <= requests; ++i)
            cusum.step(i >= firstError && i % everyError == 0);
        QCOMPARE(qint64(cusum.alarmAt()), at(wanted, "alarm_at").toInteger(0)); // null: none
        QVERIFY_NEAR(cusum.sum(), number(wanted, "S"), 1e-9);
    }
    void stalledServer()
    {
        const QJsonValue known = group("dd1_stall");
        const stats::Stall stall{ 10, 1, 1000 };
        const auto open = stats::openLatencies(stall, 200);
        const auto first = numbers(at(known, "first_latencies"));
        for (std::size_t i = 0; i < first.size(); ++i)
            QCOMPARE(double(open[i]), first[i]);
        const auto last = std::size_t(number(known, "last_delayed_index"));
        QVERIFY(open[last] > 1 && open[last + 1] == 1);
        QCOMPARE(double(sumAbove(open, 0)), number(known, "sum_open"));
        QCOMPARE(double(sumAbove(open, 1)), number(known, "true_sum_of_delayed"));
        QCOMPARE(*stats::nearestRankOf(ascending(open), 0.5), number(known, "p50_open"));
        QCOMPARE(*stats::nearestRankOf(ascending(open), 0.99), number(known, "p99_open"));

        const auto naive = stats::waitingLatencies(stall, 200);
        QCOMPARE(naive.size(), std::size_t(100)); // 1 x 1001 + 99 x 1
        QCOMPARE(naive.front(), 1001);
        QCOMPARE(*stats::nearestRankOf(ascending(naive), 0.99), number(known, "p99_naive"));
        QCOMPARE(double(sumAbove(naive, 0)) / 100, number(known, "mean_naive"));

        const HistogramData repaired = stats::correctedForOmission(naive, stall.interval);
        QCOMPARE(double(repaired.count), number(known, "hdr_corrected_n"));
        const double stallSum = repaired.sum - 99;
        QCOMPARE(stallSum, number(known, "hdr_corrected_sum_of_stall_values"));
        QVERIFY_NEAR(double(sumAbove(open, 1)) / stallSum, number(known, "ratio true/hdr"), 1e-12);

        const QJsonValue busy = at(known, "same with service 8 (rho .8)");
        const auto slow = stats::openLatencies({ 10, 8, 1000 }, 1000);
        QCOMPARE(double(sumAbove(slow, 8)), number(busy, "true_sum_of_delayed"));
        const std::vector<std::int64_t> one{ 1008 };
        QCOMPARE(stats::correctedForOmission(one, 10).sum, number(busy, "hdr"));
    }
    void blockedLoop_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("blocks");
        QTest::addColumn<double>("length");
        QTest::addColumn<double>("window");
        QTest::newRow("one long block") << QStringLiteral("one 100 in 1000") << 1 << 100.0 << 1000.0;
        QTest::newRow("ten short ones") << QStringLiteral("10 x 10 in 1000") << 10 << 10.0 << 1000.0;
        QTest::newRow("nearly always blocked") << QStringLiteral("one 600 in 700") << 1 << 600.0 << 700.0;
    }
    void blockedLoop()
    {
        QFETCH(QString, key);
        QFETCH(int, blocks);
        QFETCH(double, length);
        QFETCH(double, window);
        const QJsonValue wanted = at(group("loop_lag"), key.toUtf8().constData());
        const stats::BlockedLoop loop(std::vector<double>(std::size_t(blocks), length), window);
        QVERIFY_NEAR(loop.mean(), number(wanted, "mean"), 1e-12);
        QVERIFY_NEAR(loop.longest(), number(wanted, "max"), 1e-12);
        QVERIFY_NEAR(loop.busyShare(), number(wanted, "busy_fraction"), 1e-12);
        for (const auto& [p, name] : { std::pair{ 0.5, "p50" }, { 0.9, "p90" }, { 0.95, "p95" }, { 0.99, "p99" } }) {
            QVERIFY_NEAR(loop.quantile(p), number(wanted, name), 1e-9);
            QVERIFY(loop.tail(loop.quantile(p)) <= 1 - p + 1e-9);
        }
    }
    void overheadIdentity()
    {
        const QJsonValue known = group("overhead_identity");
        const QJsonObject tasks = at(known, "stamps_ms").toObject();
        std::vector<stats::Stages> all;
        for (const QJsonValue& task : tasks) {
            const stats::Stamps read = stamps(task);
            all.push_back(stats::stagesOf(read));
            QVERIFY(stats::closes(all.back(), read));
        }
        QCOMPARE(all.size(), std::size_t(3));
        const stats::Stages sums = stats::total(all);
        const QJsonArray names = at(known, "stage_names").toArray();
        QCOMPARE(sums[0], 0); // schedule slip, which these stamps leave out
        for (int i = 0; i < names.size(); ++i) {
            const auto stage = std::size_t(i) + 1;
            const std::string_view ours = stats::stageName(stage);
            QCOMPARE(QString::fromUtf8(ours.data(), qsizetype(ours.size())), names[i].toString());
            QCOMPARE(
                double(sums[stage]), number(at(known, "stage_totals_ms"), names[i].toString().toUtf8().constData()));
        }
        const Nanos whole = std::accumulate(sums.begin(), sums.end(), Nanos{ 0 });
        QCOMPARE(double(whole), number(known, "sum_equals_total_latency"));

        Nanos executed = 0, startUp = 0, window = 0;
        for (const QJsonValue& lane : at(known, "lanes_over_[0,100]").toObject()) {
            double states = 0;
            for (const QJsonValue& state : lane.toObject())
                states += state.toDouble();
            QCOMPARE(states, 100.0); // a lane is always in exactly one state
            executed += Nanos(number(lane, "execute"));
            startUp += Nanos(number(lane, "spawn"));
            window += 100;
        }
        QCOMPARE(executed, sums[stats::kExecuteStage]);
        QVERIFY_NEAR(stats::poolEfficiency(executed, window), number(known, "pool_efficiency=execute/(p*wall)"), 1e-12);
        QVERIFY_NEAR(
            stats::poolEfficiency(executed, window, startUp), number(known, "efficiency_excluding_startup"), 1e-12);
    }
    void aStampOutOfOrderDoesNotClose()
    {
        stats::Stamps read = stamps(at(at(group("overhead_identity"), "stamps_ms"), "task1@A"));
        std::swap(read[4], read[5]);
        QCOMPARE(stats::backwardStages(stats::stagesOf(read)), 1);
        QVERIFY(!stats::closes(stats::stagesOf(read), read));
    }
};

QTEST_APPLESS_MAIN(TestVectorsRelease)
#include "tst_vectors_release.moc"
