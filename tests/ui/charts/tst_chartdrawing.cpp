// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "charts/latencychart.h"
#include "charts/resultsbar.h"
#include "charts/throughputchart.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"

#include <QPainter>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

/// What the chart widgets draw, on screen and into files.
class TestChartDrawing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyAmountOfPointsIsDrawn_data();
    void everyAmountOfPointsIsDrawn();
    void strangeValuesDoNotHurt();
    void linesHaveTheirModelsColours();
    void liveSeriesHasAHairline();
    void failedRowsAreSaidInTheErrorColour();
    void themeChangesEverything();
    void svgHasNoRotatedTextAndNoClipping();
    void figuresHaveTheirSizes();
    void unwritableFileIsReported();
    void resultsBarsAreInProportion();
    void paintTimeOfTheOverview();
};

void TestChartDrawing::everyAmountOfPointsIsDrawn_data()
{
    QTest::addColumn<int>("points");
    QTest::addColumn<int>("models");
    QTest::newRow("none") << 0 << 6;
    QTest::newRow("one") << 1 << 6;
    QTest::newRow("two, one model") << 2 << 1;
    QTest::newRow("usual") << 200 << 6;
    QTest::newRow("a million") << 1'000'000 << 1;
}

void TestChartDrawing::everyAmountOfPointsIsDrawn()
{
    QFETCH(int, points);
    QFETCH(int, models);
    ThroughputChart chart;
    chart.setData(throughput(static_cast<std::size_t>(points), static_cast<std::size_t>(models)));
    QCOMPARE(chart.isEmpty(), points == 0);
    QVERIFY(!picture(chart).isNull());
    TimelineChart lanes;
    lanes.setData(timeline(static_cast<std::size_t>(points) / 60));
    lanes.setView(0, INT64_MAX / 4);
    QVERIFY(!picture(lanes).isNull());
    QVERIFY(!picture(lanes, QSize(60, 20)).isNull()); // no room at all
    QVERIFY(!picture(chart, QSize(60, 20)).isNull());
}

void TestChartDrawing::strangeValuesDoNotHurt()
{
    ThroughputData data = throughput(3);
    data.series[0].points = { { 0.1, 0 }, { 0.2, 0 } };
    data.series[1].points = { { 0.1, 1e300 }, { 0.2, 5e-300 } };
    data.series[2].points = { { 5, std::nan("") } };
    data.series[3].state = SeriesState::Stopped;
    data.series[4].name.variant = 2;
    ThroughputChart chart;
    chart.setData(data);
    picture(chart);
    chart.setAxisScale(AxisScale::Linear);
    picture(chart);
    LatencyData rows = latency();
    rows.rows[0].p50Ns = 0;
    rows.rows[1].p99Ns.reset();
    rows.rows[2].p50Ns.reset();
    LatencyChart latencyChart;
    latencyChart.setData(rows);
    picture(latencyChart);
    TimeSplitData split = timeSplit();
    split.rows[0].ns = {};
    split.rows[1].ns = { -5, 0, 0, 0, 10 };
    TimeSplitChart splitChart;
    splitChart.setData(split);
    splitChart.setUnit(SplitUnit::Time);
    QVERIFY(!picture(splitChart).isNull());
}

void TestChartDrawing::linesHaveTheirModelsColours()
{
    ThroughputChart chart;
    chart.setData(throughput(200));
    const QImage image = picture(chart);
    QCOMPARE(image.pixelColor(image.width() - 1, image.height() - 1), lightTheme().surface);
    for (const Model model : kModels)
        QVERIFY2(count(image, lightTheme().model(model)) > 200, std::string(name(model)).c_str());
    QVERIFY(count(image, lightTheme().grid) > 2000);
}

void TestChartDrawing::liveSeriesHasAHairline()
{
    ThroughputData data = throughput(100);
    ThroughputChart chart;
    chart.setData(data);
    const QColor dash = mix(lightTheme().ink, lightTheme().surface, 0.5);
    QVERIFY(count(picture(chart), dash) < 10); // some edge of a letter, perhaps
    data.series[3].state = SeriesState::Live;
    data.series[3].points.resize(60);
    data.spanS = 10;
    chart.setData(data);
    QVERIFY(count(picture(chart), dash) > 60);
}

void TestChartDrawing::failedRowsAreSaidInTheErrorColour()
{
    LatencyData data = latency();
    LatencyChart chart;
    chart.setData(data);
    QCOMPARE(count(picture(chart), lightTheme().err), 0);
    data.rows[4].state = SeriesState::Failed;
    chart.setData(data);
    QVERIFY(count(picture(chart), lightTheme().err) > 10);
    TimeSplitData split = timeSplit();
    split.rows[4].state = SeriesState::Failed;
    TimeSplitChart splitChart;
    splitChart.setData(split);
    QVERIFY(count(picture(splitChart), lightTheme().err) > 10);
}

void TestChartDrawing::themeChangesEverything()
{
    TimeSplitChart chart;
    chart.setData(timeSplit());
    const Theme dark = darkTheme(1.5);
    chart.setTheme(dark);
    const QImage image = picture(chart, QSize(1100, 420));
    QVERIFY(count(image, dark.surface) > 100'000);
    QCOMPARE(count(image, lightTheme().surface), 0);
    for (const Model model : kModels)
        QVERIFY(count(image, dark.model(model)) > 100);
}

void TestChartDrawing::svgHasNoRotatedTextAndNoClipping()
{
    QTemporaryDir folder;
    ThroughputChart chart;
    chart.setTheme(darkTheme());
    chart.setData(throughput(50));
    const QString path = folder.filePath(QStringLiteral("figure.svg"));
    const Status saved = chart.saveSvg(path, { {}, QStringLiteral("A workload"), QStringLiteral("A machine"), false });
    QVERIFY(saved.ok());
    const QString svg = read(path);
    for (const char* text :
        { "Throughput", "A workload", "A machine", "tasks per second, log scale", "Threads", "20k" })
        QVERIFY2(svg.contains(QLatin1String(text)), text);
    QVERIFY(svg.contains(QLatin1String("#ffffff"))); // light, though the screen is dark
    const QRegularExpression matrix(QStringLiteral("matrix\\(([^,]+),([^,]+),([^,]+),"));
    auto found = matrix.globalMatch(svg);
    QVERIFY(found.hasNext());
    while (found.hasNext()) {
        const auto one = found.next();
        QCOMPARE(one.captured(2).toDouble(), 0.0);
        QCOMPARE(one.captured(3).toDouble(), 0.0);
    }
}

void TestChartDrawing::figuresHaveTheirSizes()
{
    QTemporaryDir folder;
    TimelineChart lanes;
    lanes.setData(timeline(20));
    LatencyChart chart;
    chart.setData(latency());
    const QString png = folder.filePath(QStringLiteral("a.png")), pdf = folder.filePath(QStringLiteral("a.pdf"));
    QVERIFY(chart.savePng(png, {}).ok());
    QCOMPARE(QImage(png).size(), QSize(1800, 940));
    QVERIFY(lanes.savePng(png, {}).ok());
    QCOMPARE(QImage(png).size(), QSize(1800, 1120));
    QVERIFY(chart.savePdf(pdf, {}).ok());
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.startsWith("%PDF"));
    const QRegularExpression box(QStringLiteral("/MediaBox \\[\\s*0 0 900(\\.0+)? 470(\\.0+)?\\s*\\]"));
    QVERIFY(box.match(QString::fromLatin1(bytes)).hasMatch());
}

void TestChartDrawing::unwritableFileIsReported()
{
    LatencyChart chart;
    chart.setData(latency());
    const Status saved = chart.saveSvg(QStringLiteral("/nonexistent-folder/figure.svg"), {});
    QVERIFY(!saved.ok());
    QVERIFY(!saved.error().code.empty() && !saved.error().message.empty());
}

void TestChartDrawing::resultsBarsAreInProportion()
{
    const Theme t = lightTheme();
    const auto barLength = [&](double ratio, bool strong) {
        QImage image(400, 30, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        drawResultsBar(painter, QRectF(10, 0, 380, 30), t, Model::Threads, ratio, 40, strong);
        painter.end();
        int length = 0;
        while (image.pixelColor(10 + length, 15) == t.model(Model::Threads))
            ++length;
        return length;
    };
    const int full = barLength(40, true);
    QVERIFY(full > 280 && full < 360);
    QVERIFY(std::abs(barLength(20, false) - full / 2) <= 1);
    QCOMPARE(barLength(40, false), full); // whatever the weight of the text
    QVERIFY(barLength(0.001, false) >= 1);
    QCOMPARE(barLength(0, false), 0);
}

void TestChartDrawing::paintTimeOfTheOverview()
{
    ThroughputChart throughputChart;
    LatencyChart latencyChart;
    TimeSplitChart splitChart;
    TimelineChart timelineChart;
    throughputChart.setData(throughput(600));
    latencyChart.setData(latency());
    splitChart.setData(timeSplit());
    timelineChart.setData(timeline(20'000, 4, 9'000'000));
    timelineChart.setView(0, INT64_MAX / 4);
    const std::initializer_list<Chart*> all{ &throughputChart, &latencyChart, &splitChart, &timelineChart };
    for (Chart* chart : all)
        picture(*chart);
    for (Chart* chart : all) {
        constexpr int kFrames = 10;
        QImage target(chart->size(), QImage::Format_ARGB32_Premultiplied);
        const std::clock_t begin = std::clock(); // CPU: the machine is shared
        for (int frame = 0; frame < kFrames; ++frame) {
            chart->setTheme(frame % 2 ? lightTheme() : darkTheme()); // a whole replot
            QCoreApplication::processEvents();
            chart->render(&target);
        }
        const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        qInfo("%s: %.2f ms of CPU a frame", qPrintable(chart->title()), seconds * 1e3 / kFrames);
    }
}

QTEST_MAIN(TestChartDrawing)
#include "tst_chartdrawing.moc"
