// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/plurals.h"
#include "model/runcomparison.h"
#include "sampleruns.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;

namespace {

FinishedRunPtr with(double median, std::optional<double> low, std::optional<double> high)
{
    auto run = std::make_shared<FinishedRun>(*sample::finished());
    for (ModelSummary& model : run->models)
        if (model.model == Model::Threads) {
            model.throughput.median = median;
            model.throughput.low = low;
            model.throughput.high = high;
            model.throughput.n = 6;
        }
    return run;
}

const ComparedModel& threads(const RunComparison& comparison)
{
    for (const ComparedModel& model : comparison.models)
        if (model.model == Model::Threads)
            return model;
    qFatal("no threads");
}

} // namespace

/// Differences between two runs are claimed only where their intervals lie apart.
class RunComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void differences_data()
    {
        QTest::addColumn<double>("median");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("words");
        using Change = ComparedModel::Change;
        QTest::newRow("intervals apart, more")
            << 1200.0 << 1150.0 << 1250.0 << static_cast<int>(Change::Faster) << "20% more (9.5% to 32%)";
        QTest::newRow("intervals apart, less")
            << 800.0 << 780.0 << 820.0 << static_cast<int>(Change::Slower) << "20% less (14% to 26%)";
        QTest::newRow("intervals overlap")
            << 1080.0 << 1040.0 << 1110.0 << static_cast<int>(Change::NoClearDifference) << "no clear difference";
        QTest::newRow("intervals touch") << 1100.0 << 1050.0 << 1150.0 << static_cast<int>(Change::NoClearDifference)
                                         << "no clear difference";
        QTest::newRow("no interval") << 9999.0 << -1.0 << -1.0 << static_cast<int>(Change::TooFew) << "too few repeats";
    }
    void differences()
    {
        QFETCH(double, median);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, change);
        QFETCH(QString, words);
        const auto before = with(1000, 950, 1050);
        const auto after = low < 0 ? with(median, {}, {}) : with(median, low, high);
        const RunComparison comparison = compareRuns(*before, *after);
        QCOMPARE(static_cast<int>(threads(comparison).change), change);
        QCOMPARE(threads(comparison).words, words);
        QCOMPARE(threads(comparison).rateBefore, std::optional<double>(1000));
        QVERIFY(comparison.cautions.isEmpty());
    }

    void whatMakesThemIncomparableIsSaid()
    {
        auto other = std::make_shared<FinishedRun>(*sample::finished());
        auto run = std::make_shared<RunResult>(*other->run);
        run->experiment.load.inFlight += 1;
        run->environment.cores += 1;
        run->status = RunStatus::Cancelled;
        other->run = run;
        other->models.erase(other->models.begin());
        other->models.front().status = ModelStatus::Partial;
        const RunComparison comparison = compareRuns(*sample::finished(), *other);
        QCOMPARE(comparison.cautions.size(), 3);
        QCOMPARE(comparison.cautions.front(), QStringLiteral("The experiments differ: load."));
        QCOMPARE(comparison.models.front().words, QStringLiteral("only in the first"));
        QCOMPARE(comparison.models.at(1).words, QStringLiteral("not complete in the second"));
        QCOMPARE(comparison.models.size(), sample::finished()->models.size());
    }

    void pluralsFollowTheNumber_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << "0 processes of models";
        QTest::newRow("one") << 1 << "1 process of model";
        QTest::newRow("many") << 12 << "12 processes of models";
    }
    void pluralsFollowTheNumber()
    {
        QFETCH(int, n);
        QFETCH(QString, text);
        EnglishPlurals plurals;
        QCoreApplication::installTranslator(&plurals);
        QCOMPARE(QCoreApplication::translate("Test", "%n process(es) of model(s)", nullptr, n), text);
        QCOMPARE(QCoreApplication::translate("Test", "No number(s)"), QStringLiteral("No number(s)"));
    }
};

QTEST_GUILESS_MAIN(RunComparisonTest)
#include "tst_runcomparison.moc"
