// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowfixture.h"

#include <QScreen>

using namespace ilv;
using namespace ilv::ui;

/// What the window does when it is used.
class WindowActionsTest : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { closeWindow(); }

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

    void theBannersButtonsApplyTheFix()
    {
        open();
        state(QStringLiteral("failed"));
        click(button(m_window->centre().banner(), "edit"));
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

    void aDialogIsNeverLargerThanTheScreen()
    {
        open();
        m_window->setTextSize(200);
        const QString sentence = QStringLiteral("A sentence that is as long as those of a question are, or longer. ");
        auto* dialog = new MessageDialog(m_window->theme(), sentence, sentence.repeated(4), m_window.get(), 620);
        QStringList lines;
        for (int i = 0; i < 20; ++i)
            lines << QStringLiteral("+ line %1").arg(i);
        QPlainTextEdit* few = dialog->addLines(lines.mid(0, 6), TextRole::Mono);
        QPlainTextEdit* many = dialog->addLines(lines, TextRole::Mono);
        dialog->addText(TextRole::Caption, &Theme::ink3, sentence.repeated(2));
        dialog->addConsent(QStringLiteral("Run it"));
        Button* refusal = dialog->addRefusal(QStringLiteral("Do not run"));
        dialog->open();
        QCoreApplication::processEvents();
        const QSize screen = dialog->screen()->availableSize();
        QVERIFY2(dialog->width() <= screen.width() && dialog->height() <= screen.height(),
            qPrintable(QStringLiteral("%1 x %2").arg(dialog->width()).arg(dialog->height())));
        QVERIFY(dialog->rect().contains(QRect(refusal->mapTo(dialog, QPoint()), refusal->size())));
        for (const QPlainTextEdit* list : { few, many })
            QVERIFY(list->height() >= 2 * list->fontMetrics().lineSpacing());
        QCOMPARE(clipped(*dialog), QStringList());
    }

    void howLongATrialTakesIsLearntFromRunsThatEndedHere()
    {
        auto run = std::make_shared<RunResult>(*sample::finished()->run);
        for (const ModelEntry& entry : run->experiment.models) {
            TrialResult trial;
            trial.label = entry.label;
            trial.counts.planned = 100;
            trial.windowEnd = kSecond;
            run->trials.push_back(trial);
        }
        run->wallS = 5000;
        auto ended = std::make_shared<FinishedRun>(*sample::finished());
        ended->run = run;
        open();
        const RunPace& pace = m_window->panel().pace();
        Q_EMIT m_control->runOpened(ended); // measured who knows where
        QCOMPARE(pace.aroundTrialS, kAroundTrialS);
        QVERIFY(pace.models.empty());
        m_control->start(sample::experiment());
        m_control->setPaused(true);
        m_control->setPaused(false);
        m_control->end(ended);
        QCOMPARE(pace.aroundTrialS, kAroundTrialS); // the pause is in its wall time
        QVERIFY(!pace.models.empty());
        m_control->start(sample::experiment());
        m_control->end(ended);
        QVERIFY(pace.aroundTrialS > kAroundTrialS);
    }

    void theMistakesOfAFileAreOneSentence_data()
    {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("rest");
        QTest::newRow("one") << R"("load": { "mode": "closed", "tasks": 0, "in_flight": 1 })"
                             << "";
        QTest::newRow("two") << "\"load\": { \"mode\": \"closed\", \"tasks\": 0,\n\"in_flight\": 0 }"
                             << "1 more mistake in line 4; “interleave validate” lists all.";
        QTest::newRow("four, two of them in one line")
            << "\"load\": { \"mode\": \"closed\", \"tasks\": 0,\n\"in_flight\": 0 },\n\"repeats\": 0, "
               "\"warmup_tasks\": -1"
            << "3 more mistakes in lines 4, 5; “interleave validate” lists all.";
    }
    void theMistakesOfAFileAreOneSentence()
    {
        QFETCH(QString, wrong);
        QFETCH(QString, rest);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("wrong.interleave.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ \"interleave\": 1, \"name\": \"Wrong\",\n"
                   "\"workload\": { \"stages\": [ {\"kind\": \"wait\", \"ms\": 1} ] }, \"models\": [ \"async\" ],\n"
            + wrong.toUtf8() + " }\n");
        file.close();
        open();
        m_window->openFile(file.fileName());
        const Notice* notice = m_window->centre().banner().current();
        QVERIFY(notice);
        QVERIFY2(notice->text.contains(QStringLiteral("tasks")), qPrintable(notice->text));
        if (rest.isEmpty())
            QVERIFY2(!notice->text.contains(QStringLiteral("more mistake")), qPrintable(notice->text));
        else
            QVERIFY2(notice->text.endsWith(rest), qPrintable(notice->text));
        QCOMPARE(now(), sample::experiment());
    }

    void anOpenedRunIsShownWithItsExperiment()
    {
        open();
        Q_EMIT m_control->runOpened(sample::finished());
        QCOMPARE(headline(), QStringLiteral("Use the thread pool here"));
        QVERIFY(status().startsWith(QStringLiteral("Measured ")));
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
};

QTEST_MAIN(WindowActionsTest)
#include "tst_windowactions.moc"
