// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowfixture.h"

#include "experiment/checkline.h"
#include "experiment/experimentfile.h"
#include "experiment/faultchip.h"
#include "experiment/faultrow.h"
#include "experiment/faultsbox.h"
#include "experiment/fieldrow.h"
#include "experiment/goalrow.h"
#include "experiment/goalsbox.h"
#include "experiment/sectionhead.h"
#include "experiment/taskpicture.h"

#include <QRadioButton>

using namespace ilv;
using namespace ilv::ui;

/// The form under fingers: every edit can be undone, and what is wrong is said while it is typed.
class EditingTest : public WindowFixture {
    Q_OBJECT

    [[nodiscard]] NumberBox* box(const char* name)
    {
        for (NumberBox* each : m_window->panel().findChildren<NumberBox*>())
            if (each->accessibleName().startsWith(QString::fromUtf8(name)))
                return each;
        return nullptr;
    }
    [[nodiscard]] QString problemUnder(QWidget* row)
    {
        for (TextLabel* label : row->findChildren<TextLabel*>())
            if (label->wordWrap() && label->isVisible())
                return label->text();
        return {};
    }
    void type(NumberBox* into, const char* keys)
    {
        auto* line = into->findChild<QLineEdit*>();
        into->setFocus();
        line->selectAll();
        QTest::keyClicks(line, QString::fromUtf8(keys));
    }
    void undo()
    {
        QTest::keyClick(
            m_window->focusWidget() ? m_window->focusWidget() : m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    }
    void redo() { QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
    void unfold(const char* section)
    {
        click(m_window->panel().findChild<SectionHead*>(QString::fromUtf8(section)));
        QCoreApplication::processEvents();
    }
    [[nodiscard]] FaultChip* chip(PaletteFault fault)
    {
        return m_window->panel().findChildren<FaultChip*>().at(static_cast<int>(fault));
    }

private Q_SLOTS:
    void init() { openActive(); }
    void cleanup() { closeWindow(); }

    void aTypedNumberCountsAtOnceAndIsOneStep_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::newRow("waiting") << "I/O wait"
                                 << "12.5";
        QTest::newRow("computing") << "CPU work"
                                   << "0.125";
        QTest::newRow("payload") << "Payload"
                                 << "64";
        QTest::newRow("in flight") << "In flight"
                                   << "128";
        QTest::newRow("workers") << "Workers"
                                 << "16";
        QTest::newRow("length") << "Run for"
                                << "20";
    }
    void aTypedNumberCountsAtOnceAndIsOneStep()
    {
        QFETCH(QString, field);
        QFETCH(QString, typed);
        const Experiment before = now();
        const int steps = m_window->panel().undoStack().index();
        NumberBox* into = box(qPrintable(field));
        QVERIFY(into);
        type(into, qPrintable(typed));
        QCOMPARE(into->text(), typed); // not written over while it is typed
        QCOMPARE(into->value(), typed.toDouble());
        const Experiment after = now();
        QVERIFY(after != before);
        QCOMPARE(m_window->panel().undoStack().index(), steps + 1);
        undo();
        QCOMPARE(now(), before);
        redo();
        QCOMPARE(now(), after);
        undo();
        QCOMPARE(now(), before);
    }

    void twoVisitsAreTwoSteps()
    {
        const int steps = m_window->panel().undoStack().index();
        type(box("I/O wait"), "12");
        QTest::keyClick(box("I/O wait"), Qt::Key_Return);
        type(box("I/O wait"), "34");
        QCOMPARE(m_window->panel().undoStack().index(), steps + 2);
        undo();
        QCOMPARE(box("I/O wait")->value(), 12.0);
    }

    void typedAwayAgainIsNoStep()
    {
        const int steps = m_window->panel().undoStack().index();
        type(box("In flight"), "640");
        QTest::keyClick(box("In flight")->findChild<QLineEdit*>(), Qt::Key_Backspace);
        QCOMPARE(box("In flight")->value(), 64.0);
        QCOMPARE(m_window->panel().undoStack().index(), steps);
    }

    void everythingElseIsUndoneToo_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : { "kind", "model", "only model", "repeats", "tasks", "goal ticked", "goal dragged",
                 "fault", "preset", "fix" })
            QTest::newRow(what) << QString::fromUtf8(what);
    }
    void everythingElseIsUndoneToo()
    {
        QFETCH(QString, what);
        ExperimentPanel& panel = m_window->panel();
        const Experiment before = now();
        const int steps = panel.undoStack().index();
        if (what == QStringLiteral("kind")) {
            QTest::keyClick(m_window.get(), Qt::Key_Tab);
            for (QAbstractButton* each : panel.findChildren<QAbstractButton*>())
                if (each->text() == QStringLiteral("CPU"))
                    click(each);
        } else if (what == QStringLiteral("model")) {
            click(panel.findChildren<ModelRow*>().at(2));
        } else if (what == QStringLiteral("only model")) {
            Q_EMIT panel.findChildren<ModelRow*>().at(2)->useOnlyAsked();
            QCOMPARE(panel.form().usedModels(), 1);
        } else if (what == QStringLiteral("repeats") || what == QStringLiteral("tasks")) {
            const auto menus = panel.findChildren<QMenu*>();
            for (QMenu* menu : menus)
                for (QAction* action : menu->actions())
                    if (action->text()
                        == (what == QStringLiteral("tasks") ? QStringLiteral("Number of tasks")
                                                            : QStringLiteral("10 repeats")))
                        action->trigger();
        } else if (what == QStringLiteral("goal ticked")) {
            unfold("goals");
            click(panel.findChildren<CheckLine*>().at(1)); // the first experiment has a goal for p95
            QVERIFY(now().goals.p99Ms.has_value());
        } else if (what == QStringLiteral("goal dragged")) {
            panel.setGoal(GoalField::P95, 100);
            QCOMPARE(now().goals.p95Ms, std::optional<double>(100));
        } else if (what == QStringLiteral("fault")) {
            unfold("faults");
            click(chip(PaletteFault::Crash));
        } else if (what == QStringLiteral("preset")) {
            m_window->openPreset(QStringLiteral("cpu"));
        } else {
            Experiment fixed = before;
            fixed.load.inFlight = 2;
            Q_EMIT m_window->centre().banner().editAsked(fixed);
        }
        const Experiment after = now();
        QVERIFY(after != before);
        QCOMPARE(panel.undoStack().index(), steps + 1);
        undo();
        QCOMPARE(now(), before);
        redo();
        QCOMPARE(now(), after);
    }

    void oneDragOfAGoalIsOneStep()
    {
        ExperimentPanel& panel = m_window->panel();
        panel.setGoal(GoalField::P99, 300);
        const int steps = panel.undoStack().index();
        for (int ms = 299; ms > 200; --ms)
            panel.setGoal(GoalField::P99, ms);
        panel.endEdit();
        QCOMPARE(panel.undoStack().index(), steps + 1);
        panel.setGoal(GoalField::P99, 100);
        QCOMPARE(panel.undoStack().index(), steps + 2);
        undo();
        QCOMPARE(now().goals.p99Ms, std::optional<double>(201));
        undo();
        QCOMPARE(now().goals.p99Ms, std::optional<double>(300));
    }

    void whatIsWrongIsSaidBesideTheFieldWithEveryLetter()
    {
        NumberBox* workers = box("Workers");
        auto* row = qobject_cast<FieldRow*>(workers->parentWidget());
        QVERIFY(row);
        type(workers, "30");
        QCOMPARE(problemUnder(row), QString());
        QTest::keyClicks(workers->findChild<QLineEdit*>(), QStringLiteral("0"));
        const Errors broken = validate(now());
        QCOMPARE(broken.size(), 1u);
        QVERIFY(problemUnder(row).startsWith(QString::fromStdString(broken.front().message)));
        QVERIFY(!button(*m_window, "run")->isEnabled());
        QVERIFY(button(*m_window, "run")->toolTip().startsWith(QString::fromStdString(broken.front().message)));
        QTest::keyClick(workers->findChild<QLineEdit*>(), Qt::Key_Backspace);
        QCOMPARE(problemUnder(row), QString());
        QVERIFY(button(*m_window, "run")->isEnabled());
    }

    void aProgramOfItsOwnIsNeitherIoNorCpu()
    {
        ExperimentPanel& panel = m_window->panel();
        const auto segments = [&panel] {
            QStringList all;
            for (const QRadioButton* each : panel.findChildren<QRadioButton*>())
                all << each->text() + (each->isChecked() ? QStringLiteral("*") : QString())
                        + (each->isEnabled() ? QString() : QStringLiteral("-"));
            return all.join(QLatin1Char(' '));
        };
        QCOMPARE(segments(), QStringLiteral("I/O CPU Mixed*"));
        Experiment own = now();
        own.workload.golden.clear();
        own.workload.stages = { CommandStage{ .program = "/usr/bin/gzip", .args = { "-9" } } };
        panel.setExperiment(own);
        QCOMPARE(segments(), QStringLiteral("I/O- CPU- Mixed-"));
        QStringList said;
        for (const TextLabel* label : panel.findChildren<TextLabel*>())
            if (label->isVisible())
                said << label->text();
        QVERIFY2(said.contains(QStringLiteral("Set in the file only: command /usr/bin/gzip")),
            qPrintable(said.join(QLatin1Char('|'))));
        QVERIFY(!box("I/O wait")->isEnabled() && !box("CPU work")->isEnabled());
        QCOMPARE(
            panel.findChild<TaskPicture*>()->accessibleDescription(), QStringLiteral("own stages, time not known"));
        QCOMPARE(clipped(*m_window), QStringList());
        undo();
        QCOMPARE(segments(), QStringLiteral("I/O CPU Mixed*"));
    }

    void whatNobodyKnowsOfATaskIsSaidOfBothHalves()
    {
        ExperimentPanel& panel = m_window->panel();
        const auto* picture = panel.findChild<TaskPicture*>();
        Experiment unknown = now();
        unknown.workload.golden.clear();
        unknown.workload.stages
            = { RequestStage{ .url = "http://a.example/x" }, ComputeStage{ .kernel = Kernel::Sha256, .units = 500 } };
        panel.setExperiment(unknown);
        QCOMPARE(picture->accessibleDescription(), QStringLiteral("I/O, time not known, CPU by units"));
        Experiment own = now();
        own.workload.stages = { WaitStage{ .ms = 12.25 },
            CommandStage{ .program = "/opt/" + std::string(200, 'x') + "/\xe2\x80\xaetool\nb", .args = {} } };
        panel.setExperiment(own);
        QCoreApplication::processEvents();
        QVERIFY(picture->heightForWidth(150) > picture->heightForWidth(1000)); // the words stand below each other
        QCOMPARE(picture->height(), picture->heightForWidth(picture->width()));
        QStringList said;
        for (const TextLabel* label : panel.findChildren<TextLabel*>())
            if (label->isVisible() && label->text().startsWith(QStringLiteral("Set in the file only")))
                said << label->text();
        QVERIFY2(said.value(0).endsWith(QStringLiteral("/\\u202etool\\u000ab")), qPrintable(said.value(0)));
        QVERIFY2(said.value(0).size() < 100, qPrintable(said.value(0)));
        QCOMPARE(clipped(*m_window), QStringList());
    }

    void anEmptyBoxAsksForANumberAndLeavingItBringsTheOldOneBack()
    {
        NumberBox* flight = box("In flight");
        flight->setFocus();
        flight->selectAll();
        QTest::keyClick(flight->findChild<QLineEdit*>(), Qt::Key_Delete);
        QCOMPARE(problemUnder(flight->parentWidget()), QStringLiteral("Type a number."));
        QCOMPARE(now().load.inFlight, 64);
        QTest::keyClick(flight, Qt::Key_Tab);
        QCOMPARE(problemUnder(flight->parentWidget()), QString());
        QCOMPARE(flight->text(), QStringLiteral("64"));
    }

    void goalsAreTypedAndCheckedLikeTheRest()
    {
        unfold("goals");
        auto* goals = m_window->panel().findChild<GoalsBox*>();
        GoalRow* rate = goals->row(GoalField::ErrorRate);
        QVERIFY(!rate->box()->isEnabled());
        click(rate->check());
        QVERIFY(rate->box()->isEnabled());
        type(rate->box(), "2.5");
        QCOMPARE(now().goals.errorRate, std::optional<double>(0.025));
        type(rate->box(), "250");
        QVERIFY(!problemUnder(rate).isEmpty());
        QVERIFY(!button(*m_window, "run")->isEnabled());
        click(rate->check());
        QCOMPARE(now().goals.errorRate, std::optional<double>());
        QVERIFY(button(*m_window, "run")->isEnabled());
    }

    void faultsArePlantedSetAndTakenOut()
    {
        unfold("faults");
        for (const PaletteFault fault : kPaletteFaults)
            click(chip(fault));
        auto* faults = m_window->panel().findChild<FaultsBox*>();
        QCOMPARE(faults->rows().size(), kPaletteFaults.size());
        QVERIFY(m_window->panel().form().problems().empty());
        type(faults->rows()[0]->box(), "7");
        QCOMPARE(std::get<FaultStage>(now().workload.stages[2]).every, 7);
        QCOMPARE(now().settings.timeoutMs, 1000.0); // the hang's
        while (!faults->rows().empty())
            click(faults->rows().front()->removeButton());
        QCOMPARE(now().workload, sample::experiment().workload);
        QVERIFY(now().extra.empty());
    }

    void nothingIsClippedWithEverySectionOpen_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("compact") << QSize(1280, 720);
        QTest::newRow("large") << QSize(1920, 1080);
    }
    void nothingIsClippedWithEverySectionOpen()
    {
        QFETCH(QSize, size);
        m_window->resize(size);
        unfold("goals");
        unfold("faults");
        for (CheckLine* line : m_window->panel().findChildren<CheckLine*>())
            click(line);
        for (const PaletteFault fault : kPaletteFaults)
            click(chip(fault));
        QCoreApplication::processEvents();
        QTRY_COMPARE(clipped(m_window->panel()).join(QLatin1Char('\n')), QString());
        for (QWidget* each : m_window->panel().findChildren<QWidget*>())
            if (each->isVisible() && qobject_cast<QWidget*>(each->parentWidget())
                && qobject_cast<FaultRow*>(each->parentWidget()))
                QVERIFY2(each->parentWidget()->rect().contains(each->geometry()), qPrintable(each->accessibleName()));
    }

    void anEditWhileARunGoesOnWaitsForTheNext()
    {
        state(QStringLiteral("running"));
        type(box("In flight"), "8");
        QCOMPARE(m_control->startedWith.front().load.inFlight, 64);
        QCOMPARE(now().load.inFlight, 8);
    }
};

QTEST_MAIN(EditingTest)
#include "tst_editing.moc"
