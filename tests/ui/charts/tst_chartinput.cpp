// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "charts/latencychart.h"
#include "charts/throughputchart.h"
#include "charts/timesplitchart.h"
#include "model/tablemodel.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

Q_DECLARE_METATYPE(ilv::ui::GoalKind)

/// What pointer and keys do to a chart: zoom, pan, goals, the table.
class TestChartInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<GoalKind>("ilv::ui::GoalKind"); }
    void wheelZoomsAndDoubleClickShowsEverything();
    void draggingPans();
    void keysZoomPanAndReset();
    void zoomStaysWhenDataComes();
    void shareCannotBeZoomed();
    void exportedFigureShowsTheSamePart();
    void goalIsDraggedAlongItsAxis_data();
    void goalIsDraggedAlongItsAxis();
    void heldGoalIsNotMovedFromOutside();
    void goalIsMovedByKeys_data();
    void goalIsMovedByKeys();
    void goalIsSetAndRemoved();
    void tableTakesThePicturesPlace();
    void tableFollowsTheData();

private:
    static void wheel(QWidget& widget, QPointF at, int steps)
    {
        QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton, Qt::NoModifier,
            Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&widget, &event);
        QCoreApplication::processEvents();
    }
    static void drag(QWidget& widget, QPoint from, QPoint to, Qt::KeyboardModifiers keys = {})
    {
        const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons held) {
            QMouseEvent event(type, QPointF(at), widget.mapToGlobal(QPointF(at)), button, held, keys);
            QCoreApplication::sendEvent(&widget, &event);
        };
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        send(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
        QCoreApplication::processEvents();
    }
    /// The row of `color` with most of it: where a horizontal line stands.
    static int rowOf(const QImage& image, const QColor& color)
    {
        int best = -1, most = 0;
        for (int y = 0; y < image.height(); ++y) {
            int found = 0;
            for (int x = 0; x < image.width(); ++x)
                found += image.pixelColor(x, y) == color ? 1 : 0;
            if (found > most) {
                most = found;
                best = y;
            }
        }
        return best;
    }
};

void TestChartInput::wheelZoomsAndDoubleClickShowsEverything()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    const QImage all = picture(chart);
    QVERIFY(!chart.canResetView());
    wheel(chart, QPointF(300, 100), 3);
    QVERIFY(chart.canResetView());
    QVERIFY(picture(chart) != all);
    wheel(chart, QPointF(300, 100), -20);
    QVERIFY(!chart.canResetView()); // everything is everything
    wheel(chart, QPointF(300, 100), 3);
    QTest::mouseDClick(&chart, Qt::LeftButton, {}, QPoint(300, 100));
    QVERIFY(!chart.canResetView());
    QTest::mouseMove(&chart, QPoint(1, 1));
    QCOMPARE(picture(chart), all);
}

void TestChartInput::draggingPans()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    picture(chart);
    wheel(chart, QPointF(60, 100), 5);
    QTest::keyClick(&chart, Qt::Key_Home); // the first sample in view
    const QString first = chart.accessibleDescription().section(QLatin1Char(':'), 0, 0);
    drag(chart, QPoint(400, 60), QPoint(200, 60));
    QTest::keyClick(&chart, Qt::Key_Home);
    const QString later = chart.accessibleDescription().section(QLatin1Char(':'), 0, 0);
    QVERIFY2(first != later, qPrintable(first));
    drag(chart, QPoint(100, 60), QPoint(5000, 60)); // not beyond the beginning
    QTest::keyClick(&chart, Qt::Key_Home);
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("100")));
}

void TestChartInput::keysZoomPanAndReset()
{
    LatencyChart chart; // a logarithmic x axis
    chart.setData(latency());
    const QImage all = picture(chart);
    QTest::keyClick(&chart, Qt::Key_W);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&chart, Qt::Key_Plus);
    QVERIFY(chart.canResetView());
    QVERIFY(picture(chart) != all);
    QTest::keyClick(&chart, Qt::Key_Z);
    QVERIFY(!chart.canResetView());
    QCOMPARE(picture(chart), all);

    ThroughputChart lines;
    lines.setData(throughput(100));
    picture(lines);
    const auto first = [&] {
        QTest::keyClick(&lines, Qt::Key_Home);
        return lines.accessibleDescription().section(QLatin1Char(':'), 0, 0);
    };
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&lines, Qt::Key_W);
    const QString before = first();
    QTest::keyClick(&lines, Qt::Key_D);
    QVERIFY(first() != before);
    QTest::keyClick(&lines, Qt::Key_A);
    QCOMPARE(first(), before);
    QTest::keyClick(&lines, Qt::Key_S);
    QTest::keyClick(&lines, Qt::Key_0);
    QVERIFY(first().startsWith(QLatin1String("100")));
}

void TestChartInput::zoomStaysWhenDataComes()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_W);
    const QImage zoomed = picture(chart);
    chart.setData(throughput(100));
    QVERIFY(chart.canResetView());
    QCOMPARE(picture(chart), zoomed);
}

void TestChartInput::shareCannotBeZoomed()
{
    TimeSplitChart chart;
    chart.setData(timeSplit());
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_W);
    QVERIFY(!chart.canResetView());
    chart.setUnit(SplitUnit::Time);
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_W);
    QVERIFY(chart.canResetView());
    chart.setUnit(SplitUnit::Share);
    QVERIFY(!chart.canResetView());
}

void TestChartInput::exportedFigureShowsTheSamePart()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    picture(chart);
    const QImage all = chart.figureImage({}, 1);
    QTest::keyClick(&chart, Qt::Key_W);
    QVERIFY(chart.figureImage({}, 1) != all);
}

void TestChartInput::goalIsDraggedAlongItsAxis_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("on a log axis") << true;
    QTest::newRow("on a linear axis") << false;
}

void TestChartInput::goalIsDraggedAlongItsAxis()
{
    QFETCH(bool, logarithmic);
    ThroughputChart chart;
    chart.setData(throughput(100));
    chart.setAxisScale(logarithmic ? AxisScale::Log : AxisScale::Linear);
    chart.setGoals({ { GoalKind::Throughput, 5000 }, { GoalKind::P95, 1e6 } });
    const QImage image = picture(chart);
    const int line = rowOf(image, lightTheme().ink);
    QVERIFY(line > 0);
    QSignalSpy dragged(&chart, &Chart::goalDragged);
    drag(chart, QPoint(200, line), QPoint(200, line - 20));
    QVERIFY(dragged.count() >= 2);
    for (int i = 0; i < dragged.count(); ++i) {
        QCOMPARE(dragged[i][0].value<GoalKind>(), GoalKind::Throughput);
        QVERIFY(dragged[i][1].toDouble() > 5000);
        QCOMPARE(dragged[i][2].toBool(), i + 1 == dragged.count()); // let go of once, at the end
    }
    const double value = chart.goals()[0].value;
    QCOMPARE(value, dragged.last()[1].toDouble());
    const double step = std::pow(10.0, std::floor(std::log10(value)) - 1) / 2;
    QVERIFY(std::abs(value / step - std::round(value / step)) < 1e-6); // a round number
    QCOMPARE(chart.goals()[1].value, 1e6);
    QVERIFY(rowOf(picture(chart), lightTheme().ink) < line);
}

void TestChartInput::heldGoalIsNotMovedFromOutside()
{
    LatencyChart chart;
    chart.setData(latency());
    chart.setGoals({ { GoalKind::P95, 5e7 } });
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_G);
    QTest::keyClick(&chart, Qt::Key_Right);
    const double moved = chart.goals()[0].value;
    chart.setGoals({ { GoalKind::P95, 5e7 } }); // what the form says is older
    QCOMPARE(chart.goals()[0].value, moved);
    QTest::keyClick(&chart, Qt::Key_Return);
    chart.setGoals({ { GoalKind::P95, 5e7 } });
    QCOMPARE(chart.goals()[0].value, 5e7);
}

void TestChartInput::goalIsMovedByKeys_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("kept");
    QTest::newRow("Enter keeps it") << int(Qt::Key_Return) << true;
    QTest::newRow("Escape puts it back") << int(Qt::Key_Escape) << false;
}

void TestChartInput::goalIsMovedByKeys()
{
    QFETCH(int, end);
    QFETCH(bool, kept);
    LatencyChart chart;
    chart.setData(latency());
    chart.setGoals({ { GoalKind::Throughput, 10 }, { GoalKind::P99, 1e8 } });
    picture(chart);
    QSignalSpy dragged(&chart, &Chart::goalDragged);
    QTest::keyClick(&chart, Qt::Key_G); // the one that has a place here
    QVERIFY(chart.accessibleDescription().startsWith(QLatin1String("goal p99 100")));
    QTest::keyClick(&chart, Qt::Key_Up);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(dragged.count(), 2);
    QVERIFY(!dragged.last()[2].toBool());
    QTest::keyClick(&chart, Qt::Key(end));
    QCOMPARE(dragged.count(), 3);
    QVERIFY(dragged.last()[2].toBool());
    QVERIFY(std::abs(chart.goals()[1].value / (kept ? 1.05 * 1.05 * 1e8 : 1e8) - 1) < 1e-9);
    QCOMPARE(chart.goals()[0].value, 10.0);
    QTest::keyClick(&chart, Qt::Key_Up); // no longer held: moves the crosshair
    QCOMPARE(dragged.count(), 3);
}

void TestChartInput::goalIsSetAndRemoved()
{
    ThroughputChart chart;
    chart.setData(throughput(100));
    picture(chart);
    QSignalSpy dragged(&chart, &Chart::goalDragged), removed(&chart, &Chart::goalRemoved);
    chart.placeGoal(GoalKind::Throughput);
    QCOMPARE(chart.goals().size(), std::size_t{ 1 });
    QVERIFY(chart.goals()[0].value > 396 && chart.goals()[0].value < 14'980); // in the picture
    QCOMPARE(dragged.count(), 1);
    chart.placeGoal(GoalKind::P95); // has no place here
    QCOMPARE(chart.goals().size(), std::size_t{ 1 });
    chart.removeGoal(GoalKind::Throughput);
    chart.removeGoal(GoalKind::Throughput);
    QCOMPARE(removed.count(), 1);
    QVERIFY(chart.goals().empty());
}

void TestChartInput::tableTakesThePicturesPlace()
{
    LatencyChart chart;
    chart.setData(latency());
    const QImage before = picture(chart);
    QSignalSpy changed(&chart, &Chart::tableShownChanged);
    QTest::keyClick(&chart, Qt::Key_T);
    QVERIFY(chart.isTableShown());
    auto* table = chart.findChild<QTableView*>();
    QVERIFY(table && table->isVisible());
    QCOMPARE(table->size(), chart.size());
    QVERIFY(table->accessibleName().contains(chart.title()));
    QCOMPARE(table->model()->rowCount(), 6);
    QCOMPARE(table->model()->index(1, 2).data().toString(), QStringLiteral("8"));
    QCOMPARE(table->model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("p50, ms"));
    QTest::keyClick(table, Qt::Key_T);
    QVERIFY(!chart.isTableShown());
    QCOMPARE(changed.count(), 2);
    QCOMPARE(picture(chart), before);
}

void TestChartInput::tableFollowsTheData()
{
    LatencyChart chart;
    chart.setData(latency());
    picture(chart);
    chart.setTableShown(true);
    LatencyData data = latency();
    data.rows[0].p50Ns = 7e6;
    data.rows.pop_back();
    chart.setData(data);
    const auto* model = chart.findChild<QTableView*>()->model();
    QCOMPARE(model->rowCount(), 5);
    QCOMPARE(model->index(0, 2).data().toString(), QStringLiteral("7"));
}

QTEST_MAIN(TestChartInput)
#include "tst_chartinput.moc"
