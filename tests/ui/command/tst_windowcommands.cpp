// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowfixture.h"

#include "base/codes.h"
#include "command/actions.h"
#include "command/commandpalette.h"
#include "command/droptarget.h"
#include "command/shortcutsheet.h"
#include "controls/textfield.h"
#include "experiment/checkline.h"
#include "results/changestrip.h"
#include "results/verdicttext.h"
#include "window/commands.h"
#include "window/experimentfiles.h"
#include "window/recentfiles.h"

#include <QClipboard>
#include <QDropEvent>
#include <QMimeData>

using namespace ilv;
using namespace ilv::ui;

/// Everything the window can do, by key, by palette, by drop.
class WindowCommandsTest : public WindowFixture {
    Q_OBJECT

    [[nodiscard]] Actions& actions() { return m_window->commands().actions(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_window.get(), key, modifiers);
    }
    template <typename Dialog> [[nodiscard]] Dialog* dialog()
    {
        for (auto* each : m_window->findChildren<Dialog*>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    void drop(const QString& path)
    {
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(path) });
        QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
        QVERIFY(event.isAccepted());
    }

private Q_SLOTS:
    void init() { openActive(); }
    void cleanup() { closeWindow(); }

    void noTwoActionsShareAKey()
    {
        QMap<QString, QString> owner;
        for (const auto& [group, action] : actions().all())
            for (const QKeySequence& keys : action->shortcuts()) {
                QVERIFY2(!owner.contains(keys.toString()), qPrintable(keys.toString() + action->objectName()));
                owner.insert(keys.toString(), action->objectName());
            }
        for (const char* keys : { "F5", "Shift+F5", "Space", "1", "2", "3", "4", "5", "6", "Ctrl+1", "Ctrl+7", "F11",
                 "Ctrl+E", "Ctrl+K", "?", "Ctrl+Z", "Ctrl+F" })
            QVERIFY2(owner.contains(QString::fromUtf8(keys)), keys);
    }

    void spacePausesARunAndPressesAFocusedBox()
    {
        press(Qt::Key_Space); // nothing runs: nothing to pause
        QVERIFY(!m_control->paused);
        state(QStringLiteral("running"));
        m_window->centralWidget()->setFocus();
        press(Qt::Key_Space);
        QVERIFY(m_control->paused);
        QVERIFY(m_window->toolbar().status().accessibleDescription().contains(QStringLiteral("pause")));
        press(Qt::Key_Space);
        QVERIFY(!m_control->paused);
        auto* row = m_window->panel().findChildren<ModelRow*>().at(1);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_Space);
        QVERIFY(!m_control->paused);
        QVERIFY(!row->isChecked());
        click(button(*m_window, "pause"));
        QVERIFY(m_control->paused);
        m_control->end(sample::stopped());
        QVERIFY(!button(*m_window, "pause")->isVisible());
    }

    void oneModelAloneRunsAndTheFormKeepsAll()
    {
        press(Qt::Key_3, Qt::AltModifier);
        QCOMPARE(m_control->startedWith.size(), 1u);
        QCOMPARE(m_control->startedWith.front().models.size(), 1u);
        QCOMPARE(m_control->startedWith.front().models.front().model, Model::Threads);
        QCOMPARE(now().models.size(), 6u);
    }

    void repeatRunsWhatIsShown()
    {
        press(Qt::Key_R);
        QVERIFY(m_control->startedWith.empty());
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        Experiment other = now();
        other.load.inFlight = 3;
        m_window->panel().setExperiment(other);
        press(Qt::Key_R);
        QCOMPARE(m_control->startedWith.back(), sample::finished()->run->experiment);
        QCOMPARE(now(), sample::finished()->run->experiment);
    }

    void theQueueTakesWhatTheFormHasAndSaysHowLongItIs()
    {
        state(QStringLiteral("running"));
        press(Qt::Key_F5, Qt::ControlModifier);
        press(Qt::Key_F5, Qt::ControlModifier);
        QCOMPARE(m_control->queue.size(), 2u);
        QCOMPARE(m_control->queue.front(), now());
        QVERIFY(m_window->toolbar().status().accessibleDescription().contains(QStringLiteral("2 queued")));
        actions().find(QStringLiteral("run.emptyQueue"))->trigger();
        QVERIFY(m_control->queue.empty());
        QVERIFY(!actions().find(QStringLiteral("run.emptyQueue"))->isEnabled());
    }

    void theExpectedTimeStaysWhileNotEveryModelIsMeasured()
    {
        const auto status = [this] { return m_window->toolbar().status().words().detail; };
        state(QStringLiteral("running")); // the engine's own guess is a minute
        QCOMPARE(status(), QStringLiteral("0:36 of about 6:05"));
        auto live = std::make_shared<LiveRun>(*sample::live());
        auto picture = std::make_shared<LivePicture>(*live->picture);
        for (LiveModel& model : picture->models)
            model.roundsDone = std::max(model.roundsDone, 1);
        live->picture = picture;
        Q_EMIT m_control->progressed(live);
        QTRY_COMPARE(status(), QStringLiteral("0:36 of about 1:00"));
    }

    void theExpectedTimeIsKnownBeforeTheRun()
    {
        QVERIFY(m_window->toolbar().status().words().detail.startsWith(QStringLiteral("about 6 min")));
        QCOMPARE(button(*m_window, "run")->toolTip(), QStringLiteral("Run, about 6 min (F5)"));
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        Experiment shorter = now();
        shorter.load.durationS = 0.5;
        m_window->panel().setExperiment(shorter);
        const StatusWords words = m_window->toolbar().status().words();
        QCOMPARE(words.title, QStringLiteral("Ready"));
        QVERIFY2(words.detail.endsWith(QString::fromUtf8("Run for 10 → 0.5 s")), qPrintable(words.detail));
        m_window->panel().undoStack().undo();
        QVERIFY(m_window->toolbar().status().words().title.startsWith(QStringLiteral("Finished")));
    }

    void thePaletteListsEveryActionAndDoesTheChosenOne()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        auto* palette = dialog<CommandPalette>();
        QVERIFY(palette);
        QCOMPARE(palette->shownTitles().size(), static_cast<qsizetype>(actions().all().size()));
        auto* field = palette->findChild<TextField*>();
        QTest::keyClicks(field, QStringLiteral("show latency"));
        QCOMPARE(palette->shownTitles().front(), QStringLiteral("Show Latency"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->centre().tab(), BoardTab::Latency);
        QTRY_VERIFY(!dialog<CommandPalette>());
    }

    void whatCannotBeDoneNowCannotBeChosen()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        auto* palette = dialog<CommandPalette>();
        auto* field = palette->findChild<TextField*>();
        QTest::keyClicks(field, QStringLiteral("stop and keep"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(palette->isVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_VERIFY(!dialog<CommandPalette>());
        QCOMPARE(m_control->stops, 0);
    }

    void arrowsChooseAnotherAnswer()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        auto* palette = dialog<CommandPalette>();
        auto* field = palette->findChild<TextField*>();
        QTest::keyClicks(field, QStringLiteral("plant a fault"));
        QCOMPARE(palette->shownTitles().size(), static_cast<qsizetype>(kPaletteFaults.size()));
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->panel().form().faults().size(), 1u);
        QCOMPARE(m_window->panel().form().faults().front().name, faultName(PaletteFault::Hang));
    }

    void theSheetHasEveryKey()
    {
        QTest::keyClick(m_window.get(), '?');
        auto* sheet = dialog<ShortcutSheet>();
        QVERIFY(sheet);
        qsizetype withKeys = 0;
        for (const auto& [group, action] : actions().all())
            withKeys += !action->shortcuts().isEmpty();
        const auto ofCharts = static_cast<qsizetype>(chartKeys().size() + timelineKeys().size());
        QCOMPARE(sheet->lines().size(), withKeys + ofCharts);
        QVERIFY(sheet->lines().contains(QStringLiteral("As a table, and back\tT")));
        QVERIFY(sheet->lines().contains(QStringLiteral("Copy verdict as text\tCtrl+Shift+C")));
    }

    void findGoesToAFieldAGoalAChartAndAResult_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("focused");
        QTest::newRow("a field") << "payload"
                                 << "Payload, KiB";
        QTest::newRow("a model") << "hybrid"
                                 << "Hybrid";
        QTest::newRow("a goal that is folded away") << "goal p99"
                                                    << "Goal: p99 at most";
        QTest::newRow("a result") << "thread pool: tasks"
                                  << "Results, fastest first";
    }
    void findGoesToAFieldAGoalAChartAndAResult()
    {
        QFETCH(QString, typed);
        QFETCH(QString, focused);
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        press(Qt::Key_F, Qt::ControlModifier);
        auto* palette = dialog<CommandPalette>();
        QVERIFY(palette);
        QTest::keyClicks(palette->findChild<TextField*>(), typed);
        QTest::keyClick(palette->findChild<TextField*>(), Qt::Key_Return);
        QTRY_VERIFY(!dialog<CommandPalette>());
        QTRY_VERIFY(m_window->focusWidget() && m_window->focusWidget()->accessibleName() == focused);
        QVERIFY(m_window->focusWidget()->isVisible());
    }

    void anExperimentOrAResultCanBeDropped()
    {
        QTemporaryDir folder;
        Experiment other = sample::experiment();
        other.name = "Dropped";
        const auto saved = saveExperiment(folder.filePath(QStringLiteral("a.interleave.json")), other);
        QVERIFY(saved);
        drop(*saved);
        QCOMPARE(now().name, std::string("Dropped"));

        QFile result(folder.filePath(QStringLiteral("result.json")));
        QVERIFY(result.open(QIODevice::WriteOnly));
        result.write("{\n  \"schema\": 1, \"id\": \"x\" }");
        result.close();
        drop(result.fileName());
        drop(folder.path());
        QCOMPARE(m_control->openedFiles, (QStringList{ result.fileName(), folder.path() }));

        drop(folder.filePath(QStringLiteral("gone.json")));
        QVERIFY(m_window->centre().banner().isVisible()); // said, and nothing changed
        QCOMPARE(now().name, std::string("Dropped"));
    }

    void twoFilesOrATextAreNotTaken()
    {
        QMimeData text;
        text.setText(QStringLiteral("hello"));
        QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void recentFilesAreKeptNewestFirstAndOpenedAgain()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        QStringList paths;
        for (int i = 0; i < 12; ++i) {
            Experiment each = sample::experiment();
            each.name = "Number " + std::to_string(i);
            paths << *saveExperiment(folder.filePath(QStringLiteral("%1.interleave.json").arg(i)), each);
        }
        open({ 1280, 720 }, &settings);
        for (const QString& path : paths)
            m_window->commands().openPath(path);
        m_window->commands().openPath(paths.at(5));
        QCOMPARE(RecentFiles(&settings).all().size(), 10);
        QCOMPARE(RecentFiles(&settings).all().front(), paths.at(5));
        open({ 1280, 720 }, &settings);
        QAction* second = actions().find(QStringLiteral("recent.1"));
        QVERIFY(second);
        second->trigger();
        QCOMPARE(now().name, std::string("Number 11"));
        QVERIFY(QFile::remove(paths.at(5)));
        m_window->commands().openPath(paths.at(5));
        QVERIFY(!RecentFiles(&settings).all().contains(paths.at(5)));
        m_window.reset(); // before the settings it keeps a pointer to
    }

    void theVerdictIsCopiedAsText()
    {
        QGuiApplication::clipboard()->clear();
        press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), verdictText(*sample::finished()));
    }

    void changingOneNumberAndRunningAgainShowsOldAgainstNew()
    {
        auto* strip = m_window->findChild<ChangeStrip*>(QStringLiteral("change"));
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        QVERIFY(!strip->isVisible()); // the first has nothing before it
        auto again = std::make_shared<FinishedRun>(*sample::finished());
        auto run = std::make_shared<RunResult>(*again->run);
        run->id = "20261121-124233-0000";
        std::get<ComputeStage>(run->experiment.workload.stages[1]).cpuMs = 0.1;
        again->run = run;
        m_control->start(run->experiment);
        m_control->end(again);
        QVERIFY(strip->isVisible());
        QVERIFY2(strip->text().startsWith(
                     QString::fromUtf8("Against the complete run shown before, with CPU work 0.5 → 0.1 ms: ")),
            qPrintable(strip->text()));
        QVERIFY(m_window->centre().board().table()->results().hasBefore());
        QVERIFY(!m_window->centre().board().table()->isColumnHidden(static_cast<int>(ResultColumn::Before)));
    }

    void afterAStoppedRunTheLastCompleteOneIsStillWhatCounts()
    {
        auto* strip = m_window->findChild<ChangeStrip*>(QStringLiteral("change"));
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        m_control->start(now());
        auto stopped = std::make_shared<FinishedRun>(*sample::stopped());
        auto half = std::make_shared<RunResult>(*stopped->run);
        half->id = "20261121-120000-0000";
        stopped->run = half;
        m_control->end(stopped);
        auto again = std::make_shared<FinishedRun>(*sample::finished());
        auto run = std::make_shared<RunResult>(*again->run);
        run->id = "20261121-124233-0000";
        run->experiment.load.inFlight = 32;
        again->run = run;
        m_control->start(run->experiment);
        m_control->end(again);
        QVERIFY(strip->isVisible());
        QVERIFY2(strip->text().startsWith(
                     QString::fromUtf8("Against the complete run shown before, with In flight 64 → 32 tasks: ")),
            qPrintable(strip->text()));
    }

    void aChangedSettingMarksTheResultsAsOfBefore()
    {
        auto* note = m_window->findChild<ChangeStrip*>(QStringLiteral("note"));
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        QVERIFY(!note->isVisible());
        m_window->panel().toggleModel(0);
        QVERIFY(note->isVisible());
        QCOMPARE(
            note->text(), QStringLiteral("These results are of the settings before your change: without Sequential."));
        m_window->panel().undoStack().undo();
        QVERIFY(!note->isVisible());
        QCOMPARE(headline(), QStringLiteral("Use the thread pool here"));
    }

    void openingAnotherExperimentTakesTheResultsAway()
    {
        state(QStringLiteral("running"));
        state(QStringLiteral("failed"));
        QVERIFY(m_window->centre().banner().current());
        QVERIFY(m_window->centre().band().isVisible());
        m_window->openFile(QStringLiteral("preset:cpu"));
        QCOMPARE(now().name, std::string("Nothing but computing"));
        QVERIFY(!m_window->centre().banner().current());
        QVERIFY(!m_window->centre().band().isVisible());
        QVERIFY(!m_window->centre().board().card(BoardCard::Throughput)->isVisible());
        QCOMPARE(m_window->centre().board().table()->results().rowCount(), 0);
        QCOMPARE(status(), QStringLiteral("Ready"));
        QVERIFY(!m_window->commands().actions().find(QStringLiteral("report.export"))->isEnabled());
        QVERIFY(m_control->judgedBy.empty()); // by goals that are none of theirs
    }

    void anErrorOffersWhatHelps()
    {
        state(QStringLiteral("running"));
        state(QStringLiteral("finished"));
        int asked = 0;
        PlaceChooser chooser;
        chooser.folder = [&](QWidget*, const QString&) {
            ++asked;
            return QStringLiteral("/nowhere");
        };
        chooser.open = [&](QWidget*, const QString&, const QString&) {
            asked += 10;
            return QString();
        };
        m_window->setChooser(chooser);
        m_window->commands().actions().find(QStringLiteral("report.export"))->trigger();
        const auto press = [&](const QString& label) {
            auto* button = m_window->centre().banner().findChild<Button*>(QStringLiteral("fix"));
            QVERIFY(button->isVisible());
            QCOMPARE(button->accessibleName(), label);
            button->click();
        };
        asked = 0;
        Q_EMIT m_control->failed(error(Code::OutUnwritable, "Cannot write there."));
        press(QString::fromUtf8("Choose another place…"));
        QCOMPARE(asked, 1);
        QVERIFY(!m_control->exports.isEmpty());
        const int listings = m_control->listings;
        Q_EMIT m_control->warned(error(Code::DbBusy, "The history is busy."));
        press(QStringLiteral("Retry"));
        QCOMPARE(m_control->listings, listings + 1);
        m_window->openFile(QStringLiteral("/nowhere.interleave.json"));
        press(QString::fromUtf8("Choose another file…"));
        QCOMPARE(asked, 11);
        m_window->openFile(QStringLiteral("preset:nothing"));
        QVERIFY(m_window->centre().banner().current()->text.contains(QStringLiteral("There are: ")));
    }

    void otherGoalsJudgeTheShownRunAtOnce()
    {
        state(QStringLiteral("running"));
        m_window->panel().setGoal(GoalField::P95, 99);
        QVERIFY(m_control->judgedBy.empty()); // there is no run to judge yet
        m_window->panel().undoStack().undo();
        state(QStringLiteral("finished"));
        m_window->panel().setGoal(GoalField::P95, 10);
        QCOMPARE(m_control->judgedBy.size(), 1u);
        QCOMPARE(m_control->judgedBy.front().p95Ms, std::optional<double>(10));
        auto judged = std::make_shared<FinishedRun>(*sample::finished());
        judged->verdict.headline = "Use nothing here";
        Q_EMIT m_control->rejudged(judged);
        QCOMPARE(headline(), QStringLiteral("Use nothing here"));
    }
};

QTEST_MAIN(WindowCommandsTest)
#include "tst_windowcommands.moc"
