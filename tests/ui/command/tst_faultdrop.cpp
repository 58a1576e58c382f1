// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowfixture.h"

#include "base/codes.h"
#include "charts/timelinechart.h"
#include "experiment/faultchip.h"

#include <QDropEvent>
#include <QMenu>
#include <QMimeData>

using namespace ilv;
using namespace ilv::ui;

/// A fault of the palette dropped on the window, or given to a lane by the keyboard.
class FaultDropTest : public WindowFixture {
    Q_OBJECT

    /// The picture of a running thread pool, of which two lanes are known.
    static LiveRunPtr onTwoLanes()
    {
        TimelineGroup group;
        group.name = { QStringLiteral("Thread pool"), QStringLiteral("Threads"), Model::Threads };
        group.entry = "threads";
        group.live = true;
        group.lanesNoun = QStringLiteral("threads");
        group.lanes = { { QStringLiteral("t0"), {} }, { QStringLiteral("t1"), {} } };
        auto timeline = std::make_shared<TimelineData>();
        timeline->groups.push_back(std::move(group));
        auto live = std::make_shared<LiveRun>(*sample::live());
        live->timeline = timeline;
        return live;
    }
    /// Where that lane is, in the window; a null point where it is not.
    [[nodiscard]] QPointF placeOf(const char* lane)
    {
        TimelineChart& timeline = m_window->centre().board().timeline();
        for (int y = 0; y < timeline.height(); ++y) {
            const QPointF at(timeline.width() / 2.0, y);
            const auto under = timeline.pointAtRunningLane(at);
            if (under && under->lane == QLatin1String(lane))
                return timeline.mapTo(m_window.get(), at.toPoint());
        }
        return {};
    }
    void showRunningLanes()
    {
        m_control->start(sample::experiment());
        m_window->centre().setTab(BoardTab::Timeline);
        Q_EMIT m_control->progressed(onTwoLanes());
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void init() { openActive(); }
    void cleanup() { closeWindow(); }

    void aFaultDroppedOnTheWindowIsPlantedForTheNextRun()
    {
        state(QStringLiteral("running"));
        const std::unique_ptr<QMimeData> data(mimeOf(PaletteFault::Hang));
        QDragEnterEvent enter({ 700, 300 }, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(700, 300), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
        QVERIFY(event.isAccepted());
        QCOMPARE(m_window->panel().form().faults().size(), 1u);
        QVERIFY(m_control->startedWith.back().workload == sample::experiment().workload);
        QVERIFY(m_window->centre().banner().current()->text.contains(QStringLiteral("next run")));
        m_window->panel().undoStack().undo();
        QVERIFY(m_window->panel().form().faults().empty());
    }

    void aFaultDroppedOnARunningLaneIsPlantedThereNow()
    {
        showRunningLanes();
        const QPointF at = placeOf("t1");
        QVERIFY(!at.isNull());
        const std::unique_ptr<QMimeData> data(mimeOf(PaletteFault::BlockLoop));
        QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDragMoveEvent over(at.toPoint(), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        over.ignore();
        QCoreApplication::sendEvent(m_window.get(), &over);
        QVERIFY(over.isAccepted());
        QVERIFY(m_control->planted.empty());
        QDropEvent event(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
        QCOMPARE(m_control->planted.size(), 1u);
        QCOMPARE(m_control->planted[0].first, QStringLiteral("t1"));
        QCOMPARE(m_control->planted[0].second, HandFault::BlockLoop);
        QVERIFY(m_window->panel().form().faults().empty()); // the next run is as it was

        m_control->end(sample::finished());
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QCoreApplication::sendEvent(m_window.get(), &event); // nothing runs any more
        QCOMPARE(m_control->planted.size(), 1u);
        QCOMPARE(m_window->panel().form().faults().size(), 1u);
    }

    void everyFaultOfThePaletteHasAWordOfTheEngine()
    {
        for (const PaletteFault fault : kPaletteFaults) {
            QVERIFY(handFaultOf(fault) != HandFault::None);
            QCOMPARE(faultName(handFaultOf(fault)), faultName(fault));
        }
        QCOMPARE(faultName(HandFault::Leak), QStringLiteral("Leak"));
    }

    void aRefusedFaultIsTold()
    {
        state(QStringLiteral("running"));
        Q_EMIT m_control->faultAnswered({ 1, "t0", "crash", {} });
        QVERIFY(!m_window->centre().banner().current()); // the lane shows it
        Q_EMIT m_control->faultAnswered({ 1, "t0", "freeze",
            error(Code::FaultRefused, "In this model a task that freezes stops the whole host.") });
        const Notice* told = m_window->centre().banner().current();
        QVERIFY(told);
        QCOMPARE(told->level, NoticeLevel::Warning);
        QVERIFY(told->text.startsWith(QStringLiteral("In this model a task that freezes")));
    }

    void aLaneTakesAFaultFromTheKeyboard()
    {
        showRunningLanes();
        TimelineChart& timeline = m_window->centre().board().timeline();
        timeline.setFocus();
        QTest::keyClick(&timeline, Qt::Key_F); // no lane is pointed at
        QVERIFY(m_window->findChildren<QMenu*>(QStringLiteral("plant")).isEmpty());
        QTest::keyClick(&timeline, Qt::Key_Right);
        QTest::keyClick(&timeline, Qt::Key_F);
        auto* menu = m_window->findChild<QMenu*>(QStringLiteral("plant"));
        QVERIFY(menu && menu->isVisible());
        menu->actions().front()->trigger();
        menu->close();
        QCOMPARE(m_control->planted.size(), 1u);
        QCOMPARE(m_control->planted[0].first, QStringLiteral("t0"));
        QCOMPARE(m_control->planted[0].second, HandFault::Crash);
    }
};

QTEST_MAIN(FaultDropTest)
#include "tst_faultdrop.moc"
