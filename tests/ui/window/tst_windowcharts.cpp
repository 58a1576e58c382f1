// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/latencychart.h"
#include "charts/throughputchart.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"
#include "report/exportmenu.h"
#include "windowfixture.h"

#include <QClipboard>
#include <QUndoStack>

using namespace ilv;
using namespace ilv::ui;

/// The charts in the window: goals that judge, a selection that is followed, the run before, their menus.
class TestWindowCharts : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { closeWindow(); }
    void goalsOfTheRunAreOnTheCharts();
    void goalMovedOnAChartIsTheFormsAndJudges();
    void goalRemovedOnAChartIsGone();
    void chartsFollowTheSelection();
    void aStretchOfTheRunBeforeIsNotShownOfTheNext();
    void runBeforeIsTheGhost();
    void halfARunIsNoGhost();
    void everyChartHasNameSentenceAndTable();
    void menuOffersWhatCanBeDone();
    void menuCopiesAndShows();

private:
    [[nodiscard]] Board& board() const { return m_window->centre().board(); }
    [[nodiscard]] ThroughputChart& throughput() const
    {
        return *static_cast<ThroughputChart*>(board().chart(BoardCard::Throughput));
    }
    [[nodiscard]] LatencyChart& latency() const
    {
        return *static_cast<LatencyChart*>(board().chart(BoardCard::Latency));
    }
    [[nodiscard]] TimelineChart& timeline() const
    {
        return *static_cast<TimelineChart*>(board().chart(BoardCard::Timeline));
    }
    [[nodiscard]] const Goals& formGoals() const { return m_window->panel().form().experiment().goals; }
    void judged()
    {
        auto run = std::make_shared<RunResult>(*sample::finished()->run);
        run->experiment.goals = formGoals();
        auto done = std::make_shared<FinishedRun>(*sample::finished());
        done->run = std::move(run);
        Q_EMIT m_control->rejudged(done);
    }
};

void TestWindowCharts::goalsOfTheRunAreOnTheCharts()
{
    open({ 1920, 1080 });
    auto run = std::make_shared<RunResult>(*sample::finished()->run);
    run->experiment.goals = {};
    run->experiment.goals.p95Ms = 40;
    run->experiment.goals.throughputPerS = 900;
    auto done = std::make_shared<FinishedRun>(*sample::finished());
    done->run = std::move(run);
    m_control->end(done);
    QCOMPARE(throughput().goals(), (std::vector<GoalLine>{ { GoalKind::Throughput, 900 }, { GoalKind::P95, 4e7 } }));
    QCOMPARE(latency().goals(), throughput().goals());
}

void TestWindowCharts::goalMovedOnAChartIsTheFormsAndJudges()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    latency().placeGoal(GoalKind::P95, 4e7); // set
    throughput().placeGoal(GoalKind::Throughput, 900);
    QUndoStack& undo = m_window->panel().undoStack();
    const int before = undo.count();
    const Goals asked = formGoals();
    // A drag: several values, one step.
    Q_EMIT latency().goalDragged(GoalKind::P95, 5e7, false);
    Q_EMIT latency().goalDragged(GoalKind::P95, 6e7, false);
    Q_EMIT latency().goalDragged(GoalKind::P95, 7.5e7, true);
    QCOMPARE(*formGoals().p95Ms, 75.0);
    QCOMPARE(undo.count(), before + 1);
    QVERIFY(!m_control->judgedBy.empty());
    QCOMPARE(*m_control->judgedBy.back().p95Ms, 75.0);
    judged();
    QVERIFY(std::count(latency().goals().begin(), latency().goals().end(), GoalLine{ GoalKind::P95, 7.5e7 }) == 1);
    Q_EMIT throughput().goalDragged(GoalKind::Throughput, 1200, true);
    QCOMPARE(*formGoals().throughputPerS, 1200.0);
    QCOMPARE(undo.count(), before + 2);
    undo.undo();
    undo.undo();
    QCOMPARE(formGoals(), asked);
    QCOMPARE(m_control->judgedBy.back(), asked); // and the verdict goes back too
}

void TestWindowCharts::goalRemovedOnAChartIsGone()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    Q_EMIT throughput().goalDragged(GoalKind::Throughput, 1200, true);
    judged();
    throughput().removeGoal(GoalKind::Throughput);
    QVERIFY(!formGoals().throughputPerS);
    judged();
    for (const GoalLine& goal : throughput().goals())
        QVERIFY(goal.kind != GoalKind::Throughput);
}

void TestWindowCharts::chartsFollowTheSelection()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    QVERIFY(!timeline().isEmpty());
    const TableData all = board().chart(BoardCard::TimeSplit)->tableData();
    const QString subtitle = throughput().subtitle();
    timeline().select(0, 10'000'000);
    for (const BoardCard which : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit })
        QVERIFY2(board().chart(which)->subtitle().contains(QLatin1String("10")),
            qPrintable(board().chart(which)->subtitle()));
    QVERIFY(board().chart(BoardCard::TimeSplit)->tableData().asTsv() != all.asTsv());
    timeline().clearSelection();
    QCOMPARE(throughput().subtitle(), subtitle);
    QCOMPARE(board().chart(BoardCard::TimeSplit)->tableData().asTsv(), all.asTsv());
}

void TestWindowCharts::aStretchOfTheRunBeforeIsNotShownOfTheNext()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    timeline().select(0, 10'000'000);
    QVERIFY(!throughput().data().scope.isEmpty());
    m_window->centre().setTab(BoardTab::Throughput);
    QVERIFY(!timeline().isVisible());
    state(QStringLiteral("running")); // with other lanes
    QVERIFY(!timeline().selection());
    QCOMPARE(throughput().data().scope, QString());
    m_window->centre().setTab(BoardTab::Latency);
    QCOMPARE(latency().data().scope, QString());
}

void TestWindowCharts::runBeforeIsTheGhost()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    QVERIFY(!throughput().data().before);
    state(QStringLiteral("running"));
    QVERIFY(throughput().data().before);
    auto run = std::make_shared<RunResult>(*sample::finished()->run);
    run->id = "20261122-000000-aaaa";
    auto next = std::make_shared<FinishedRun>(*sample::finished());
    next->run = std::move(run);
    m_control->end(next);
    QVERIFY(throughput().data().before && latency().data().before);
    QCOMPARE(throughput().data().before->series.size(), throughput().data().series.size());
    QVERIFY(!throughput().data().before->before); // one, not a chain of them
}

void TestWindowCharts::halfARunIsNoGhost()
{
    open({ 1920, 1080 });
    state(QStringLiteral("stopped"));
    state(QStringLiteral("running"));
    QVERIFY(!throughput().data().before);
}

void TestWindowCharts::everyChartHasNameSentenceAndTable()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    for (const BoardCard which :
        { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit, BoardCard::Timeline }) {
        Chart* chart = board().chart(which);
        QVERIFY(!chart->accessibleName().isEmpty());
        QVERIFY(chart->accessibleDescription().size() > 20);
        QCOMPARE(chart->focusPolicy(), Qt::StrongFocus);
        const TableData table = chart->tableData();
        QVERIFY(!table.rows.empty());
        for (const QStringList& row : table.rows)
            QCOMPARE(row.size(), table.header.size());
        chart->setTableShown(true);
        QVERIFY(chart->isTableShown());
        chart->setTableShown(false);
    }
}

void TestWindowCharts::menuOffersWhatCanBeDone()
{
    open({ 1920, 1080 });
    auto* menu = board().card(BoardCard::Throughput)->findChild<FigureMenu*>();
    QVERIFY(menu);
    const auto texts = [menu] {
        QStringList all;
        for (const QAction* action : menu->actions())
            if (!action->isSeparator() && action->isEnabled())
                all << action->text().section(QLatin1Char('\t'), 0, 0);
        return all;
    };
    QVERIFY(texts().isEmpty()); // nothing measured: nothing to copy
    state(QStringLiteral("finished"));
    Q_EMIT menu->aboutToShow();
    for (const char* text : { "Copy image", "Copy data", "Save as SVG…", "Save as PNG…", "Save as PDF…",
             "Show as table", "Show as bars", "Set a throughput goal" })
        QVERIFY2(texts().contains(QString::fromUtf8(text)), text);
    QCOMPARE(throughput().contextMenuPolicy(), Qt::CustomContextMenu);
    throughput().setForm(ThroughputForm::Bars);
    Q_EMIT menu->aboutToShow();
    QVERIFY(texts().contains(QStringLiteral("Show as lines")));
}

void TestWindowCharts::menuCopiesAndShows()
{
    open({ 1920, 1080 });
    state(QStringLiteral("finished"));
    auto* menu = board().card(BoardCard::Latency)->findChild<FigureMenu*>();
    Q_EMIT menu->aboutToShow();
    const auto trigger = [menu](const char* text) {
        for (QAction* action : menu->actions())
            if (action->text().startsWith(QString::fromUtf8(text))) {
                action->trigger();
                return;
            }
        QFAIL(text);
    };
    trigger("Copy data");
    QCOMPARE(QGuiApplication::clipboard()->text(), latency().tableData().asTsv());
    trigger("Copy image");
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(1800, 940));
    trigger("Show as table");
    QVERIFY(latency().isTableShown());
}

QTEST_MAIN(TestWindowCharts)
#include "tst_windowcharts.moc"
