// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/docks.h"

#include "history/comparisondialog.h"
#include "history/historypanel.h"
#include "lesson/lessonpanel.h"
#include "look/themed.h"
#include "window/paneldock.h"

#include <QAction>
#include <QChildEvent>
#include <QMainWindow>
#include <QTabBar>

namespace ilv::ui {

namespace {

constexpr double kWidth = 340;

} // namespace

Docks::Docks(QMainWindow& window, RunControl& control)
    : QObject(&window)
    , m_window(window)
    , m_control(control)
    , m_historyPanel(new HistoryPanel)
    , m_lessonPanel(new LessonPanel)
    , m_history(new PanelDock(tr("History"), QStringLiteral("historydock"), m_historyPanel, &window))
    , m_lesson(new PanelDock(tr("Lesson"), QStringLiteral("lessondock"), m_lessonPanel, &window))
{
    window.installEventFilter(this);
    window.setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks); // nothing slides
    for (const auto corner : { Qt::TopRightCorner, Qt::BottomRightCorner })
        window.setCorner(corner, Qt::RightDockWidgetArea);
    place();
    historyAction()->setText(tr("History"));
    lessonAction()->setText(tr("Lesson"));
    connectHistory();
}

void Docks::place()
{
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_history);
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_lesson);
    m_window.tabifyDockWidget(m_history, m_lesson);
    m_history->hide();
    m_lesson->hide();
    nameTabs();
    const int width = static_cast<int>(m_theme.px(kWidth));
    m_window.resizeDocks({ m_history, m_lesson }, { width, width }, Qt::Horizontal);
}

void Docks::connectHistory()
{
    HistoryPanel* panel = m_historyPanel;
    connect(m_history, &QDockWidget::visibilityChanged, this, &Docks::refreshHistory);
    connect(m_lesson, &QDockWidget::visibilityChanged, this, &Docks::nameTabs);
    connect(historyAction(), &QAction::triggered, panel, [panel](bool shown) {
        if (shown)
            panel->focusFilter();
    });
    connect(lessonAction(), &QAction::triggered, m_lessonPanel, [lesson = m_lessonPanel](bool shown) {
        if (shown)
            lesson->focusChooser();
    });
    connect(&m_control, &RunControl::finished, this, &Docks::refreshHistory);
    connect(&m_control, &RunControl::historyListed, panel, &HistoryPanel::setEntries);
    connect(&m_control, &RunControl::runRemoved, panel, &HistoryPanel::showRemoved);
    connect(panel, &HistoryPanel::openAsked, &m_control, &RunControl::openRun);
    connect(panel, &HistoryPanel::removeAsked, &m_control, &RunControl::removeRun);
    connect(panel, &HistoryPanel::restoreAsked, &m_control, &RunControl::restoreRun);
    connect(panel, &HistoryPanel::noteEdited, &m_control, &RunControl::annotateRun);
    connect(panel, &HistoryPanel::compareAsked, &m_control, &RunControl::compareRuns);
    connect(&m_control, &RunControl::runsRead, this, [this](const FinishedRunPtr& before, const FinishedRunPtr& after) {
        const auto title = [this](const FinishedRunPtr& run) { return m_historyPanel->titleOf(*run->run); };
        auto* dialog = new ComparisonDialog(m_theme, *before, *after, { title(before), title(after) }, &m_window);
        dialog->show();
    });
}

/// The window makes it when two panels share a place.
void Docks::nameTabs()
{
    for (QTabBar* bar : m_window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->setAccessibleName(tr("Panels"));
        bar->setDocumentMode(true);
        const bool both
            = !m_history->isHidden() && !m_lesson->isHidden() && !m_history->isFloating() && !m_lesson->isFloating();
        bar->setFocusPolicy(both ? Qt::TabFocus : Qt::NoFocus); // else it is kept where nobody sees it
    }
}

bool Docks::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ChildPolished && qobject_cast<QTabBar*>(static_cast<QChildEvent*>(event)->child()))
        nameTabs();
    return QObject::eventFilter(watched, event);
}

void Docks::refreshHistory()
{
    nameTabs();
    if (m_history->isVisible())
        m_control.listHistory();
}

void Docks::setTheme(const Theme& theme)
{
    const bool entering = theme.projector() && !m_theme.projector(),
               leaving = !theme.projector() && m_theme.projector();
    m_theme = theme;
    if (entering) {
        m_historyWanted = !m_history->isHidden();
        m_lessonWanted = !m_lesson->isHidden();
        m_history->hide();
        m_lesson->hide();
    } else if (leaving) {
        m_history->setVisible(m_historyWanted);
        m_lesson->setVisible(m_lessonWanted);
    }
}

void Docks::restoreDefault()
{
    for (PanelDock* dock : { m_history, m_lesson })
        dock->setFloating(false);
    place();
}

QAction* Docks::historyAction() const
{
    return m_history->toggleViewAction();
}

QAction* Docks::lessonAction() const
{
    return m_lesson->toggleViewAction();
}

bool Docks::anyShown() const
{
    return !m_history->isHidden() || !m_lesson->isHidden();
}

} // namespace ilv::ui
