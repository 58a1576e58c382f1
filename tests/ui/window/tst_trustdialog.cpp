// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "window/trustdialog.h"
#include "windowfixture.h"

#include <QPointer>

using namespace ilv;
using namespace ilv::ui;

/// What a person sees before a stranger's file may run a program, and what each answer does.
class TrustDialogTest : public WindowFixture {
    Q_OBJECT

    static Experiment foreign()
    {
        Experiment e = sample::experiment();
        e.workload.stages.push_back(CommandStage{ .program = "rm", .args = { "-rf", "a b" } });
        e.workload.stages.push_back(RequestStage{ .url = "http://a.example/x" });
        return e;
    }
    static Experiment onlyForeign()
    {
        Experiment e = foreign();
        e.workload.stages = { e.workload.stages[e.workload.stages.size() - 2], FaultStage{} };
        return e;
    }
    static TrustAnswer answer(bool changed = false)
    {
        TrustAnswer answer;
        answer.seen.programs = { { "/usr/bin/rm", "ab" } };
        if (changed) {
            answer.trust = Trust::Changed;
            answer.changes = { "the program /usr/bin/rm is another one", "- \"tasks\": 4", "+ \"tasks\": 5\u202e" };
        }
        return answer;
    }
    TrustDialog* ask(const Experiment& experiment, const TrustAnswer& known = answer())
    {
        open();
        Q_EMIT m_control->trustNeeded(experiment, known);
        return m_window->findChild<TrustDialog*>(QStringLiteral("trust"));
    }
    static QStringList linesOf(const TrustDialog& dialog, const char* name)
    {
        for (auto* text : dialog.findChildren<QPlainTextEdit*>())
            if (text->accessibleName() == QString::fromUtf8(name))
                return text->toPlainText().split(QLatin1Char('\n'));
        return {};
    }
    bool isGone() const { return !m_window->findChild<TrustDialog*>(QStringLiteral("trust")); }

private Q_SLOTS:
    void cleanup() { closeWindow(); }

    void itShowsExactlyWhatWouldRunAndWhere()
    {
        auto* dialog = ask(foreign());
        QVERIFY(dialog && dialog->isVisible());
        const auto lines = linesOf(*dialog, "What it does");
        QCOMPARE(lines.value(0), QStringLiteral("runs  rm -rf \"a b\""));
        QCOMPARE(lines.value(1), QStringLiteral("      which is /usr/bin/rm"));
        QVERIFY(lines.value(2).contains(QStringLiteral("empty folder")));
        QCOMPARE(lines.value(3), QStringLiteral("asks  a.example"));
        QVERIFY(linesOf(*dialog, "What has changed").isEmpty());
    }

    void itShowsWhatHasChangedBySigns()
    {
        auto* dialog = ask(foreign(), answer(true));
        QVERIFY(dialog->windowTitle().contains(QStringLiteral("changed")));
        const auto lines = linesOf(*dialog, "What has changed");
        QCOMPARE(lines.value(0), QStringLiteral("the program /usr/bin/rm is another one"));
        QCOMPARE(lines.value(1), QStringLiteral("\u2212 \"tasks\": 4"));
        QCOMPARE(lines.value(2), QStringLiteral("+ \"tasks\": 5\\u202e"));
        QCoreApplication::sendPostedEvents();
        QVERIFY(!dialog->grab().isNull());
    }

    void anotherExperimentOfThatNameIsNotSaidToHaveChanged()
    {
        auto known = answer(true);
        known.onlyByName = true;
        auto* dialog = ask(foreign(), known);
        QVERIFY(dialog->windowTitle().startsWith(QStringLiteral("You trusted another experiment")));
        QCOMPARE(linesOf(*dialog, "How it differs").size(), 3);
        QVERIFY(linesOf(*dialog, "What has changed").isEmpty());
    }

    void oneQuestionMayFollowAnotherAtOnce()
    {
        ask(foreign())->reject();
        m_window->setDark(true);
        QPointer<TrustDialog> next = new TrustDialog(m_window->theme(), foreign(), answer(true), m_window.get());
        next->open();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QVERIFY(next && next->isVisible());
        QVERIFY(!next->grab().isNull());
    }

    void theKeysAtHandAreHarmless_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("Return") << int(Qt::Key_Return);
        QTest::newRow("Enter") << int(Qt::Key_Enter);
        QTest::newRow("Space") << int(Qt::Key_Space);
        QTest::newRow("Escape") << int(Qt::Key_Escape);
    }
    void theKeysAtHandAreHarmless()
    {
        QFETCH(int, key);
        auto* dialog = ask(foreign());
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QVERIFY(button(*dialog, "refuse")->isDefault());
        QTRY_VERIFY(button(*dialog, "refuse")->hasFocus());
        QTest::keyClick(dialog->focusWidget(), Qt::Key(key));
        QTRY_VERIFY(isGone());
        QVERIFY(m_control->trusted.empty() && m_control->startedWith.empty());
    }

    void theKeyboardReachesEveryAnswer()
    {
        auto* dialog = ask(foreign());
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QSet<QString> reached;
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
            reached << dialog->focusWidget()->objectName();
        }
        for (const char* name : { "refuse", "consent", "rest" })
            QVERIFY2(reached.contains(QString::fromUtf8(name)), name);
        button(*dialog, "consent")->setFocus(Qt::TabFocusReason);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Space);
        QTRY_VERIFY(isGone());
        QCOMPARE(m_control->trusted.size(), 1u);
    }

    void consentTrustsAndRuns()
    {
        click(button(*ask(foreign()), "consent"));
        QCOMPARE(m_control->trusted.size(), 1u);
        QCOMPARE(m_control->trusted.front(), foreign());
        QCOMPARE(m_control->startedWith.size(), 1u);
    }

    void theRestIsAnotherExperimentUnderItsOwnName()
    {
        click(button(*ask(foreign()), "rest"));
        QTRY_VERIFY(isGone());
        QVERIFY(m_control->trusted.empty());
        QCOMPARE(m_control->startedWith.size(), 1u);
        const Experiment& ran = m_control->startedWith.front();
        QCOMPARE(ran.workload.stages, sample::experiment().workload.stages);
        QCOMPARE(ran.name, sample::experiment().name + ", built-in stages only");
        QCOMPARE(m_window->panel().form().experiment(), ran);
        QVERIFY(std::none_of(ran.workload.stages.begin(), ran.workload.stages.end(), reachesOutside));
    }

    void whereNothingIsLeftTheRestCannotRunAndSaysWhy()
    {
        QVERIFY(!withoutReach(onlyForeign()));
        auto* dialog = ask(onlyForeign());
        QVERIFY(!button(*dialog, "rest")->isEnabled());
        const auto labels = dialog->findChildren<TextLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
            [](const TextLabel* label) { return label->text().contains(QStringLiteral("nothing to run")); }));
    }

    void theRestKeepsTheNotesOnTheStagesThatStay()
    {
        Experiment e = foreign();
        std::swap(e.workload.stages.front(), e.workload.stages[e.workload.stages.size() - 2]);
        const std::size_t last = e.workload.stages.size() - 2; // the one that was first
        e.extra["workload.stages[0].x-why"] = "\"of the program\"";
        e.extra["workload.stages[" + std::to_string(last) + "].x-why"] = "\"of the other\"";
        const auto rest = withoutReach(e);
        QVERIFY(rest);
        QCOMPARE(rest->extra.size(), std::size_t{ 1 });
        QCOMPARE(rest->extra.begin()->second, std::string("\"of the other\""));
        QVERIFY(validate(*rest).empty());
    }

    void lookingAtAProgramIsSaid()
    {
        open();
        m_control->looking = true;
        Q_EMIT m_control->lookingAt(true);
        auto* stop = m_window->findChild<Button*>(QStringLiteral("stop"));
        QVERIFY(stop && stop->isEnabled());
        click(stop); // it may take long
        QCOMPARE(m_control->stops, 1);
        m_control->looking = false;
        QVERIFY(m_window->toolbar().status().words().title.startsWith(QStringLiteral("Looking")));
        Q_EMIT m_control->lookingAt(false);
        QCOMPARE(m_window->toolbar().status().words().title, QStringLiteral("Ready"));
        QVERIFY(!stop->isEnabled());
    }

    void whatIsOpenedAndWhatIsSavedIsTold()
    {
        open();
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.interleave.json"));
        PlaceChooser chooser = dialogs();
        chooser.file = [&](QWidget*, const QString&, const QString&, const QString&) { return path; };
        m_window->setChooser(chooser);
        m_window->panel().setExperiment(foreign());
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(m_control->written.size(), 1u);
        QCOMPARE(m_control->written.front(), foreign());
        const std::size_t before = m_control->fromOutside.size();
        m_window->openFile(path);
        QCOMPARE(m_control->fromOutside.size(), before + 1);
        QCOMPARE(m_control->fromOutside.back(), foreign());
    }
};

QTEST_MAIN(TrustDialogTest)
#include "tst_trustdialog.moc"
