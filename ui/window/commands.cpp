// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/commands.h"

#include "command/actions.h"
#include "command/droptarget.h"
#include "command/keyguard.h"
#include "command/shortcutsheet.h"
#include "controls/tabstrip.h"
#include "experiment/experimentpanel.h"
#include "experiment/presets.h"
#include "history/historypanel.h"
#include "live/statusstrip.h"
#include "model/modelnames.h"
#include "results/verdictband.h"
#include "results/verdicttext.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/docks.h"
#include "window/experimentdesk.h"
#include "window/faultdrop.h"
#include "window/filemenu.h"
#include "window/mainwindow.h"
#include "window/runpresenter.h"
#include "window/toolbar.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

namespace ilv::ui {

namespace {

QString qs(const char* ascii)
{
    return QString::fromLatin1(ascii);
}

QKeySequence key(int single)
{
    return QKeySequence(single);
}

QKeySequence key(QKeyCombination keys)
{
    return QKeySequence(keys);
}

} // namespace

Commands::Commands(MainWindow& window, QSettings* settings)
    : QObject(&window)
    , m_window(window)
    , m_actions(new Actions(&window))
    , m_recent(settings)
{
    new KeyGuard(
        [&window](const QWidget* widget) {
            return window.m_panel->isTypedIn(widget) || window.m_docks->history().isAncestorOf(widget);
        },
        [this](const QKeySequence& keys) { return m_actions->has(keys); }, this);
    addRun();
    addExperiment();
    addModels();
    addGoalsAndFaults();
    addView();
    addReport();
    addHelp();
    addRecent();
    window.m_toolbar->files().fill(*m_actions);
    QWidget& run = window.m_toolbar->runButton();
    run.setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const char* id : { "run.start", "run.repeat", "run.queue", "run.emptyQueue" })
        run.addAction(m_actions->find(qs(id)));
    connectState();
    update();
}

// ---- the list -------------------------------------------------------------------------------------------------------

void Commands::addRun()
{
    RunControl& control = m_window.m_control;
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto call) {
        m_actions->add(ActionGroup::Run, qs(id), text, keys, call);
    };
    add("run.start", tr("Run"), { key(Qt::Key_F5) }, [this] { m_window.run(); });
    add("run.stop", tr("Stop and keep what was measured"), { key(Qt::SHIFT | Qt::Key_F5) },
        [this] { m_window.stop(); });
    add("run.pause", tr("Pause after this trial"), { key(Qt::Key_Space) },
        [&control] { control.setPaused(!control.isPaused()); });
    add("run.repeat", tr("Repeat the run that is shown"), { key(Qt::Key_R) }, [this] { repeat(); });
    add("run.queue", tr("Add to the queue"), { key(Qt::CTRL | Qt::Key_F5) },
        [this, &control] { control.enqueue(m_window.m_panel->form().experiment()); });
    add("run.emptyQueue", tr("Empty the queue"), {}, [&control] { control.clearQueue(); });
}

void Commands::addExperiment()
{
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto call) {
        return m_actions->add(ActionGroup::Experiment, qs(id), text, keys, call);
    };
    ExperimentPanel& panel = *m_window.m_panel;
    add("file.open", tr("Open experiment…"), { key(Qt::CTRL | Qt::Key_O) }, [this] { m_window.m_desk->askAndOpen(); });
    add("file.save", tr("Save experiment…"), { key(Qt::CTRL | Qt::Key_S) }, [this] { m_window.save(); });
    add("edit.undo", tr("Undo"), { key(Qt::CTRL | Qt::Key_Z) }, [&panel] {
        panel.undoStack().undo();
    })->setAutoRepeat(true);
    add("edit.redo", tr("Redo"), { key(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), key(Qt::CTRL | Qt::Key_Y) }, [&panel] {
        panel.undoStack().redo();
    })->setAutoRepeat(true);
    for (const Preset& preset : presets()) {
        const QString name = toQString(preset.name);
        QAction* action = m_actions->add(ActionGroup::Experiment, qs("preset.") + name, tr("Preset: %1").arg(name), {},
            [this, name] { m_window.m_desk->openPreset(name); });
        action->setData(name);
        action->setStatusTip(toQString(preset.summary));
    }
}

/// The models of the form, each to be ticked and to be run alone. 1 to 6 are the six models, whatever the form has.
void Commands::addModels()
{
    QStringList labels;
    for (const ModelLine& line : m_window.m_panel->form().models())
        labels << line.name;
    if (labels == m_labels)
        return;
    m_labels = labels;
    m_actions->removeAll(qs("model."));
    std::array<bool, kModels.size()> seen{};
    for (int i = 0; i < labels.size(); ++i) {
        const auto line = static_cast<std::size_t>(i);
        const auto model = static_cast<std::size_t>(m_window.m_panel->form().models()[line].entry.model);
        QList<QKeySequence> toggle, only;
        if (!seen[model]) {
            toggle << key(Qt::Key_1 + static_cast<int>(model));
            only << key(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(model)));
        }
        seen[model] = true;
        m_actions->add(ActionGroup::Models, qs("model.toggle.") + QString::number(i),
            tr("Tick or untick %1").arg(labels.at(i)), toggle, [this, line] { toggleModel(line); });
        m_actions->add(ActionGroup::Models, qs("model.only.") + QString::number(i), tr("Run only %1").arg(labels.at(i)),
            only, [this, line] { runOnly(line); });
    }
}

void Commands::addGoalsAndFaults()
{
    ExperimentPanel& panel = *m_window.m_panel;
    for (const GoalField field : kGoalFields) {
        const GoalView view = panel.form().goal(field);
        m_actions->add(ActionGroup::Goals, qs("goal.") + QString::number(static_cast<int>(field)),
            tr("Set or drop the goal: %1").arg(view.spoken), {}, [&panel, field] {
                const GoalView now = panel.form().goal(field);
                panel.setGoal(field, now.value ? std::nullopt : std::optional(now.suggestion));
                panel.showGoal(field);
            });
    }
    for (const PaletteFault fault : kPaletteFaults)
        m_actions->add(ActionGroup::Faults, qs("fault.") + QString::number(static_cast<int>(fault)),
            tr("Plant a fault: %1").arg(faultName(fault)), {}, [&panel, fault] { panel.plantFault(fault); });
}

void Commands::addView()
{
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto call) {
        m_actions->add(ActionGroup::View, qs(id), text, keys, call);
    };
    Centre& centre = *m_window.m_centre;
    for (int tab = 0; tab < kBoardTabs; ++tab)
        m_actions->add(ActionGroup::View, qs("view.tab.") + QString::number(tab),
            tr("Show %1").arg(centre.tabs().tabText(tab)), { key(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + tab)) },
            [&centre, tab] { centre.setTab(static_cast<BoardTab>(tab)); });
    add("view.history", tr("History"), { key(Qt::CTRL | Qt::Key_H) },
        [this] { m_window.m_docks->historyAction()->trigger(); });
    add("view.lesson", tr("Lesson"), { key(Qt::CTRL | Qt::Key_L) },
        [this] { m_window.m_docks->lessonAction()->trigger(); });
    add("view.fullScreen", tr("Full screen"), { key(Qt::Key_F11) }, [this] { m_window.setFullScreen(); });
    add("view.projector", tr("Projector: larger text, one chart"), { key(Qt::SHIFT | Qt::Key_F11) },
        [this] { m_window.setProjector(!m_window.m_theme.projector()); });
    add("view.dark", tr("Light or dark colours"), { key(Qt::CTRL | Qt::Key_D) },
        [this] { m_window.setDark(!m_window.m_theme.dark); });
    add("view.largerText", tr("Larger text"), { key(Qt::CTRL | Qt::Key_Plus), key(Qt::CTRL | Qt::Key_Equal) },
        [this] { m_window.stepTextSize(1); });
    add("view.smallerText", tr("Smaller text"), { key(Qt::CTRL | Qt::Key_Minus) },
        [this] { m_window.stepTextSize(-1); });
    add("view.defaultLayout", tr("Restore default layout"), {}, [this] { m_window.restoreDefaultLayout(); });
}

void Commands::addReport()
{
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto call) {
        m_actions->add(ActionGroup::Report, qs(id), text, keys, call);
    };
    add("report.export", tr("Export the report…"), { key(Qt::CTRL | Qt::Key_E) }, [this] {
        m_window.exportReports({ qs("html"), qs("csv"), qs("json") });
    });
    add("report.verdict", tr("Copy verdict as text"), { key(Qt::CTRL | Qt::SHIFT | Qt::Key_C) },
        [this] { copyVerdict(); });
    add("report.reasons", tr("Why this verdict"), { key(Qt::CTRL | Qt::Key_I) }, [this] { m_window.showReasons(); });
}

void Commands::addHelp()
{
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto call) {
        m_actions->add(ActionGroup::Help, qs(id), text, keys, call);
    };
    add("help.palette", tr("All commands"), { key(Qt::CTRL | Qt::Key_K) }, [this] { showPalette(); });
    add("help.find", tr("Find a setting, a chart or a result"), { key(Qt::CTRL | Qt::Key_F) }, [this] { showFind(); });
    add("help.shortcuts", tr("Keyboard shortcuts"), { key(Qt::Key_Question) }, [this] { showSheet(); });
    add("help.quit", tr("Quit"), { key(Qt::CTRL | Qt::Key_Q) }, [this] { m_window.close(); });
}

void Commands::addRecent()
{
    m_actions->removeAll(qs("recent."));
    int number = 0;
    for (const QString& path : m_recent.all()) {
        QAction* action = m_actions->add(ActionGroup::Experiment, qs("recent.") + QString::number(number++),
            tr("Recent: %1").arg(QFileInfo(path).fileName()), {}, [this, path] { openPath(path); });
        action->setData(path);
    }
}

// ---- when it can be done --------------------------------------------------------------------------------------------

void Commands::connectState()
{
    RunControl& control = m_window.m_control;
    ExperimentPanel& panel = *m_window.m_panel;
    connect(&control, &RunControl::pausedChanged, this, &Commands::update);
    connect(&control, &RunControl::started, this, &Commands::update);
    connect(&control, &RunControl::lookingAt, this, &Commands::update);
    connect(&control, &RunControl::queueChanged, this, &Commands::update);
    connect(m_window.m_presenter, &RunPresenter::ended, this, &Commands::update);
    connect(m_window.m_presenter, &RunPresenter::shown, this, &Commands::update);
    connect(&panel, &ExperimentPanel::edited, this, [this] {
        addModels();
        update();
    });
    connect(&panel, &ExperimentPanel::runOnlyAsked, this, &Commands::runOnly);
    connect(&panel.undoStack(), &QUndoStack::indexChanged, this, &Commands::update);
    connect(&panel.undoStack(), &QUndoStack::indexChanged, &m_window.m_centre->banner(), &Banner::dropPassing);
    connect(&m_window.m_toolbar->status(), &StatusStrip::pauseAsked, &control, &RunControl::setPaused);

    // A goal moved on a chart is moved in the form, where it can be undone; a drag is one step.
    const auto fieldOf = [](GoalKind kind) {
        return kind == GoalKind::Throughput ? GoalField::Throughput
            : kind == GoalKind::P95         ? GoalField::P95
                                            : GoalField::P99;
    };
    connect(&m_window.m_centre->board(), &Board::goalDragged, this,
        [&panel, fieldOf](GoalKind kind, double value, bool done) {
            panel.setGoal(fieldOf(kind), value);
            if (done)
                panel.endEdit();
        });
    connect(&m_window.m_centre->board(), &Board::goalRemoved, this, [&panel, fieldOf](GoalKind kind) {
        panel.setGoal(fieldOf(kind), std::nullopt);
        panel.endEdit();
    });

    // Other goals judge the run that is shown at once.
    connect(&panel, &ExperimentPanel::edited, this, [this] {
        const auto& run = m_window.m_presenter->run();
        const Experiment& now = m_window.m_panel->form().experiment();
        const Goals& goals = now.goals;
        if (run && !m_window.m_control.isRunning() && goals != run->run->experiment.goals
            && now.name == run->run->experiment.name // those of another experiment are none for it
            && m_window.m_panel->form().problems().empty())
            m_window.m_control.rejudge(run, goals);
    });

    connect(m_window.m_desk, &ExperimentDesk::opened, this, [this](const Experiment&) {
        if (!m_window.m_desk->path().isEmpty()) {
            m_recent.add(m_window.m_desk->path());
            addRecent();
        }
    });
    connect(m_window.m_desk, &ExperimentDesk::saved, this, [this](const QString& path) {
        m_recent.add(path);
        addRecent();
    });
    connect(new FaultDrop(m_window, control), &FaultDrop::told, this,
        [this](const QString& text) { m_window.tellDone(text, {}); });
    connect(&control, &RunControl::faultAnswered, this, [this](const FaultEvent& answer) {
        if (answer.refused) // planted ones are seen on the lane and in the verdict band
            m_window.tell(*answer.refused, false);
    });
    connect(new DropTarget(&m_window), &DropTarget::dropped, this, &Commands::openPath);
}

void Commands::update()
{
    const RunControl& control = m_window.m_control;
    const ExperimentForm& form = m_window.m_panel->form();
    QUndoStack& undo = m_window.m_panel->undoStack();
    const bool running = control.isRunning(), looking = control.isLooking();
    const bool runnable = form.usedModels() > 0 && form.problems().empty();
    const bool shown = m_window.m_presenter->run() != nullptr;
    m_actions->setEnabled(qs("run.start"), runnable && !running && !looking);
    m_actions->setEnabled(qs("run.stop"), running || looking);
    m_actions->setEnabled(qs("run.pause"), running);
    m_actions->setEnabled(qs("run.repeat"), shown && !running);
    m_actions->setEnabled(qs("run.queue"), runnable);
    m_actions->setEnabled(qs("run.emptyQueue"), control.queueLength() > 0);
    m_actions->find(qs("run.pause"))->setText(control.isPaused() ? tr("Resume") : tr("Pause after this trial"));
    for (const auto& [group, action] : m_actions->all())
        if (action->objectName().startsWith(qs("model.only.")))
            action->setEnabled(!running);
    m_actions->setEnabled(qs("edit.undo"), undo.canUndo());
    m_actions->setEnabled(qs("edit.redo"), undo.canRedo());
    const auto step
        = [](const QString& verb, const QString& what) { return what.isEmpty() ? verb : tr("%1: %2").arg(verb, what); };
    m_actions->find(qs("edit.undo"))->setText(step(tr("Undo"), undo.undoText()));
    m_actions->find(qs("edit.redo"))->setText(step(tr("Redo"), undo.redoText()));
    m_actions->setEnabled(qs("report.export"), shown && !running);
    m_actions->setEnabled(qs("report.verdict"), shown);
    m_actions->setEnabled(qs("report.reasons"), shown);
}

// ---- doing it -------------------------------------------------------------------------------------------------------

void Commands::runOnly(std::size_t line)
{
    const ExperimentForm& form = m_window.m_panel->form();
    if (m_window.m_control.isRunning() || line >= form.models().size())
        return;
    Experiment one = form.experiment();
    one.models = { form.models()[line].entry };
    m_window.runExperiment(one);
}

/// A key alone did it, perhaps meant for something else: it is told, with the way back.
void Commands::toggleModel(std::size_t line)
{
    ExperimentPanel& panel = *m_window.m_panel;
    panel.toggleModel(line);
    if (line >= panel.form().models().size())
        return;
    const ModelLine& now = panel.form().models()[line];
    Notice notice{ .level = NoticeLevel::Done };
    notice.text = (now.used ? tr("%1 is ticked.") : tr("%1 is left out.")).arg(now.name);
    notice.actionLabel = tr("Undo");
    notice.action = [&panel] { panel.undoStack().undo(); };
    m_window.m_centre->banner().pass(std::move(notice));
}

void Commands::repeat()
{
    if (const auto& run = m_window.m_presenter->run(); run && !m_window.m_control.isRunning()) {
        m_window.m_panel->setExperiment(run->run->experiment); // what is shown is what runs
        m_window.run();
    }
}

void Commands::copyVerdict()
{
    const auto& run = m_window.m_presenter->run();
    if (!run)
        return;
    QGuiApplication::clipboard()->setText(verdictText(*run));
    m_window.tellDone(tr("The verdict is on the clipboard."), {});
}

void Commands::openPath(const QString& path)
{
    if (contentOf(path) == FileContent::Result) {
        m_window.m_control.openResult(path);
        m_recent.add(path);
    } else {
        if (!QFileInfo::exists(path))
            m_recent.remove(path);
        m_window.m_desk->openFile(path); // says what is wrong with it, or the desk says it was opened
    }
    addRecent();
}

void Commands::showPalette()
{
    (new CommandPalette(m_window.m_theme, tr("What do you want to do?"), itemsOf(*m_actions), &m_window))->open();
}

void Commands::showFind()
{
    (new CommandPalette(m_window.m_theme, tr("Find a setting, a chart or a result"), places(), &m_window))->open();
}

void Commands::showSheet()
{
    (new ShortcutSheet(m_window.m_theme, *m_actions, &m_window))->open();
}

} // namespace ilv::ui
