// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelinechart.h"
#include "windowfixture.h"

#include <QElapsedTimer>

using namespace ilv;
using namespace ilv::ui;

/// What the window shows in each state, and that all of it fits and can be reached.
class WindowTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { closeWindow(); }

    void opensEmpty()
    {
        open();
        QCOMPARE(status(), QStringLiteral("Ready"));
        QCOMPARE(m_window->centre().tab(), BoardTab::Throughput);
        QVERIFY(!m_window->centre().band().isVisible());
        QVERIFY(!m_window->centre().banner().isVisible());
        for (std::size_t i = 0; i < kBoardCards; ++i)
            QVERIFY(!m_window->centre().board().card(static_cast<BoardCard>(i))->isVisible());
        QCOMPARE(button(*m_window, "run")->text(), QStringLiteral("Run 6 models"));
        QVERIFY(button(*m_window, "run")->isEnabled());
        QVERIFY(!button(*m_window, "stop")->isEnabled());
        QTRY_COMPARE(m_control->captures, 1);
        open({ 1920, 1080 });
        QCOMPARE(m_window->centre().tab(), BoardTab::Overview);
    }

    void eachStateSaysWhatItIs_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<bool>("banner");
        QTest::newRow("just started") << "started"
                                      << "Calibrating"
                                      << "Measuring" << false;
        QTest::newRow("running") << "running"
                                 << "Running process pool, 4 of 6"
                                 << "Threads lead so far" << false;
        QTest::newRow("finished") << "finished"
                                  << "Finished in 1:02"
                                  << "Use the thread pool here" << false;
        QTest::newRow("one model failed") << "failed"
                                          << "Finished with 1 failed model"
                                          << "No verdict yet" << true;
        QTest::newRow("stopped") << "stopped"
                                 << "Stopped at 1:02"
                                 << "No verdict" << false;
        QTest::newRow("too few repeats") << "too few"
                                         << "Finished in 1:02"
                                         << "Not enough evidence yet" << true;
    }
    void eachStateSaysWhatItIs()
    {
        QFETCH(QString, name);
        open({ 1920, 1080 });
        state(name);
        QTEST(status(), "title");
        QTEST(headline(), "verdict");
        QVERIFY(m_window->centre().band().isVisible());
        QTEST(m_window->centre().banner().isVisible(), "banner");
        const bool running = m_control->running;
        QCOMPARE(button(*m_window, "stop")->isEnabled(), running);
        QCOMPARE(button(*m_window, "run")->isEnabled(), !running);
        for (const BoardCard card : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit,
                 BoardCard::Timeline, BoardCard::Results })
            QVERIFY(m_window->centre().board().card(card)->isVisible());
        QCOMPARE(m_window->centre().board().table()->results().rowCount(), 6);
    }

    void nothingIsCutInAnyState_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (const QSize size : { QSize(1024, 640), QSize(1280, 720), QSize(1920, 1080) })
            for (const char* name : { "empty", "started", "running", "finished", "failed", "stopped", "too few" })
                QTest::addRow("%s at %d × %d", name, size.width(), size.height())
                    << QString::fromLatin1(name) << size << (size.width() > 1500);
    }
    void nothingIsCutInAnyState()
    {
        QFETCH(QString, name);
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        open(size);
        m_window->setDark(dark);
        state(name);
        QCOMPARE(m_window->size(), size);
        for (int tab = 0; tab < kBoardTabs; ++tab) {
            m_window->centre().setTab(static_cast<BoardTab>(tab));
            QCoreApplication::processEvents();
            QCOMPARE(clipped(*m_window).join(QStringLiteral("; ")), QString());
        }
    }

    void aNumberWithoutItsStageIsBlank()
    {
        open();
        Experiment computing = sample::experiment();
        computing.workload.stages.erase(computing.workload.stages.begin());
        m_window->panel().setExperiment(computing);
        const auto boxes = m_window->panel().findChildren<NumberBox*>();
        QVERIFY(!boxes.at(0)->isEnabled());
        QCOMPARE(boxes.at(0)->text().trimmed(), QString());
        QCOMPARE(boxes.at(1)->text(), QStringLiteral("0.5"));
        m_window->panel().setExperiment(sample::experiment());
        QVERIFY(boxes.at(0)->isEnabled());
        QCOMPARE(boxes.at(0)->text(), QStringLiteral("2"));
    }

    void aLongVerdictWrapsBesideItsEvidence()
    {
        open();
        auto run = std::make_shared<FinishedRun>(*sample::finished());
        run->verdict.headline = "Use the hybrid: async I/O with worker processes in Python: a label of its own";
        m_control->end(run);
        QCoreApplication::processEvents();
        QCOMPARE(clipped(*m_window).join(QStringLiteral("; ")), QString());
        const auto labels = m_window->centre().band().findChildren<TextLabel*>();
        for (const TextLabel* label : labels)
            QVERIFY(label->width() > m_window->centre().band().width() / 4);
    }

    void tabsFollowTheKeys()
    {
        open();
        state(QStringLiteral("finished"));
        for (int tab = 0; tab < kBoardTabs; ++tab) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + tab), Qt::ControlModifier);
            QCOMPARE(m_window->centre().tab(), static_cast<BoardTab>(tab));
            QVERIFY(m_window->centre().board().card(mainCard(static_cast<BoardTab>(tab)))->isVisible());
        }
    }

    void colourAndProjectorSwitchLive()
    {
        open({ 1920, 1080 });
        state(QStringLiteral("finished"));
        click(button(*m_window, "dark"));
        QVERIFY(m_window->theme().dark);
        QVERIFY(m_window->centre().board().chart(BoardCard::Throughput)->theme().dark);
        click(button(*m_window, "projector"));
        QVERIFY(m_window->theme().projector());
        QVERIFY(m_window->theme().dark);
        QCoreApplication::processEvents();
        QVERIFY(!m_window->panel().isVisible());
        QVERIFY(!m_window->centre().tabs().isVisible());
        QCOMPARE(clipped(*m_window).join(QStringLiteral("; ")), QString());
        click(button(*m_window, "projector"));
        QVERIFY(m_window->panel().isVisible());
        QVERIFY(m_window->centre().tabs().isVisible());
    }

    void atMostTenPicturesASecondAreDrawn()
    {
        open({ 1920, 1080 });
        m_control->start(sample::experiment());
        const LiveRunPtr first = sample::live();
        QElapsedTimer since;
        since.start();
        qint64 drawn = 0;
        QString shown;
        for (int i = 0; i < 50; ++i) {
            auto next = std::make_shared<LiveRun>(*first);
            auto picture = std::make_shared<LivePicture>(*first->picture);
            picture->activity = "Running hybrid, " + std::to_string(i) + " of 50";
            next->picture = picture;
            Q_EMIT m_control->progressed(next);
            drawn += status() != shown ? 1 : 0;
            shown = status();
        }
        QVERIFY2(drawn <= 1 + since.elapsed() / 100, qPrintable(QString::number(drawn))); // however slow the machine is
        QTRY_COMPARE(status(), QStringLiteral("Running hybrid, 49 of 50")); // and the newest is drawn in its turn
    }

    void aRunBeginsWithTheWholeTimeline()
    {
        open({ 1920, 1080 });
        state(QStringLiteral("finished"));
        auto* timeline = m_window->findChild<TimelineChart*>();
        const Nanos end = timeline->viewEnd();
        timeline->setView(end / 4, end / 2);
        QVERIFY(timeline->viewBegin() > 0);
        state(QStringLiteral("running"));
        QCOMPARE(timeline->viewBegin(), 0);
    }

    void everythingThatCanBeReachedHasAName()
    {
        open({ 1920, 1080 });
        state(QStringLiteral("failed"));
        const auto widgets = m_window->findChildren<QWidget*>();
        for (const QWidget* widget : widgets) {
            const bool inner = qobject_cast<const QLineEdit*>(widget) != nullptr; // of a number box, which has one
            if (!widget->isVisible() || inner || !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        }
    }

    void everyChartSaysWhatItShowsAndHasATable()
    {
        open({ 1920, 1080 });
        state(QStringLiteral("finished"));
        Board& board = m_window->centre().board();
        for (const BoardCard card : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit,
                 BoardCard::Timeline, BoardCard::Crossover, BoardCard::Scaling }) {
            const Chart* chart = board.chart(card);
            m_window->centre().setTab(static_cast<BoardTab>(static_cast<int>(card) + 1));
            QCoreApplication::processEvents();
            QVERIFY2(!chart->accessibleName().isEmpty(), qPrintable(chart->title()));
            QVERIFY2(!chart->accessibleDescription().isEmpty(), qPrintable(chart->title()));
            QCOMPARE(chart->tableData().rows.empty(), chart->isEmpty());
        }
    }

    void tabReachesEveryControlAndShowsIt()
    {
        open();
        state(QStringLiteral("finished"));
        QSet<const QWidget*> reached;
        m_window->activateWindow();
        button(*m_window, "run")->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 80; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached << QApplication::focusWidget();
        }
        const auto buttons = m_window->findChildren<Button*>();
        for (const Button* each : buttons)
            if (each->isVisible() && each->isEnabled())
                QVERIFY2(reached.contains(each), qPrintable(each->accessibleName()));
        QVERIFY(reached.contains(&m_window->centre().tabs()));
        QVERIFY(reached.contains(m_window->centre().board().table()));

        Button* run = button(*m_window, "run"); // the ring changes what is seen
        run->clearFocus();
        const QImage without = run->grab().toImage();
        run->setFocus(Qt::TabFocusReason);
        QVERIFY(run->grab().toImage() != without);
    }
};

QTEST_MAIN(WindowTest)
#include "tst_window.moc"
