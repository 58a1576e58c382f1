// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "charts/latencychart.h"
#include "charts/messagechart.h"
#include "charts/throughputchart.h"
#include "charts/throughputview.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"

#include <QSignalSpy>
#include <QTest>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

/// What the chart widgets say and do, on the offscreen platform.
class TestCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyChartsSaySo();
    void throughputTableEqualsTheInput();
    void aTrialTooBriefForALineIsABarUntilTheUserChooses();
    void aStoppedModelSaysHowManyOfItsRoundsAreWhole();
    void latencyTableEqualsTheInput();
    void timeSplitTableEqualsTheInput();
    void timelineTableAddsUp();
    void logScaleIsAutomaticAndSaid();
    void descriptionFollowsTheData();
    void crosshairIsMovedByKeys();
    void rowsAreVisitedByKeys();
    void timelineZoomsAndReturns();
    void newTimelineKeepsTheChosenView();
};

void TestCharts::emptyChartsSaySo()
{
    ThroughputChart throughputChart;
    LatencyChart latencyChart;
    TimeSplitChart splitChart;
    TimelineChart timelineChart;
    CrossoverChart crossover;
    ScalingChart scaling;
    for (Chart* chart : std::initializer_list<Chart*>{
             &throughputChart, &latencyChart, &splitChart, &timelineChart, &crossover, &scaling }) {
        QVERIFY(chart->isEmpty());
        QVERIFY(!chart->title().isEmpty() && !chart->subtitle().isEmpty());
        QCOMPARE(chart->accessibleName(), chart->title());
        const bool later = chart == &crossover || chart == &scaling;
        QVERIFY(chart->accessibleDescription().contains(
            later ? QLatin1String("not in this version") : QLatin1String("measured yet")));
        const QImage image = picture(*chart);
        QVERIFY(count(image, chart->theme().hover) > 500); // the skeleton
        QCOMPARE(count(image, chart->theme().grid) + count(image, chart->theme().axis), 0); // no axes
        QVERIFY(!chart->figureImage({}, 1).isNull());
    }
}

void TestCharts::throughputTableEqualsTheInput()
{
    ThroughputData data = throughput(5, 2);
    data.series[1].points.pop_back();
    ThroughputChart chart;
    chart.setData(data);
    const TableData table = chart.tableData();
    QCOMPARE(table.header.size(), 3);
    QCOMPARE(table.header[1], QStringLiteral("Sequential, tasks/s"));
    QCOMPARE(table.rows.size(), std::size_t{ 5 });
    for (std::size_t row = 0; row < 5; ++row) {
        QCOMPARE(table.rows[row][0].toDouble(), data.series[0].points[row].seconds);
        QVERIFY(std::abs(table.rows[row][1].toDouble() / data.series[0].points[row].rate - 1) < 1e-5);
    }
    QVERIFY(table.rows[4][2].isEmpty());
    QCOMPARE(table.asTsv().count(QLatin1Char('\n')), 6);
    QCOMPARE(table.asTsv().section(QLatin1Char('\n'), 0, 0).count(QLatin1Char('\t')), 2);
}

void TestCharts::aTrialTooBriefForALineIsABarUntilTheUserChooses()
{
    ThroughputChart chart;
    chart.setData(throughput(20, 2));
    QCOMPARE(chart.form(), ThroughputForm::Lines);
    ThroughputData brief = throughput(20, 2);
    brief.series[1].points.resize(3);
    chart.setData(brief);
    QCOMPARE(chart.form(), ThroughputForm::Bars);
    brief.series[1].state = SeriesState::Live; // it has only begun
    chart.setData(brief);
    QCOMPARE(chart.form(), ThroughputForm::Lines);
    brief.series[1].state = SeriesState::Final;
    brief.scope = QStringLiteral("1 ms to 2 ms"); // a part of the run is no other run
    chart.setData(brief);
    QCOMPARE(chart.form(), ThroughputForm::Lines);
    brief.scope.clear();
    chart.setForm(ThroughputForm::Lines);
    chart.setData(brief);
    QCOMPARE(chart.form(), ThroughputForm::Lines);
}

void TestCharts::aStoppedModelSaysHowManyOfItsRoundsAreWhole()
{
    ThroughputSeries series;
    series.state = SeriesState::Stopped;
    series.stoppedAtS = 0.1;
    QVERIFY(stoppedText(series).startsWith(QStringLiteral("stopped at 0.1")));
    series.roundsAsked = 6;
    QVERIFY(stoppedText(series).startsWith(QStringLiteral("round 1 of 6, to 0.1")));
    series.roundsDone = 3;
    QCOMPARE(stoppedText(series), QStringLiteral("3 of 6 rounds"));
    series.roundsDone = 0;
    series.stoppedAtS = 0; // no "0 s" in which something was measured
    QCOMPARE(stoppedText(series), QStringLiteral("in round 1 of 6"));
}

void TestCharts::latencyTableEqualsTheInput()
{
    LatencyData data = latency();
    data.rows[4].state = SeriesState::Failed;
    data.rows[5].p999Ns.reset();
    LatencyChart chart;
    chart.setData(data);
    const TableData table = chart.tableData();
    QCOMPARE(table.rows.size(), std::size_t{ 6 });
    QCOMPARE(table.rows[1],
        (QStringList{ QStringLiteral("Async event loop"), QStringLiteral("measured"), QStringLiteral("8"),
            QStringLiteral("9.6"), QStringLiteral("16"), QStringLiteral("24") }));
    QCOMPARE(table.rows[4][1], QStringLiteral("failed"));
    QVERIFY(table.rows[5][5].isEmpty());
}

void TestCharts::timeSplitTableEqualsTheInput()
{
    TimeSplitChart chart;
    chart.setData(timeSplit());
    const TableData table = chart.tableData();
    QCOMPARE(table.header.size(), 8);
    QCOMPARE(table.rows[0].mid(2),
        (QStringList{ QStringLiteral("1"), QStringLiteral("0.2"), QStringLiteral("0.3"), QStringLiteral("5"),
            QStringLiteral("4"), QStringLiteral("10.5") }));
}

void TestCharts::timelineTableAddsUp()
{
    TimelineChart chart;
    chart.setData(timeline(10));
    chart.setView(0, 25'000'000);
    const TableData table = chart.tableData();
    QCOMPARE(table.rows.size(), std::size_t{ 12 });
    // Thread pool, t0: ten slices of 2 ms, one of them failed; the failed one is counted, not added to work.
    QCOMPARE(table.rows[0][6], QStringLiteral("18"));
    QCOMPARE(table.rows[0][7], QStringLiteral("10"));
    QCOMPARE(table.rows[0][8], QStringLiteral("1"));
}

void TestCharts::logScaleIsAutomaticAndSaid()
{
    ThroughputChart chart;
    QSignalSpy changed(&chart, &Chart::subtitleChanged);
    chart.setData(throughput(50, 2)); // 396 and 1,812: linear
    QVERIFY(!chart.isLog());
    QVERIFY(!chart.subtitle().contains(QLatin1String("log")));
    chart.setData(throughput(50));
    QVERIFY(chart.isLog());
    QCOMPARE(changed.count(), 1);
    QVERIFY(chart.subtitle().contains(QLatin1String("log scale")));
    chart.setAxisScale(AxisScale::Linear);
    QVERIFY(!chart.isLog());
    QCOMPARE(changed.count(), 2);
}

void TestCharts::descriptionFollowsTheData()
{
    ThroughputChart chart;
    chart.setData(throughput(20));
    QVERIFY(chart.accessibleDescription().contains(QLatin1String("6 models, log scale")));
    QVERIFY(chart.accessibleDescription().contains(QLatin1String("highest Thread pool")));
    QVERIFY(chart.accessibleDescription().contains(QLatin1String("lowest Sequential")));
    chart.setData({});
    QVERIFY(chart.accessibleDescription().contains(QLatin1String("nothing measured")));
}

void TestCharts::crosshairIsMovedByKeys()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    const QImage before = picture(chart);
    const QString sentence = chart.accessibleDescription();
    QTest::keyClick(&chart, Qt::Key_Home);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("100")));
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("1.10")));
    // Sorted by value: the fastest first.
    QVERIFY(chart.accessibleDescription().indexOf(QLatin1String("Threads"))
        < chart.accessibleDescription().indexOf(QLatin1String("Sequential")));
    QVERIFY(picture(chart) != before);
    QTest::keyClick(&chart, Qt::Key_Escape);
    QCOMPARE(chart.accessibleDescription(), sentence);
    QCOMPARE(picture(chart), before);
}

void TestCharts::rowsAreVisitedByKeys()
{
    LatencyData data = latency();
    data.rows[1].state = SeriesState::Failed;
    LatencyChart chart;
    chart.setData(data);
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("Sequential: p50")));
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("Thread pool"))); // not the failed one
    TimeSplitChart split;
    split.setData(timeSplit());
    QTest::keyClick(&split, Qt::Key_Up);
    QVERIFY(split.accessibleDescription().startsWith(QLatin1String("Hybrid")));
}

void TestCharts::timelineZoomsAndReturns()
{
    TimelineChart chart;
    chart.setData(timeline(100));
    QCOMPARE(chart.viewEnd(), Nanos{ 30'000'000 });
    QVERIFY(chart.subtitle().startsWith(QLatin1String("first 30")));
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Plus);
    QCOMPARE(chart.viewEnd() - chart.viewBegin(), Nanos{ 24'000'000 });
    chart.setView(200'000'000, 300'000'000); // past the end: kept inside
    QCOMPARE(chart.viewEnd() - chart.viewBegin(), Nanos{ 100'000'000 });
    QVERIFY(chart.viewEnd() <= 250'000'000);
    chart.setView(5, 6);
    QCOMPARE(chart.viewEnd() - chart.viewBegin(), Nanos{ 1000 });
    QTest::keyClick(&chart, Qt::Key_0);
    QCOMPARE(chart.viewBegin(), Nanos{ 0 });
    QCOMPARE(chart.viewEnd(), Nanos{ 30'000'000 });
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("Thread pool, t0 at")));
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("Thread pool, t1 at")));
}

void TestCharts::newTimelineKeepsTheChosenView()
{
    TimelineChart chart;
    chart.setData(timeline(100));
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Plus);
    const Nanos begin = chart.viewBegin(), end = chart.viewEnd();
    chart.setData(timeline(120));
    QCOMPARE(chart.viewBegin(), begin);
    QCOMPARE(chart.viewEnd(), end);
}

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
