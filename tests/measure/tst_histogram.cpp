// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "measure/category.h"
#include "measure/histogram.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace ilv;

class TestHistogram : public QObject {
    Q_OBJECT

private:
    static HistogramData of(const std::vector<std::int64_t>& values)
    {
        Histogram histogram;
        for (const std::int64_t value : values)
            histogram.add(value);
        return histogram.snapshot();
    }
    static std::vector<std::int64_t> drawn(std::uint64_t seed, int n)
    {
        std::vector<std::int64_t> values;
        for (int i = 0; i < n; ++i)
            values.push_back(static_cast<std::int64_t>(exponential(draw(seed, static_cast<std::uint64_t>(i))) * 5e6));
        return values;
    }

private Q_SLOTS:
    void everyBucketBordersTheNext()
    {
        for (std::size_t i = 0; i + 1 < hdr::kCounters; ++i) {
            QCOMPARE(hdr::highest(i) + 1, hdr::lowest(i + 1));
            QCOMPARE(hdr::index(hdr::lowest(i)), i);
            QCOMPARE(hdr::index(hdr::highest(i)), i);
        }
    }
    void aBucketIsNarrowerThanAThousandthOfItsValue()
    {
        for (std::size_t i = 2048; i < hdr::kCounters; i += 7) {
            const auto width = static_cast<double>(hdr::highest(i) - hdr::lowest(i) + 1);
            QVERIFY(width / static_cast<double>(hdr::lowest(i)) <= 1.0 / 1024);
        }
    }
    void nothingRecordedSaysZero()
    {
        const HistogramData empty = of({});
        QCOMPARE(empty.count, 0u);
        QCOMPARE(empty.percentile(0.5), 0.0);
        QCOMPARE(empty.mean(), 0.0);
        QVERIFY(empty.buckets.empty());
        QCOMPARE(empty, HistogramData{});
    }
    void oneValueIsEveryPercentile()
    {
        const HistogramData one = of({ 123'456'789 });
        for (const double p : { 0.0, 0.01, 0.5, 0.999, 1.0 })
            QCOMPARE(one.percentile(p), 123'456'789.0);
    }
    void nearestRankOfSmallNumbersIsExact()
    {
        std::vector<std::int64_t> values;
        for (int i = 1; i <= 100; ++i)
            values.push_back(i);
        const HistogramData data = of(values);
        QCOMPARE(data.percentile(0.5), 50.0);
        QCOMPARE(data.percentile(0.95), 95.0);
        QCOMPARE(data.percentile(0.99), 99.0);
        QCOMPARE(data.percentile(0.999), 100.0);
        QCOMPARE(data.mean(), 50.5);
        QCOMPARE(data.min, 1);
        QCOMPARE(data.max, 100);
    }
    void negativeAndHugeValuesAreKeptAtTheEnds()
    {
        const HistogramData data = of({ -5, INT64_MAX });
        QCOMPARE(data.count, 2u);
        QCOMPARE(data.min, 0);
        QCOMPARE(data.max, INT64_MAX);
        QCOMPARE(data.percentile(1), std::ldexp(1.0, 52) - std::ldexp(1.0, 41) / 2 - 0.5);
    }
    void percentilesAgreeWithASortedArrayToHalfABucket()
    {
        std::vector<std::int64_t> values = drawn(11, 1000);
        const HistogramData data = of(values);
        std::sort(values.begin(), values.end());
        for (int permille = 1; permille <= 1000; ++permille) {
            const double p = permille / 1000.0;
            const auto exact = static_cast<double>(values[static_cast<std::size_t>(permille) - 1]);
            QVERIFY2(std::abs(data.percentile(p) - exact) <= exact * 0.00049 + 0.5, qPrintable(QString::number(p)));
        }
    }
    void percentilesNeverFallAsPRises()
    {
        const HistogramData data = of(drawn(3, 777));
        double before = 0;
        for (int i = 0; i <= 1000; ++i) {
            const double value = data.percentile(i / 1000.0);
            QVERIFY(value >= before);
            before = value;
        }
    }
    void mergingPartsIsRecordingAll()
    {
        const auto a = drawn(1, 500);
        const auto b = drawn(2, 300);
        auto both = a;
        both.insert(both.end(), b.begin(), b.end());
        HistogramData merged = of(a);
        merged.merge(of(b));
        merged.merge(of({}));
        QCOMPARE(merged, of(both));
        HistogramData fromEmpty;
        fromEmpty.merge(merged);
        QCOMPARE(fromEmpty, merged);
    }
    void categoriesHaveNamesThatReadBack()
    {
        for (std::size_t i = 0; i < kCategoryCount; ++i) {
            const auto category = static_cast<Category>(i);
            QVERIFY(!name(category).empty());
            QVERIFY(categoryFromName(name(category)) == category);
        }
        QVERIFY(!categoryFromName("sleeping"));
    }
    void aCategoryClockTelescopes()
    {
        CategoryClock clock;
        clock.begin(100, Category::QueueWait);
        clock.enter(Category::Compute, 130);
        clock.enter(Category::Transport, 125); // a step backwards adds nothing
        clock.enter(Category::Transport, 190);
        clock.enter(Category::Idle, 200);
        clock.transfer(Category::Transport, Category::IoWait, 20);
        QCOMPARE(clock.sums()[slot(Category::Compute)], 0); // its end came before its begin
        QCOMPARE(clock.last(), 200);
        Nanos sum = 0;
        for (const Nanos part : clock.sums())
            sum += part;
        QCOMPARE(sum, clock.last() - clock.beginning());
        QCOMPARE(clock.sums()[slot(Category::IoWait)], 20);
    }
};

QTEST_APPLESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
