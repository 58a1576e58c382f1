// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/modelsummary.h"
#include "chartfixtures.h"
#include "charts/latencychart.h"
#include "charts/resultsbar.h"
#include "charts/throughputchart.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"
#include "model/chartadapter.h"

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
    void paintTimeOfAMillionSlices();
    void ghostsAreDrawnPale();
    void barsHaveTheirIntervals();
    void heatMapShowsWhatWasRecorded();
    void warmUpIsShaded();
    void goalsAreDrawnOnTheirAxes();
    void anHourAt10000ASecondStaysSmall();

private:
    static double frameCost(Chart& chart);
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

/// CPU of a whole replot and its painting, ms; printed, not judged: the machine is shared.
double TestChartDrawing::frameCost(Chart& chart)
{
    constexpr int kFrames = 10;
    QImage target(chart.size(), QImage::Format_ARGB32_Premultiplied);
    const std::clock_t begin = std::clock();
    for (int frame = 0; frame < kFrames; ++frame) {
        chart.setTheme(frame % 2 ? lightTheme() : darkTheme());
        QCoreApplication::processEvents();
        chart.render(&target);
    }
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC * 1e3 / kFrames;
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
    double sum = 0;
    for (Chart* chart : std::initializer_list<Chart*>{ &throughputChart, &latencyChart, &splitChart, &timelineChart }) {
        QVERIFY(!picture(*chart).isNull());
        const double cost = frameCost(*chart);
        sum += cost;
        qInfo("%s: %.2f ms of CPU a frame", qPrintable(chart->title()), cost);
    }
    qInfo("The four of the overview: %.2f ms", sum);
}

void TestChartDrawing::paintTimeOfAMillionSlices()
{
    TimelineChart chart;
    chart.setData(timeline(62'500, 6, 9'000'000)); // 18 lanes
    QVERIFY(!picture(chart, QSize(1400, 620)).isNull());
    const Nanos all = 62'500LL * 7'000'000;
    for (const Nanos part : { Nanos{ 1 }, Nanos{ 10 }, Nanos{ 100 }, Nanos{ 1000 }, Nanos{ 10'000 } }) {
        chart.setView(0, all / part);
        qInfo("1,125,000 slices, 1/%lld of them in view: %.2f ms of CPU a frame", static_cast<long long>(part),
            frameCost(chart));
    }
}

void TestChartDrawing::ghostsAreDrawnPale()
{
    const QColor pale = mix(lightTheme().model(Model::Threads), lightTheme().surface, 0.35);
    ThroughputData data = throughput(100);
    ThroughputChart chart;
    chart.setData(data);
    QVERIFY(count(picture(chart), pale) < 5);
    ThroughputData before = data;
    for (ThroughputSeries& series : before.series) {
        for (RatePoint& point : series.points)
            point.rate *= 0.6;
    }
    before.series.erase(before.series.begin()); // one was not there
    data.before = std::make_shared<const ThroughputData>(before);
    chart.setData(data);
    QVERIFY(count(picture(chart), pale) > 100);
    QTest::keyClick(&chart, Qt::Key_End);
    QVERIFY2(
        chart.accessibleDescription().contains(QLatin1String(", was ")), qPrintable(chart.accessibleDescription()));
    QCOMPARE(chart.accessibleDescription().count(QLatin1String(", was ")), 5);
    chart.setForm(ThroughputForm::Bars);
    QVERIFY(count(picture(chart), pale) > 100);

    const QColor paleRow = mix(lightTheme().model(Model::Threads), lightTheme().surface, 0.45);
    LatencyData rows = latency();
    LatencyChart ranges;
    ranges.setData(rows);
    QVERIFY(count(picture(ranges), paleRow) < 5);
    rows.before = std::make_shared<const LatencyData>(latency());
    ranges.setData(rows);
    QVERIFY(count(picture(ranges), paleRow) > 20);
    TimeSplitData split = timeSplit();
    split.before = std::make_shared<const TimeSplitData>(timeSplit());
    TimeSplitChart bars;
    bars.setData(split);
    QVERIFY(count(picture(bars), paleRow) > 100);
}

void TestChartDrawing::barsHaveTheirIntervals()
{
    ThroughputData data = throughput(20);
    for (std::size_t i = 0; i < data.series.size(); ++i) {
        data.series[i].rate = 1000.0 * static_cast<double>(i + 1);
        data.series[i].rounds = 6;
    }
    ThroughputChart chart;
    chart.setForm(ThroughputForm::Bars);
    chart.setData(data);
    const QImage without = picture(chart);
    for (ThroughputSeries& series : data.series) {
        series.low = *series.rate * 0.9;
        series.high = *series.rate * 1.05;
    }
    chart.setData(data);
    const QImage with = picture(chart);
    QVERIFY(count(with, lightTheme().ink) > count(without, lightTheme().ink) + 100);
    QCOMPARE(chart.subtitle(), QStringLiteral("tasks per second, median and 95% interval"));
    QCOMPARE(chart.tableData().rows[2].mid(2),
        (QStringList{ QStringLiteral("3000"), QStringLiteral("2700"), QStringLiteral("3150"), QStringLiteral("6") }));
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.accessibleDescription().contains(QLatin1String("95% interval 900")));
    // The length of a bar is its value.
    const auto length = [&](Model model) { return count(with, lightTheme().model(model)); };
    QVERIFY(std::abs(length(Model::Hybrid) / 6.0 - length(Model::Threads) / 3.0) < 0.12 * length(Model::Threads) / 3.0);
}

void TestChartDrawing::heatMapShowsWhatWasRecorded()
{
    LatencyData data = latency();
    LatencyChart chart;
    chart.setForm(LatencyForm::OverTime);
    chart.setData(data);
    QVERIFY(chart.isEmpty()); // percentiles are no record of when
    HeatData heat{ 100'000'000, {} };
    for (std::uint16_t column = 0; column < 20; ++column)
        heat.cells.push_back({ column, static_cast<std::uint16_t>(heat::row(5'000'000)), 10 });
    heat.cells.push_back({ 19, static_cast<std::uint16_t>(heat::row(90'000'000)), 1 });
    data.rows[2].heat = std::make_shared<const HeatData>(heat);
    chart.setData(data);
    QVERIFY(!chart.isEmpty());
    const Theme t = lightTheme();
    const QImage image = picture(chart);
    QVERIFY(count(image, t.model(Model::Threads)) > 1000); // the most of all
    QVERIFY(count(image, t.model(Model::Async)) < 200); // its marker only: nothing was recorded
    QCOMPARE(chart.tableData().rows.size(), std::size_t{ 21 });
    QCOMPARE(chart.tableData().rows.back()[5], QStringLiteral("1"));
    QTest::keyClick(&chart, Qt::Key_End);
    QVERIFY2(
        chart.accessibleDescription().contains(QLatin1String("tasks 11")), qPrintable(chart.accessibleDescription()));
    chart.setAxisScale(AxisScale::Linear);
    QVERIFY(picture(chart) != image);
    chart.setForm(LatencyForm::Ranges);
    QVERIFY(chart.tableData().rows.size() == 6);
}

void TestChartDrawing::warmUpIsShaded()
{
    for (const Theme& theme : { lightTheme(), darkTheme() }) {
        const QColor shade = mix(theme.ink3, theme.surface, theme.dark ? 0.10 : 0.07);
        ThroughputChart chart;
        chart.setTheme(theme);
        ThroughputData data = throughput(50);
        data.warmUpS = 0;
        chart.setData(data);
        QVERIFY(count(picture(chart), shade) < 300); // shades of letters
        data.warmUpS = 1;
        chart.setData(data);
        QVERIFY(count(picture(chart), shade) > 3000);
        data.warmUpS = 0; // before the window
        data.fromS = -2;
        chart.setData(data);
        QVERIFY(count(picture(chart), shade) > 3000);
    }
}

void TestChartDrawing::goalsAreDrawnOnTheirAxes()
{
    const std::vector<GoalLine> goals{ { GoalKind::Throughput, 4000 }, { GoalKind::P95, 6e7 }, { GoalKind::P99, 9e7 } };
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("goal.svg"));
    ThroughputChart lines;
    lines.setData(throughput(50));
    lines.setGoals(goals);
    QVERIFY(lines.saveSvg(path, {}).ok());
    QVERIFY(read(path).contains(QLatin1String("2 of 6 reach it")));
    QVERIFY(!read(path).contains(QLatin1String("goal p95")));
    LatencyData data = latency();
    for (LatencyRow& row : data.rows)
        row.p95Ns = *row.p90Ns;
    LatencyChart ranges;
    ranges.setData(data);
    ranges.setGoals(goals);
    QVERIFY(ranges.saveSvg(path, {}).ok());
    QVERIFY(read(path).contains(QLatin1String("goal p95 60.0")));
    QVERIFY(read(path).contains(QLatin1String("4 of 6 hold it")));
    QVERIFY(read(path).contains(QLatin1String("goal p99 90.0")));
}

/// Pictures of a run of an hour, six models at 10,000 tasks a second, as they come: what is drawn does not grow.
void TestChartDrawing::anHourAt10000ASecondStaysSmall()
{
    const auto residentMb = [] {
        const QString fields = read(QStringLiteral("/proc/self/statm"));
        return fields.section(QLatin1Char(' '), 1, 1).toDouble() * 4096 / 1e6;
    };
    std::vector<ModelSummary> models(kModels.size());
    for (std::size_t i = 0; i < models.size(); ++i) {
        models[i].label = name(kModels[i]);
        models[i].model = kModels[i];
        models[i].status = ModelStatus::Measured;
        models[i].okBins.reserve(36'000);
    }
    ThroughputChart chart;
    picture(chart);
    std::size_t most = 0;
    double after6Minutes = 0;
    for (int picturesTaken = 1; picturesTaken <= 600; ++picturesTaken) { // one every 6 s
        for (ModelSummary& model : models)
            model.okBins.insert(model.okBins.end(), 60, 1000);
        ThroughputData data = chartDataFromSummaries(models).throughput;
        for (const ThroughputSeries& series : data.series)
            most = std::max(most, series.points.size());
        chart.setData(std::move(data));
        if (picturesTaken % 20 == 0)
            QVERIFY(!chart.grab().isNull());
        if (picturesTaken == 60)
            after6Minutes = residentMb();
    }
    QVERIFY2(most <= 1200, qPrintable(QString::number(most)));
    qInfo("Memory after 6 minutes %.1f MB, after an hour %.1f MB; at most %zu points a line", after6Minutes,
        residentMb(), most);
}

QTEST_MAIN(TestChartDrawing)
#include "tst_chartdrawing.moc"
