// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowfixture.h"

#include "experiment/sectionhead.h"
#include "history/historypanel.h"
#include "lesson/lessonpanel.h"
#include "window/docks.h"

#include <QListView>

using namespace ilv;
using namespace ilv::ui;

/// The window without a mouse.
class KeyboardTest : public WindowFixture {
    Q_OBJECT

    /// To what has the keyboard.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : m_window.get(), key, modifiers);
    }
    /// Toolbar, side panel, centre, panels at the edge: the order in which they are walked.
    [[nodiscard]] int regionOf(const QWidget* widget) const
    {
        if (m_window->toolbar().isAncestorOf(widget))
            return 0;
        if (m_window->panel().isAncestorOf(widget))
            return 1;
        return m_window->centre().isAncestorOf(widget) ? 2 : 3;
    }
    /// As it is read: from region to region; within a column line by line, within a card its tools from left to right.
    [[nodiscard]] bool comesAfter(const QWidget* now, const QWidget* before) const
    {
        if (const int region = regionOf(now); region != regionOf(before) || region == 2) {
            const bool tools
                = qobject_cast<const QAbstractButton*>(now) && now->parentWidget() == before->parentWidget();
            return regionOf(before) < region || (region == 2 && (!tools || before->x() < now->x()));
        }
        const QRect here = now->rect().translated(now->mapTo(m_window.get(), QPoint()));
        const QRect there = before->rect().translated(before->mapTo(m_window.get(), QPoint()));
        const bool sameLine = here.top() < there.bottom() && there.top() < here.bottom();
        return sameLine ? there.left() < here.left() : there.top() < here.top();
    }
    /// Everything that Tab is promised to reach.
    [[nodiscard]] QList<QWidget*> stops() const
    {
        QList<QWidget*> all;
        for (QWidget* each : m_window->findChildren<QWidget*>()) {
            const bool taken = each->isVisible() && each->isEnabled() && each->window() == m_window.get()
                && (each->focusPolicy() & Qt::TabFocus) && !each->focusProxy();
            const auto* radio = qobject_cast<const QAbstractButton*>(each);
            const bool other = radio && radio->autoExclusive() && !radio->isChecked(); // arrows go there
            if (taken && !other && !probe::isInsideChart(each->parentWidget()))
                all << each;
        }
        return all;
    }
    /// What is drawn where the widget is and a little around it.
    [[nodiscard]] QImage around(const QWidget* widget) const
    {
        const QRect place(widget->mapTo(m_window.get(), QPoint()), widget->size());
        return m_window->grab(place.adjusted(-5, -5, 5, 5)).toImage();
    }

    /// Nothing it stands in cuts it off.
    [[nodiscard]] bool inSight(const QWidget* widget) const
    {
        QRect seen = widget->rect();
        for (const QWidget* each = widget; each != m_window.get(); each = each->parentWidget())
            seen = seen.translated(each->pos()) & each->parentWidget()->rect();
        return seen.height() >= std::min(widget->height(), 26) && seen.width() >= std::min(widget->width(), 26);
    }

private Q_SLOTS:
    void init() { openActive(); }
    void cleanup() { closeWindow(); }

    void tabReachesEverythingInTheOrderOfTheEyeAndIsSeen_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("nothing measured yet") << "";
        QTest::newRow("running") << "running";
        QTest::newRow("finished") << "finished";
        QTest::newRow("finished, the history open") << "finished history";
        QTest::newRow("a failure's banner, goals and faults open") << "failed sections";
        QTest::newRow("a lesson beside it") << "lesson";
    }
    void tabReachesEverythingInTheOrderOfTheEyeAndIsSeen()
    {
        QFETCH(QString, how);
        const QStringList words = how.split(QLatin1Char(' '));
        if (words.front() == QStringLiteral("finished"))
            state(QStringLiteral("running"));
        state(words.front());
        if (how.contains(QStringLiteral("history"))) {
            press(Qt::Key_H, Qt::ControlModifier);
            HistoryEntry entry;
            entry.id = "a";
            entry.name = "First";
            entry.status = "completed";
            Q_EMIT m_control->historyListed({ entry });
            auto* list = m_window->docks().history().findChild<QListView*>();
            list->setCurrentIndex(list->model()->index(0, 0));
        }
        if (how.contains(QStringLiteral("lesson")))
            press(Qt::Key_L, Qt::ControlModifier);
        if (how.contains(QStringLiteral("sections")))
            for (SectionHead* head : m_window->panel().findChildren<SectionHead*>())
                head->setChecked(true);
        QTest::qWait(20); // sections scroll into sight when they have their place
        m_window->centralWidget()->setFocus();

        QList<QWidget*> walked;
        for (int steps = 0; steps < 300; ++steps) {
            press(Qt::Key_Tab);
            QWidget* now = m_window->focusWidget();
            if (walked.contains(now))
                break;
            const QImage focused = around(now);
            now->clearFocus();
            const bool seen = around(now) != focused;
            now->setFocus(Qt::TabFocusReason);
            QVERIFY2(seen, qPrintable(QStringLiteral("no focus is drawn on ") + probe::nameOf(now)));
            QVERIFY2(inSight(now), qPrintable(QStringLiteral("out of sight: ") + probe::nameOf(now)));
            QVERIFY2(!now->accessibleName().isEmpty() || qobject_cast<QAbstractButton*>(now),
                qPrintable(QStringLiteral("nameless: ") + probe::nameOf(now)));
            if (!walked.isEmpty())
                QVERIFY2(comesAfter(now, walked.back()),
                    qPrintable(probe::nameOf(walked.back()) + QStringLiteral(" before ") + probe::nameOf(now)));
            walked << now;
        }
        QStringList missed;
        for (QWidget* each : stops())
            if (!walked.contains(each))
                missed << probe::nameOf(each);
        QCOMPARE(missed, QStringList());
        if (qEnvironmentVariableIsSet("ILV_TELL_WALK"))
            for (const QWidget* each : walked)
                qInfo("%s", qPrintable(probe::nameOf(each)));
        for (QWidget* each : walked) { // and back the same way
            Q_UNUSED(each)
            press(Qt::Key_Backtab, Qt::ShiftModifier);
        }
        QVERIFY(walked.contains(m_window->focusWidget()));
    }

    void theKeyboardGoesFromRunToPauseAndBack()
    {
        Button* run = button(*m_window, "run");
        Button* pause = button(*m_window, "pause");
        press(Qt::Key_Tab); // it begins at Run
        QCOMPARE(m_window->focusWidget(), run);
        QTest::keyClick(run, Qt::Key_Space);
        QCOMPARE(m_control->startedWith.size(), 1u);
        QCOMPARE(m_window->focusWidget(), pause);
        QTest::keyClick(pause, Qt::Key_Space); // as it does from anywhere
        QVERIFY(m_control->paused);
        QCOMPARE(m_control->stops, 0);
        QCOMPARE(m_control->startedWith.size(), 1u);
        m_control->end(sample::stopped());
        QCOMPARE(m_window->focusWidget(), run);
        QTest::keyClick(run, Qt::Key_Space);
        QCOMPARE(m_control->startedWith.size(), 2u);
        m_window->panel().findChildren<ModelRow*>().at(0)->setFocus();
        m_control->end(sample::stopped());
        QVERIFY(m_window->focusWidget() != run); // who went elsewhere is left there
    }

    void quittingByKeyInTheMiddleOfARunAsksToo()
    {
        state(QStringLiteral("running"));
        const auto dialog = [this] { return m_window->findChild<MessageDialog*>(QStringLiteral("closing")); };
        QTest::keyClick(m_window.get(), Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(dialog() && dialog()->isVisible() && m_window->isVisible());
        QCOMPARE(dialog()->focusWidget(), button(*dialog(), "refuse"));
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
        QCOMPARE(m_control->stops, 0);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(dialog());
        m_control->end(sample::finished()); // meanwhile it ended by itself: there is nothing to wait for
        click(button(*dialog(), "consent"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 1000);
    }

    void oneToSixTickTheModels()
    {
        for (int model = 0; model < 6; ++model) {
            press(static_cast<Qt::Key>(Qt::Key_1 + model));
            QVERIFY(!m_window->panel().form().models()[static_cast<std::size_t>(model)].used);
            press(static_cast<Qt::Key>(Qt::Key_1 + model));
            QVERIFY(m_window->panel().form().models()[static_cast<std::size_t>(model)].used);
        }
    }

    void digitsTypedIntoABoxTickNothing()
    {
        auto* box = m_window->panel().findChildren<NumberBox*>().front();
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box->findChild<QLineEdit*>(), QStringLiteral("123"));
        QCOMPARE(m_window->panel().form().usedModels(), 6);
        QCOMPARE(box->value(), 123.0);
    }

    void aDigitAmongTheNumbersTicksNothing()
    {
        ExperimentPanel& panel = m_window->panel();
        for (QWidget* each : panel.findChildren<QWidget*>()) {
            if (!(each->focusPolicy() & Qt::TabFocus) || !each->isVisible() || qobject_cast<ModelRow*>(each))
                continue;
            each->setFocus();
            QTest::keyClick(each, Qt::Key_3);
            QVERIFY2(panel.form().usedModels() == 6, qPrintable(probe::nameOf(each)));
        }
        auto* row = panel.findChildren<ModelRow*>().at(0);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_3); // among the models it is meant
        QCOMPARE(panel.form().usedModels(), 5);
    }

    void aPanelThatIsOpenedGetsTheKeyboard()
    {
        press(Qt::Key_H, Qt::ControlModifier);
        QVERIFY(m_window->docks().history().isAncestorOf(m_window->focusWidget()));
        press(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(m_window->docks().lesson().isAncestorOf(m_window->focusWidget()));
    }

    void theWindowsKeysAreNoFieldsKeys_data()
    {
        QTest::addColumn<int>("keys");
        QTest::addColumn<bool>("taken"); ///< by a field that would
        const auto ctrl = [](Qt::Key key) { return QKeyCombination(Qt::ControlModifier, key).toCombined(); };
        QTest::newRow("Ctrl+K ends no line: it lists all commands") << ctrl(Qt::Key_K) << false;
        QTest::newRow("Ctrl+E goes to no end: it exports") << ctrl(Qt::Key_E) << false;
        QTest::newRow("Ctrl+D deletes nothing: it is the colours'") << ctrl(Qt::Key_D) << false;
        QTest::newRow("Ctrl+C copies what is chosen in the field") << ctrl(Qt::Key_C) << true;
        QTest::newRow("Ctrl+Z is a field's own where it has one") << ctrl(Qt::Key_Z) << true;
    }
    void theWindowsKeysAreNoFieldsKeys()
    {
        QFETCH(int, keys);
        QFETCH(bool, taken);
        QLineEdit field(m_window.get());
        field.show();
        field.setFocus();
        const auto combined = QKeyCombination::fromCombined(keys);
        QKeyEvent event(QEvent::ShortcutOverride, combined.key(), combined.keyboardModifiers());
        event.accept(); // as the field does under X11
        QCoreApplication::sendEvent(&field, &event);
        QCOMPARE(event.isAccepted(), taken);
    }

    void aModelTickedByKeyIsToldWithAWayBack()
    {
        const Banner& banner = m_window->centre().banner();
        const int steps = m_window->panel().undoStack().index();
        press(Qt::Key_3);
        QVERIFY(banner.isVisible());
        QCOMPARE(banner.current()->text, QStringLiteral("Thread pool is left out."));
        press(Qt::Key_2); // the next takes its place
        QCOMPARE(banner.current()->text, QStringLiteral("Async event loop is left out."));
        QCOMPARE(banner.waiting(), 0);
        click(button(m_window->centre().banner(), "fix"));
        QCOMPARE(m_window->panel().form().usedModels(), 5);
        QVERIFY(!banner.isVisible());
        press(Qt::Key_3);
        QCOMPARE(banner.current()->text, QStringLiteral("Thread pool is ticked."));
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!banner.isVisible()); // its button would undo something else
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_window->panel().undoStack().index(), steps);
        QCOMPARE(m_window->panel().form().usedModels(), 6);
    }
};

QTEST_MAIN(KeyboardTest)
#include "tst_keyboard.moc"
