// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartfixtures.h"
#include "charts/timelinechart.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ilv;
using namespace ilv::ui;
using namespace fixtures;

/// What the timeline tells and does: tasks, failures, arrows, a selection.
class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hoverTellsTaskAttemptAndStages();
    void idleSaysHowLong();
    void failuresAreVisitedInOrder();
    void failureOutsideIsShown();
    void stretchesAreVisitedInOrder();
    void selectionByPointer_data();
    void selectionByPointer();
    void selectionByKeys();
    void newDataEndsTheSelection();
    void moreOfARunningModelKeepsWhatIsPointedAtAndSelected();
    void nothingIsSaidOfWhatIsNotKnown();
    void arrowsAreDrawnWhenZoomedIn();
    void countLeavesOutTheLoop();

private:
    /// Two workers and the loop: a task of 1 ms every 10 ms on each, the third one failing and coming again.
    static TimelineData sample(int tasks = 10)
    {
        TimelineGroup group;
        group.name = nameOf(3);
        group.lanesNoun = QStringLiteral("processes");
        group.totalLanes = 2;
        group.loopLane = 2;
        group.measuredFrom = 5'000'000;
        TimelineLane lanes[]{ { QStringLiteral("w0"), {} }, { QStringLiteral("w1"), {} },
            { QStringLiteral("loop"), {} } };
        for (int i = 0; i < tasks; ++i) {
            const Nanos at = i * 10'000'000LL;
            const auto task = static_cast<std::uint64_t>(i == 3 ? 2 : i); // the fourth is the third again
            const bool failed = i == 2;
            const auto attempt = static_cast<std::uint16_t>(i == 3 ? 2 : 1);
            auto& lane = lanes[i % 2].slices;
            lane.push_back({ at, at + 500'000, Phase::Transport, false, Outcome::Ok, attempt, task });
            lane.push_back({ at + 500'000, at + 1'500'000, Phase::Work, failed, failed ? Outcome::Timeout : Outcome::Ok,
                attempt, task });
            lanes[2].slices.push_back({ at, at + 100'000, Phase::Serialize, false, Outcome::Ok, attempt, task });
            group.flows.push_back({ at + 100'000, at + 500'000, at + 1'500'000, at + 1'700'000, task, i % 2 });
        }
        group.lanes.assign(std::begin(lanes), std::end(lanes));
        TimelineData data;
        data.groups.push_back(group);
        data.viewEnd = 50'000'000;
        return data;
    }
    static QString said(const TimelineChart& chart) { return chart.accessibleDescription(); }
    static void drag(QWidget& widget, QPoint from, QPoint to, Qt::KeyboardModifiers keys)
    {
        const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons held) {
            QMouseEvent event(type, QPointF(at), widget.mapToGlobal(QPointF(at)), button, held, keys);
            QCoreApplication::sendEvent(&widget, &event);
        };
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
        QCoreApplication::processEvents();
    }
};

void TestTimeline::hoverTellsTaskAttemptAndStages()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Period); // the first stretch of the first lane
    QVERIFY2(said(chart).startsWith(QLatin1String("Process pool, w0 at 0")), qPrintable(said(chart)));
    QVERIFY(said(chart).contains(QLatin1String("warm-up")));
    QVERIFY(said(chart).contains(QLatin1String("Task 0 attempt 1")));
    QVERIFY(said(chart).contains(QLatin1String("Transport 500")));
    QVERIFY(said(chart).contains(QLatin1String("Work 1.00")));
    QTest::keyClick(&chart, Qt::Key_Period); // its work
    QVERIFY2(said(chart).contains(QLatin1String("sent to taken up 400")), qPrintable(said(chart)));
    QVERIFY(said(chart).contains(QLatin1String("done to read 200")));
    QTest::keyClick(&chart, Qt::Key_N);
    QVERIFY2(said(chart).contains(QLatin1String("Task 2 attempt 1, timed out")), qPrintable(said(chart)));
    QVERIFY(!said(chart).contains(QLatin1String("warm-up")));
    QTest::keyClick(&chart, Qt::Key_Down);
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(&chart, Qt::Key_Period);
    QVERIFY2(said(chart).contains(QLatin1String("Task 2 attempt 2")), qPrintable(said(chart)));
}

void TestTimeline::idleSaysHowLong()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
    QVERIFY2(said(chart).contains(QLatin1String("Idle 18.5")), qPrintable(said(chart)));
}

void TestTimeline::failuresAreVisitedInOrder()
{
    TimelineData data = sample();
    data.groups[0].lanes[1].slices[0].failed = true; // at 10 ms
    TimelineChart chart;
    chart.setData(data);
    picture(chart);
    QVERIFY(chart.stepFailure(1));
    QVERIFY(said(chart).contains(QLatin1String("w1 at 10.0")));
    QVERIFY(chart.stepFailure(1));
    QVERIFY(said(chart).contains(QLatin1String("w0 at 20.5")));
    QVERIFY(!chart.stepFailure(1));
    QVERIFY(said(chart).startsWith(QLatin1String("No further failure")));
    QVERIFY(chart.stepFailure(-1));
    QVERIFY(said(chart).contains(QLatin1String("w1 at 10.0")));
    const auto actions = chart.chartActions();
    QVERIFY(actions[0].enabled);
    actions[0].run();
    QVERIFY(said(chart).contains(QLatin1String("w0 at 20.5")));
    TimelineChart without;
    data.groups[0].lanes[1].slices[0].failed = data.groups[0].lanes[0].slices[3].failed = false;
    without.setData(data);
    QVERIFY(!without.chartActions()[0].enabled);
}

void TestTimeline::failureOutsideIsShown()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    chart.setView(0, 10'000'000);
    QTest::keyClick(&chart, Qt::Key_N);
    QVERIFY(chart.viewBegin() <= 20'500'000 && chart.viewEnd() > 20'500'000);
    QCOMPARE(chart.viewEnd() - chart.viewBegin(), Nanos{ 10'000'000 });
}

void TestTimeline::stretchesAreVisitedInOrder()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Period);
    QTest::keyClick(&chart, Qt::Key_Period);
    QTest::keyClick(&chart, Qt::Key_Period);
    QVERIFY2(said(chart).contains(QLatin1String("w0 at 20.0")), qPrintable(said(chart)));
    QTest::keyClick(&chart, Qt::Key_Comma);
    QVERIFY2(said(chart).contains(QLatin1String("w0 at 500")), qPrintable(said(chart)));
}

void TestTimeline::selectionByPointer_data()
{
    QTest::addColumn<bool>("shift");
    QTest::addColumn<bool>("onAxis");
    QTest::addColumn<bool>("selects");
    QTest::newRow("dragging with Shift selects") << true << false << true;
    QTest::newRow("dragging along the time axis selects") << false << true << true;
    QTest::newRow("dragging pans") << false << false << false;
}

void TestTimeline::selectionByPointer()
{
    QFETCH(bool, shift);
    QFETCH(bool, onAxis);
    QFETCH(bool, selects);
    TimelineChart chart;
    chart.setData(sample(20));
    picture(chart);
    chart.setView(50'000'000, 100'000'000);
    picture(chart);
    QSignalSpy changed(&chart, &TimelineChart::selectionChanged);
    const int y = onAxis ? chart.height() - 5 : 80;
    drag(chart, QPoint(400, y), QPoint(250, y), shift ? Qt::ShiftModifier : Qt::NoModifier);
    QCOMPARE(chart.selection().has_value(), selects);
    QCOMPARE(chart.viewBegin() == 50'000'000, selects);
    QCOMPARE(changed.count(), selects ? 1 : 0);
    if (!selects)
        return;
    const auto [begin, end] = *chart.selection();
    QVERIFY(begin > 50'000'000 && begin < end && end < 100'000'000);
    QCOMPARE(changed[0][0].toLongLong(), begin);
    drag(chart, QPoint(300, y), QPoint(300, y), Qt::ShiftModifier); // a click ends it
    QVERIFY(!chart.selection());
    QCOMPARE(changed.last()[0].toLongLong(), changed.last()[1].toLongLong());
}

void TestTimeline::selectionByKeys()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(chart.selection());
    const auto [begin, end] = *chart.selection();
    QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(chart.selection()->first, begin);
    QVERIFY(chart.selection()->second < end);
    QVERIFY(said(chart).startsWith(QLatin1String("Selected")));
    QTest::keyClick(&chart, Qt::Key_Escape);
    QVERIFY(!chart.selection());
}

void TestTimeline::newDataEndsTheSelection()
{
    TimelineChart chart;
    chart.setData(sample());
    chart.select(1'000'000, 5'000'000);
    QSignalSpy changed(&chart, &TimelineChart::selectionChanged);
    chart.setData(sample(12));
    QVERIFY(!chart.selection());
    QCOMPARE(changed.count(), 1);
}

void TestTimeline::moreOfARunningModelKeepsWhatIsPointedAtAndSelected()
{
    TimelineData running = sample();
    running.groups[0].live = true;
    TimelineChart chart;
    chart.resize(640, 400);
    chart.setData(running);
    QTest::keyClick(&chart, Qt::Key_Period); // the first stretch of the first lane
    chart.select(1'000'000, 5'000'000);
    const QString before = said(chart);
    QSignalSpy changed(&chart, &TimelineChart::selectionChanged);
    running.groups[0].lanes[1].slices.pop_back();
    chart.setData(running);
    QCOMPARE(changed.count(), 0);
    QVERIFY(chart.selection());
    QTest::keyClick(&chart, Qt::Key_Period); // goes on from where it was
    QVERIFY2(said(chart).contains(QStringLiteral("500")), qPrintable(said(chart)));
    running.groups[0].live = false; // it has ended: other lanes
    chart.setData(running);
    QVERIFY(!chart.selection());
}

void TestTimeline::nothingIsSaidOfWhatIsNotKnown()
{
    TimelineData data = sample(2);
    data.groups[0].lanes[0].known = 1'500'000;
    TimelineChart chart;
    chart.resize(640, 400);
    chart.setData(data);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY2(said(chart).contains(QStringLiteral("Not recorded")), qPrintable(said(chart)));
    data.groups[0].lanes[0].known = INT64_MAX;
    chart.setData(data);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY2(said(chart).contains(QStringLiteral("Idle")), qPrintable(said(chart)));
}

void TestTimeline::arrowsAreDrawnWhenZoomedIn()
{
    TimelineData with = sample(2000), without = with;
    without.groups[0].flows.clear();
    const auto differs = [&](Nanos begin, Nanos end) {
        TimelineChart a, b;
        a.setData(with);
        b.setData(without);
        a.setView(begin, end);
        b.setView(begin, end);
        return picture(a) != picture(b);
    };
    QVERIFY(differs(0, 30'000'000));
    QVERIFY(!differs(0, 20'000'000'000));
    QVERIFY(!differs(2'000'000, 9'000'000)); // between two tasks
}

void TestTimeline::countLeavesOutTheLoop()
{
    TimelineChart chart;
    chart.setData(sample());
    picture(chart);
    const TableData table = chart.tableData();
    QCOMPARE(table.rows.size(), std::size_t{ 3 });
    QCOMPARE(table.rows[2][1], QStringLiteral("loop"));
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lanes.svg"));
    QVERIFY(chart.saveSvg(path, {}).ok());
    QVERIFY(read(path).contains(QLatin1String("2 processes")));
    QVERIFY(read(path).contains(QLatin1String("loop")));
}

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
