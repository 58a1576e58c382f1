// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart.h"
#include "controls/button.h"
#include "controls/card.h"
#include "controls/numberbox.h"
#include "controls/tabstrip.h"
#include "controls/textlabel.h"
#include "experiment/experimentpanel.h"
#include "experiment/modelrow.h"
#include "fakecontrol.h"
#include "live/statusstrip.h"
#include "results/resultstable.h"
#include "results/verdictband.h"
#include "sampleruns.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/dialogs.h"
#include "window/historydialog.h"
#include "window/mainwindow.h"
#include "window/toolbar.h"
#include "windowprobe.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSet>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace ilv;
using namespace ilv::ui;

class WindowTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<MainWindow> m_window;

    void open(QSize size = { 1280, 720 }, QSettings* settings = nullptr)
    {
        m_window.reset();
        m_control = std::make_unique<FakeControl>();
        m_window = std::make_unique<MainWindow>(*m_control, settings);
        m_window->resize(size);
        if (!settings)
            m_window->panel().setExperiment(sample::experiment());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        Q_EMIT m_control->machineKnown(sample::machine());
    }
    void state(const QString& name)
    {
        if (name == QStringLiteral("running") || name == QStringLiteral("started")) {
            m_control->start(sample::experiment());
            Q_EMIT m_control->progressed(name == QStringLiteral("running") ? sample::live() : sample::justStarted());
        } else if (name == QStringLiteral("finished")) {
            m_control->end(sample::finished());
        } else if (name == QStringLiteral("failed")) {
            m_control->end(sample::withFailure());
        } else if (name == QStringLiteral("stopped")) {
            m_control->end(sample::stopped());
        } else if (name == QStringLiteral("too few")) {
            m_control->end(sample::tooFew());
        }
        QCoreApplication::processEvents();
    }
    [[nodiscard]] QString status() const { return m_window->toolbar().status().words().title; }
    [[nodiscard]] QString headline() const { return m_window->centre().band().words().headline; }

private Q_SLOTS:
    void cleanup()
    {
        m_window.reset();
        m_control.reset();
    }

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
        for (const QSize size : { QSize(1280, 720), QSize(1920, 1080) })
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

    void runAndStopAreButtonsAndKeys()
    {
        open();
        click(button(*m_window, "run"));
        QCOMPARE(m_control->startedWith.size(), 1u);
        QCOMPARE(m_control->startedWith.front(), sample::experiment());
        QVERIFY(!button(*m_window, "run")->isEnabled());
        click(button(*m_window, "stop"));
        QCOMPARE(m_control->stops, 1);
        QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
        QCOMPARE(m_control->stops, 2);
        m_control->end(sample::stopped());
        QTest::keyClick(m_window.get(), Qt::Key_F5);
        QCOMPARE(m_control->startedWith.size(), 2u);
    }

    void theFormDecidesWhatRuns()
    {
        open();
        const auto rows = m_window->panel().findChildren<ModelRow*>();
        QCOMPARE(rows.size(), 6);
        click(rows.at(0));
        QCOMPARE(button(*m_window, "run")->text(), QStringLiteral("Run 5 models"));
        const auto boxes = m_window->panel().findChildren<NumberBox*>();
        QTest::mouseDClick(boxes.at(0)->findChild<QLineEdit*>(), Qt::LeftButton);
        QTest::keyClicks(boxes.at(0), QStringLiteral("25"));
        QTest::keyClick(boxes.at(0), Qt::Key_Tab);
        click(button(*m_window, "run"));
        const Experiment asked = m_control->startedWith.front();
        QCOMPARE(asked.models.size(), 5u);
        QCOMPARE(std::get<WaitStage>(asked.workload.stages[0]).ms, 25.0);
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

    void withoutAModelNothingRuns()
    {
        open();
        const auto rows = m_window->panel().findChildren<ModelRow*>();
        for (ModelRow* row : rows)
            click(row);
        QVERIFY(!button(*m_window, "run")->isEnabled());
        click(rows.at(2));
        QCOMPARE(button(*m_window, "run")->text(), QStringLiteral("Run 1 model"));
        QVERIFY(button(*m_window, "run")->isEnabled());
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

    void theBannersButtonsApplyTheFix()
    {
        open();
        state(QStringLiteral("failed"));
        click(button(m_window->centre().banner(), "skip"));
        QCOMPARE(m_window->panel().form().usedModels(), 5);
        QVERIFY(!m_window->centre().banner().isVisible());
        QVERIFY(m_control->startedWith.empty());

        open();
        state(QStringLiteral("failed"));
        click(button(m_window->centre().banner(), "fix"));
        QCOMPARE(m_control->startedWith.size(), 1u);
        QCOMPARE(m_control->startedWith.front().load.inFlight, 32);
    }

    void errorsAndWarningsStandAboveTheTabs()
    {
        open();
        Q_EMIT m_control->failed({ .code = "WORKER_NOT_FOUND", .message = "No worker", .hint = "Install it" });
        QVERIFY(m_window->centre().banner().isVisible());
        QCOMPARE(m_window->centre().banner().current()->text, QStringLiteral("No worker. Install it."));
        QVERIFY(m_window->centre().banner().y() < m_window->centre().tabs().y());
    }

    void aWarningOutlastsTheEndOfTheRunUntilItIsClosed()
    {
        open();
        m_control->start(sample::experiment());
        Q_EMIT m_control->warned({ .code = "DB_IO", .message = "The history cannot be written", .hint = {} });
        Q_EMIT m_control->progressed(sample::live());
        m_control->end(sample::finished());
        const Banner& banner = m_window->centre().banner();
        QVERIFY(banner.isVisible());
        QCOMPARE(banner.current()->text, QStringLiteral("The history cannot be written."));
        QCOMPARE(banner.current()->level, NoticeLevel::Warning);
        click(button(m_window->centre().banner(), "close"));
        QVERIFY(!banner.isVisible());
    }

    void foreignCommandsAreAskedAbout()
    {
        open();
        Experiment foreign = sample::experiment();
        foreign.workload.stages = { CommandStage{ .program = "/bin/rm", .args = { "-rf", "a b" } } };
        TrustNeeds needs;
        needs.commands = { { "/bin/rm", "-rf", "a b" } };
        Q_EMIT m_control->trustNeeded(foreign, needs);
        auto* dialog = m_window->findChild<MessageDialog*>(QStringLiteral("trust"));
        QVERIFY(dialog && dialog->isVisible());
        const QString shown = dialog->findChild<QPlainTextEdit*>()->toPlainText();
        QVERIFY(shown.contains(QStringLiteral("/bin/rm -rf \"a b\"")));
        QVERIFY(button(*dialog, "refuse")->isDefault());
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!m_window->findChild<MessageDialog*>(QStringLiteral("trust")));
        QVERIFY(m_control->trusted.empty() && m_control->startedWith.empty());

        Q_EMIT m_control->trustNeeded(foreign, needs);
        click(button(*m_window->findChild<MessageDialog*>(QStringLiteral("trust")), "consent"));
        QCOMPARE(m_control->trusted.size(), 1u);
        QCOMPARE(m_control->startedWith.size(), 1u);
    }

    void closingInTheMiddleOfARunAsks()
    {
        open();
        state(QStringLiteral("running"));
        m_window->close();
        QVERIFY(m_window->isVisible());
        auto* dialog = m_window->findChild<MessageDialog*>(QStringLiteral("closing"));
        QVERIFY(dialog != nullptr);
        click(button(*dialog, "refuse"));
        QCOMPARE(m_control->stops, 0);
        QTRY_VERIFY(!m_window->findChild<MessageDialog*>(QStringLiteral("closing")));
        m_window->close();
        click(button(*m_window->findChild<MessageDialog*>(QStringLiteral("closing")), "consent"));
        QCOMPARE(m_control->stops, 1);
        QVERIFY(m_window->isVisible());
        m_control->end(sample::stopped());
        QTRY_VERIFY(!m_window->isVisible());
    }

    void historyListsOpensAndDeletes()
    {
        open();
        click(button(*m_window, "history"));
        QCOMPARE(m_control->listings, 1);
        auto* dialog = m_window->findChild<HistoryDialog*>();
        QVERIFY(dialog != nullptr);
        HistoryEntry entry;
        entry.id = "20261121-114233-5f3a";
        entry.status = "completed";
        Q_EMIT m_control->historyListed({ entry });
        click(button(*dialog, "remove"));
        QCOMPARE(m_control->removed, QStringList{ QStringLiteral("20261121-114233-5f3a") });
        click(button(*dialog, "open"));
        QCOMPARE(m_control->opened, QStringList{ QStringLiteral("20261121-114233-5f3a") });
        Q_EMIT m_control->runOpened(sample::finished());
        QCOMPARE(headline(), QStringLiteral("Use the thread pool here"));
        QCOMPARE(status(), QStringLiteral("Measured 2026-11-21 11:42 UTC"));
        QCOMPARE(m_window->panel().form().experiment(), sample::finished()->run->experiment);
    }

    void reportsGoIntoTheChosenFolder()
    {
        open();
        PlaceChooser chooser = dialogs();
        chooser.folder = [](QWidget*, const QString&) { return QStringLiteral("/tmp/here"); };
        m_window->setChooser(chooser);
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(m_control->exports.isEmpty()); // there is nothing to report yet
        state(QStringLiteral("finished"));
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(m_control->exports, QStringList{ QStringLiteral("/tmp/here:html,csv,json") });
        Q_EMIT m_control->exported(QStringLiteral("/tmp/here"), { QStringLiteral("/tmp/here/report.html") });
        QCOMPARE(m_window->centre().banner().current()->text, QStringLiteral("Wrote report.html to /tmp/here."));
    }

    void experimentsAreSavedAndOpenedAgain()
    {
        QTemporaryDir folder;
        PlaceChooser chooser = dialogs();
        const QString path = folder.filePath(QStringLiteral("mine.interleave.json"));
        chooser.file = [&](QWidget*, const QString&, const QString& suggestion, const QString&) {
            return suggestion == QStringLiteral("mixed-i-o-and-cpu.interleave.json") ? path : QString();
        };
        chooser.open = [&](QWidget*, const QString&, const QString&) { return path; };
        open();
        m_window->setChooser(chooser);
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
        QVERIFY(QFile::exists(path));
        m_window->openPreset(QStringLiteral("cpu"));
        QVERIFY(m_window->panel().form().experiment().name != sample::experiment().name);
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        QCOMPARE(m_window->panel().form().experiment(), sample::experiment());
        m_window->openFile(QStringLiteral("/nowhere/at.all"));
        QVERIFY(m_window->centre().banner().isVisible());
        QCOMPARE(m_window->panel().form().experiment(), sample::experiment());
    }

    void theNextWindowHasTheLastExperimentAndColours()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("settings.ini"));
        {
            QSettings settings(path, QSettings::IniFormat);
            open({ 1300, 740 }, &settings);
            Experiment mine = sample::experiment();
            mine.name = "Mine";
            m_window->panel().setExperiment(mine);
            m_window->setDark(true);
            m_window->close();
        }
        QSettings settings(path, QSettings::IniFormat);
        open({ 1300, 740 }, &settings);
        QCOMPARE(m_window->panel().form().experiment().name, std::string("Mine"));
        QVERIFY(m_window->theme().dark);
        m_window.reset(); // before the settings it keeps a pointer to
    }

    void atMostTenPicturesASecondAreDrawn()
    {
        open({ 1920, 1080 });
        m_control->start(sample::experiment());
        const LiveRunPtr first = sample::live();
        Q_EMIT m_control->progressed(first);
        auto later = std::make_shared<LiveRun>(*first);
        auto picture = std::make_shared<LivePicture>(*first->picture);
        picture->activity = "Running hybrid, 6 of 6";
        later->picture = picture;
        for (int i = 0; i < 50; ++i)
            Q_EMIT m_control->progressed(later);
        QCOMPARE(status(), QStringLiteral("Running process pool, 4 of 6")); // the second waits for its frame
        QTRY_COMPARE(status(), QStringLiteral("Running hybrid, 6 of 6")); // and the newest is drawn then
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
