// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "charts/throughputchart.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

/// What gives way on a chart where there is little room or nothing is known, and what stays.
class TestChartRoom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void legendsStayWhereThereIsLittleRoom_data();
    void legendsStayWhereThereIsLittleRoom();
    void longNotesDoNotTakeTheRoomOfBars();
    void whatIsNotRecordedIsHollow();
};

void TestChartRoom::legendsStayWhereThereIsLittleRoom_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("a card of the overview on a low screen") << QSize(580, 126);
    QTest::newRow("a narrow card beside another chart") << QSize(324, 126);
    QTest::newRow("roomy") << QSize(580, 400);
}

void TestChartRoom::legendsStayWhereThereIsLittleRoom()
{
    QFETCH(QSize, size);
    TimeSplitChart split;
    TimeSplitData data = timeSplit();
    for (TimeSplitRow& row : data.rows)
        row.ns[static_cast<std::size_t>(Phase::Spawn)] = 0; // then only the legend is of its colour
    split.setData(data);
    const QColor spawn = split.theme().phase(Phase::Spawn, Model::Sequential);
    QVERIFY(count(picture(split, size), spawn) > 20);
    TimelineChart lanes;
    lanes.setData(timeline(40));
    QVERIFY(count(picture(lanes, size), spawn) > 20);
}

void TestChartRoom::longNotesDoNotTakeTheRoomOfBars()
{
    ThroughputData data = throughput(1);
    for (ThroughputSeries& series : data.series) {
        series.state = SeriesState::Stopped;
        series.rounds = 1;
        series.roundsAsked = 60;
        series.stoppedAtS = 12.3;
    }
    ThroughputChart chart;
    chart.setForm(ThroughputForm::Bars);
    chart.setData(data);
    for (const QSize size : { QSize(350, 400), QSize(350, 180), QSize(800, 400) }) {
        const QImage image = picture(chart, size);
        int longest = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (const ThroughputSeries& series : data.series) {
                int run = 0;
                for (int x = 0; x < image.width(); ++x)
                    run += image.pixelColor(x, y) == chart.theme().model(series.name.model);
                longest = std::max(longest, run);
            }
        }
        QVERIFY2(longest > image.width() * 3 / 10, qPrintable(QString::number(longest)));
    }
}

void TestChartRoom::whatIsNotRecordedIsHollow()
{
    TimelineData data = timeline(40, 1);
    for (TimelineGroup& group : data.groups)
        for (TimelineLane& lane : group.lanes)
            lane.slices.clear();
    data.groups[0].lanes[0].slices = { { 0, 1'000'000, Phase::Work } };
    data.viewEnd = 100'000'000;
    TimelineChart chart;
    chart.setData(data);
    const int idle = count(picture(chart), chart.theme().surface2);
    for (TimelineGroup& group : data.groups)
        for (TimelineLane& lane : group.lanes)
            lane.known = 1'000'000;
    chart.setData(data);
    const int known = count(picture(chart), chart.theme().surface2);
    QVERIFY2(known < idle / 20, qPrintable(QStringLiteral("%1 of %2").arg(known).arg(idle)));
}

QTEST_MAIN(TestChartRoom)
#include "tst_chartroom.moc"
