// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"
#include "history/exacttext.h"
#include "history/historypanel.h"
#include "lesson/lesson.h"
#include "lesson/lessonpanel.h"
#include "lesson/lessontext.h"
#include "window/docks.h"
#include "windowfixture.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QListView>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>

using namespace ilv;
using namespace ilv::ui;

namespace {

HistoryEntry entry(const char* id, const char* name, const char* status = "completed")
{
    HistoryEntry e;
    e.id = id;
    e.name = name;
    e.startedAtUtc = "2026-11-21T11:42:33Z";
    e.status = status;
    e.verdict = "pass";
    e.model = "threads";
    e.sentence = "38 times the tasks of sequential.";
    return e;
}

std::vector<HistoryEntry> three()
{
    auto second = entry("b", "Second");
    second.note = { "Renamed", { "slow" }, "before the fix", true };
    return { entry("c", "Third", "interrupted"), second, entry("a", "First") };
}

} // namespace

/// The panels at the window's edges, and how the window makes room.
class WindowPanelsTest : public WindowFixture {
    Q_OBJECT

private:
    HistoryPanel* m_panel = nullptr;
    QListView* m_list = nullptr;

    void openHistory(QSize size = { 1280, 720 })
    {
        open(size);
        click(button(*m_window, "history"));
        QTRY_COMPARE(m_control->listings, 1);
        Q_EMIT m_control->historyListed(three());
        m_panel = &m_window->docks().history();
        m_list = m_panel->findChild<QListView*>();
    }
    void pick(std::initializer_list<int> rows)
    {
        m_list->selectionModel()->clearSelection();
        for (const int row : rows)
            m_list->selectionModel()->setCurrentIndex(m_list->model()->index(row, 0), QItemSelectionModel::Select);
    }
    [[nodiscard]] QStringList titles() const
    {
        QStringList shown;
        for (int row = 0; row < m_list->model()->rowCount(); ++row)
            shown << m_list->model()->index(row, 0).data().toString();
        return shown;
    }

private Q_SLOTS:
    void cleanup() { closeWindow(); }

    void allRunsAreListedByTheirOwnNames()
    {
        openHistory();
        QCOMPARE(
            titles(), QStringList({ QStringLiteral("Third"), QStringLiteral("Renamed"), QStringLiteral("First") }));
        const QString said = m_list->model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
        for (const char* part : { "Renamed", "starred", "38 times", "slow", "before the fix" })
            QVERIFY2(said.contains(QString::fromLatin1(part)), part);
    }

    void theFilterTakesWordsAndTheStar_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("left");
        QTest::newRow("nothing") << ""
                                 << "Third,Renamed,First";
        QTest::newRow("own name") << "renam"
                                  << "Renamed";
        QTest::newRow("the experiment's name still finds it") << "second"
                                                              << "Renamed";
        QTest::newRow("tag") << "slow"
                             << "Renamed";
        QTest::newRow("note, two words in any order") << "fix before"
                                                      << "Renamed";
        QTest::newRow("how it ended") << "interrupted"
                                      << "Third";
        QTest::newRow("model by its screen name") << "thread pool"
                                                  << "Third,Renamed,First";
        QTest::newRow("no such thing") << "xyzzy"
                                       << "";
    }
    void theFilterTakesWordsAndTheStar()
    {
        QFETCH(QString, typed);
        QFETCH(QString, left);
        openHistory();
        m_panel->findChild<QLineEdit*>(QStringLiteral("historyfilter"))->setText(typed);
        QCOMPARE(titles().join(QLatin1Char(',')), left);
        QCOMPARE(m_list->isVisible(), !left.isEmpty());
        m_panel->findChild<QLineEdit*>(QStringLiteral("historyfilter"))->clear();
        click(button(*m_panel, "starredonly"));
        QCOMPARE(titles(), QStringList{ QStringLiteral("Renamed") });
    }

    void oneIsOpenedAndTwoAreCompared()
    {
        openHistory();
        pick({ 2 });
        click(button(*m_panel, "open"));
        QCOMPARE(m_control->opened, QStringList{ QStringLiteral("a") });
        QVERIFY(!button(*m_panel, "compare")->isEnabled());
        pick({ 1, 2 });
        QVERIFY(!button(*m_panel, "open")->isEnabled());
        click(button(*m_panel, "compare"));
        QCOMPARE(m_control->compared, QStringList({ QStringLiteral("a"), QStringLiteral("b") })); // the older first
        pick({ 0 });
        QVERIFY2(!button(*m_panel, "open")->isEnabled(), "an interrupted run has no result");
        Q_EMIT m_control->runsRead(sample::finished(), sample::tooFew());
        auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("comparison"));
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(clipped(*dialog).join(QStringLiteral("; ")), QString());
    }

    void aNoteIsToldWhenItsFieldIsLeft()
    {
        openHistory();
        pick({ 2 });
        auto* title = m_panel->findChild<QLineEdit*>(QStringLiteral("runtitle"));
        QVERIFY(title->isVisible());
        QTest::keyClick(m_list, Qt::Key_F2);
        QCOMPARE(QApplication::focusWidget(), title);
        QTest::keyClicks(title, QStringLiteral("Mine"));
        QTest::keyClick(title, Qt::Key_Return);
        QCOMPARE(m_control->noted.size(), 1u);
        QCOMPARE(m_control->noted.back().first, QStringLiteral("a"));
        QCOMPARE(m_control->noted.back().second.title, std::string("Mine"));
        auto* tags = m_panel->findChild<QLineEdit*>(QStringLiteral("runtags"));
        tags->setFocus();
        QTest::keyClicks(tags, QStringLiteral("x, y,x"));
        m_panel->findChild<QPlainTextEdit*>(QStringLiteral("runnote"))->setFocus();
        QCOMPARE(m_control->noted.back().second.tags, (std::vector<std::string>{ "x", "y" }));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("why"));
        m_list->setFocus();
        QCOMPARE(m_control->noted.back().second.text, std::string("why"));
        click(button(*m_panel, "runstar"));
        QVERIFY(m_control->noted.back().second.star);
        QCOMPARE(m_control->noted.back().second.title, std::string("Mine"));
        QCOMPARE(m_control->noted.size(), 4u);
    }

    void deletingCanBeUndone()
    {
        openHistory();
        pick({ 1, 2 });
        QTest::keyClick(m_list, Qt::Key_Delete);
        QCOMPARE(m_control->removed, QStringList({ QStringLiteral("b"), QStringLiteral("a") }));
        Q_EMIT m_control->historyListed({ three().front() });
        QVERIFY(button(*m_panel, "undo")->isVisible());
        click(button(*m_panel, "undo"));
        QCOMPARE(m_control->restored, QStringList{ QStringLiteral("a") }); // the last one first
        QTest::keyClick(m_list, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_control->restored.back(), QStringLiteral("b"));
        QVERIFY(!button(*m_panel, "undo")->isVisible());
        Q_EMIT m_control->historyListed(three());
        QCOMPARE(m_panel->chosen(), QStringList{ QStringLiteral("b") }); // what came back is what matters now
    }

    void theKeyboardKeepsItsPlaceInTheList()
    {
        openHistory();
        pick({ 1 });
        QTest::keyClick(m_list, Qt::Key_Delete);
        Q_EMIT m_control->historyListed({ three().front(), three().back() });
        QCOMPARE(m_panel->chosen(), QStringList()); // a second Delete strikes nothing by chance
        QCOMPARE(m_list->currentIndex().row(), 1);
    }

    void theTwoComparedAreCalledAsInTheList()
    {
        openHistory();
        auto two = three();
        two[1].id = sample::finished()->run->id;
        Q_EMIT m_control->historyListed(two);
        Q_EMIT m_control->runsRead(sample::finished(), sample::finished());
        auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("comparison"));
        QVERIFY(dialog);
        QStringList said;
        for (const TextLabel* label : dialog->findChildren<TextLabel*>())
            said << label->text();
        QVERIFY2(said.join(QLatin1Char('\n')).contains(QString::fromUtf8("First: “Renamed” of ")),
            qPrintable(said.join(QLatin1Char('\n'))));
    }

    void theChoiceStaysWhereItsRunIs()
    {
        openHistory();
        pick({ 2 });
        auto more = three();
        more.insert(more.begin(), entry("d", "Fourth"));
        Q_EMIT m_control->historyListed(more);
        QCOMPARE(m_panel->chosen(), QStringList{ QStringLiteral("a") });
    }

    void aRunThatEndsIsListedAtOnce()
    {
        openHistory();
        m_control->start(sample::experiment());
        m_control->end(sample::finished());
        QCOMPARE(m_control->listings, 2);
    }

    void panelsComeBackWhereTheyWere()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("settings.ini"));
        {
            QSettings settings(path, QSettings::IniFormat);
            open({ 1300, 740 }, &settings);
            m_window->docks().historyAction()->trigger();
            m_window->setTextSize(125);
            m_window->close();
            m_window.reset();
        }
        QSettings settings(path, QSettings::IniFormat);
        open({ 1300, 740 }, &settings);
        QVERIFY(m_window->docks().history().isVisible());
        QVERIFY(!m_window->docks().lesson().isVisible());
        QCOMPARE(m_window->theme().scale, 1.25);
        m_window->restoreDefaultLayout();
        QVERIFY(!m_window->docks().anyShown());
        QCOMPARE(m_window->theme().scale, 1.0);
        m_window.reset();
    }

    void theProjectorKeepsPanelsAwayAndBringsThemBack()
    {
        openHistory({ 1920, 1080 });
        m_window->setProjector(true);
        QVERIFY(!m_panel->isVisible());
        m_window->setProjector(false);
        QVERIFY(m_panel->isVisible());
    }

    void nothingIsCutBesideAPanel_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("text");
        for (const QSize size : { QSize(1024, 640), QSize(1280, 720), QSize(1920, 1080) })
            for (const int text : { 100, 200 })
                QTest::addRow("%d × %d at %d %%", size.width(), size.height(), text) << size << text;
    }
    void nothingIsCutBesideAPanel()
    {
        QFETCH(QSize, size);
        QFETCH(int, text);
        open(size);
        m_window->setTextSize(text);
        state(QStringLiteral("failed"));
        for (const bool panel : { false, true }) {
            if (panel) {
                m_window->docks().historyAction()->trigger();
                Q_EMIT m_control->historyListed(three());
            }
            for (int tab = 0; tab < kBoardTabs; ++tab) {
                m_window->centre().setTab(static_cast<BoardTab>(tab));
                QCoreApplication::processEvents();
                QCoreApplication::processEvents();
                QCOMPARE(m_window->size(), size);
                QCOMPARE(clipped(*m_window).join(QStringLiteral("; ")), QString());
            }
        }
    }

    void whereThereIsLittleWidthTheSidePanelHasAButton()
    {
        open({ 1024, 640 });
        QVERIFY(m_window->panel().isVisible());
        QVERIFY(!button(*m_window, "side")->isVisible());
        for (int i = 0; i < 10; ++i) // and stays at the largest
            QTest::keyClick(m_window.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_window->theme().scale, 2.0);
        QVERIFY(!m_window->theme().projector());
        QCoreApplication::processEvents();
        QVERIFY(!m_window->panel().isVisible());
        QVERIFY(m_window->centre().isVisible());
        click(button(*m_window, "side"));
        QVERIFY(m_window->panel().isVisible());
        click(button(*m_window, "side"));
        QVERIFY(!m_window->panel().isVisible());
        QVERIFY(m_window->centre().isVisible());
    }

    void nothingHidesInACommandLine_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("shown");
        QTest::newRow("a plain word") << "-9"
                                      << "-9";
        QTest::newRow("an empty one is seen") << ""
                                              << "\"\"";
        QTest::newRow("a space belongs to it") << "two words"
                                               << "\"two words\"";
        QTest::newRow("quotes cannot end it") << "a\" b"
                                              << "\"a\\\" b\"";
        QTest::newRow("a backslash is one") << "a\\u0041"
                                            << "\"a\\\\u0041\"";
        QTest::newRow("a line end") << "a\nrm"
                                    << "\"a\\u000arm\"";
        QTest::newRow("turned reading direction") << QStringLiteral("a\u202egpj") << "\"a\\u202egpj\"";
        QTest::newRow("letters of any language") << QStringLiteral("köln大") << QStringLiteral("köln大");
        QTest::newRow("a dash that is not the one on the keyboard") << QStringLiteral("–rf") << "\"\\u2013rf\"";
    }
    void nothingHidesInACommandLine()
    {
        QFETCH(QString, word);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(exactWord(word.toStdString())), shown);
    }

    void everyShippedLessonCanBeTaken()
    {
        const auto lessons = shippedLessons();
        QCOMPARE(static_cast<int>(lessons.size()),
            QDir(QStringLiteral(ILV_SOURCE_DIR "/resources/lessons")).entryList(QDir::Files).size());
        for (const Lesson& lesson : lessons) {
            QVERIFY2(validate(lesson.experiment).empty(), qPrintable(lesson.id));
            QCOMPARE(
                std::count_if(lesson.options.begin(), lesson.options.end(), [](const auto& o) { return o.right; }), 1);
            QVERIFY2(lesson.branches.back().left.isEmpty(), "some text must hold whatever was measured");
            for (const LessonBranch& branch : lesson.branches)
                QVERIFY(!branch.text.isEmpty());
        }
    }

    void noLessonIsWiderThanItsPanel()
    {
        open({ 1024, 640 });
        m_window->docks().lessonAction()->trigger();
        LessonPanel& panel = m_window->docks().lesson();
        auto* scroll = panel.findChild<QScrollArea*>();
        for (int lesson = 0; lesson < panel.count(); ++lesson) {
            panel.choose(lesson);
            QTest::qWait(10);
            QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                qPrintable(QStringLiteral("lesson %1 is %2 wide").arg(lesson + 1).arg(scroll->widget()->width())));
        }
    }

    void aLessonRunsOnlyAfterAPrediction()
    {
        open();
        m_window->docks().lessonAction()->trigger();
        LessonPanel& panel = m_window->docks().lesson();
        QVERIFY(!button(panel, "commit")->isEnabled());
        const auto options = panel.findChildren<QRadioButton*>();
        QVERIFY(options.size() >= 2);
        options.front()->setChecked(true);
        click(button(panel, "commit"));
        QCOMPARE(m_control->startedWith.size(), 1u);
        QCOMPARE(m_control->startedWith.front(), shippedLessons().front().experiment);
        QVERIFY(!options.front()->isEnabled());

        auto measured = std::make_shared<FinishedRun>(*sample::finished());
        auto run = std::make_shared<RunResult>(*measured->run);
        run->experiment = shippedLessons().front().experiment;
        measured->run = run;
        m_control->end(measured);
        QString said;
        for (const TextLabel* label : panel.findChildren<TextLabel*>())
            if (label->isVisible())
                said += label->text();
        QVERIFY(said.contains(QStringLiteral("You predicted")));
        QVERIFY2(!said.contains(QLatin1Char('{')), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("1,812")), qPrintable(said)); // the event loop's rate in the sample
    }

    void lessonFiguresAreTheRunsOwn()
    {
        const auto run = sample::finished();
        QCOMPARE(lessonFigure(*run, QStringLiteral("async.x")), std::optional<double>(1812));
        QVERIFY(!lessonFigure(*run, QStringLiteral("no-such.x")));
        QVERIFY(!lessonFigure(*run, QStringLiteral("async.nonsense")));
        Lesson lesson;
        lesson.branches = { { .left = QStringLiteral("sequential.x"),
                                .right = QStringLiteral("async.x"),
                                .factor = 1,
                                .text = QStringLiteral("contrary") },
            { .left = {}, .right = {}, .factor = 1, .text = QStringLiteral("{async.x} and {gone.x}") } };
        QVERIFY(lessonText(lesson, *run).endsWith(QStringLiteral(" and –")));
        lesson.branches.front().factor = 0.001;
        QCOMPARE(lessonText(lesson, *run), QStringLiteral("contrary"));
    }
};

QTEST_MAIN(WindowPanelsTest)
#include "tst_windowpanels.moc"
