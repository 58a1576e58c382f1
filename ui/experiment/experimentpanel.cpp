// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentpanel.h"

#include "controls/numberbox.h"
#include "controls/segmented.h"
#include "controls/textlabel.h"
#include "experiment/checkline.h"
#include "experiment/faultsbox.h"
#include "experiment/fieldrow.h"
#include "experiment/formedit.h"
#include "experiment/goalrow.h"
#include "experiment/goalsbox.h"
#include "experiment/modelrow.h"
#include "experiment/repeatsmenu.h"
#include "experiment/sectionhead.h"
#include "experiment/taskpicture.h"
#include "model/modelnames.h"
#include "model/runtexts.h"

#include <QFile>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kUndoSteps = 500;
constexpr int kLoadEveryMs = 5000;

/// Edits of one thing have one number (FormEdit); kinds of things do not meet.
enum Thing { FieldThing = 0, GoalThing = 100, FaultThing = 200, Separate = -1 };

} // namespace

ExperimentPanel::ExperimentPanel(const Experiment& experiment, int cores, QWidget* parent)
    : QWidget(parent)
    , m_form(experiment, cores)
    , m_cores(cores)
{
    setAccessibleName(tr("Experiment"));
    m_undo.setUndoLimit(kUndoSteps);
    m_loadTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_loadTimer, &QTimer::timeout, this, &ExperimentPanel::refreshLoad);
    build();
    makeModelRows();
    Environment known;
    known.cores = cores;
    setMachine(known);
    arrange();
}

void ExperimentPanel::build()
{
    auto* content = new QWidget(this);
    m_column = new QVBoxLayout(content);
    m_column->setSpacing(0);
    m_workloadTitle = new TextLabel(TextRole::Label, &Theme::ink3, tr("Workload"), content);
    m_kind = new Segmented(tr("Workload"), { tr("I/O"), tr("CPU"), tr("Mixed") }, content);
    m_picture = new TaskPicture(content);
    m_fileStages = new TextLabel(TextRole::Caption, &Theme::ink3, {}, content);
    m_fileStages->setWordWrap(true);
    m_workloadProblem = new TextLabel(TextRole::Caption, &Theme::err, {}, content);
    m_workloadProblem->setWordWrap(true);
    m_fieldsBox = new QWidget(content);
    m_fields = new QVBoxLayout(m_fieldsBox);
    m_fields->setContentsMargins(0, 0, 0, 0);
    m_modelsTitle = new TextLabel(TextRole::Label, &Theme::ink3, tr("Models"), content);
    m_modelsProblem = new TextLabel(TextRole::Caption, &Theme::err, {}, content);
    m_modelsProblem->setWordWrap(true);
    m_modelsBox = new QWidget(content);
    m_modelList = new QVBoxLayout(m_modelsBox);
    m_modelList->setContentsMargins(0, 0, 0, 0);
    m_modelList->setSpacing(0);

    for (const Field field : kFields) {
        auto* row = new FieldRow(m_fieldsBox);
        m_rows[static_cast<std::size_t>(field)] = row;
        m_fields->addWidget(row);
        connect(row, &FieldRow::edited, this, [this, field](double value) { setField(field, value); });
        connect(row, &FieldRow::typingEnded, this, &ExperimentPanel::endEdit);
    }
    auto* menu = new RepeatsMenu(this);
    m_rows[static_cast<std::size_t>(Field::RunFor)]->setUnitMenu(menu, tr("Repeats, and seconds or tasks"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { menu->tick(m_form); });
    connect(menu, &RepeatsMenu::repeatsChosen, this, [this](int repeats) {
        edit(tr("Change repeats"), Separate, [=](ExperimentForm& form) { form.setRepeats(repeats); });
    });
    connect(menu, &RepeatsMenu::byTimeChosen, this, [this](bool byTime) {
        edit(byTime ? tr("Run for seconds") : tr("Run a number of tasks"), Separate,
            [=](ExperimentForm& form) { form.setRunsByTime(byTime); });
    });
    connect(m_kind, &Segmented::chosen, this, [this](int index) {
        edit(tr("Change workload"), Separate,
            [=](ExperimentForm& form) { form.setKind(static_cast<WorkloadKind>(index)); });
    });
    buildSections(content);

    m_scroll = new QScrollArea(this);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);

    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ExperimentPanel::fitScrollBar);
    auto* whole = new QVBoxLayout(this);
    whole->setSpacing(0);
    whole->addWidget(m_scroll, 1);
    whole->addSpacing(6);
    for (auto& line : m_machine) {
        line = new TextLabel(TextRole::Tick, &Theme::ink3, {}, this);
        line->setElided(true);
        whole->addWidget(line);
    }
}

/// What is folded away until it is wanted: goals and faults.
void ExperimentPanel::buildSections(QWidget* content)
{
    m_goalsHead = new SectionHead(tr("Goals"), content);
    m_goals = new GoalsBox(content);
    m_faultsHead = new SectionHead(tr("Faults"), content);
    m_faults = new FaultsBox(content);
    m_goalsHead->setObjectName(QStringLiteral("goals"));
    m_faultsHead->setObjectName(QStringLiteral("faults"));
    m_goals->hide();
    m_faults->hide();
    connect(m_goalsHead, &SectionHead::toggled, this, [this](bool shown) {
        m_goals->setVisible(shown);
        refresh();
    });
    connect(m_faultsHead, &SectionHead::toggled, m_faults, &QWidget::setVisible);
    const auto follow = [this](SectionHead* head, QWidget* section) {
        connect(head, &SectionHead::clicked, this, [this, head, section](bool shown) {
            if (shown)
                QTimer::singleShot(0, section, [this, head, section] { // when it has its place
                    m_scroll->ensureWidgetVisible(section, 0, 0);
                    m_scroll->ensureWidgetVisible(head, 0, 0);
                });
        });
    };
    follow(m_goalsHead, m_goals);
    follow(m_faultsHead, m_faults);

    connect(m_goals, &GoalsBox::edited, this, &ExperimentPanel::setGoal);
    connect(m_goals, &GoalsBox::typingEnded, this, &ExperimentPanel::endEdit);
    connect(m_faults, &FaultsBox::plantAsked, this, &ExperimentPanel::plantFault);
    connect(m_faults, &FaultsBox::typingEnded, this, &ExperimentPanel::endEdit);
    connect(m_faults, &FaultsBox::removeAsked, this, [this](std::size_t stage) {
        edit(tr("Take out a fault"), Separate, [=](ExperimentForm& form) { form.removeFault(stage); });
    });
    connect(m_faults, &FaultsBox::numberEdited, this, [this](std::size_t stage, double number) {
        edit(tr("Change a fault"), FaultThing + static_cast<int>(stage),
            [=](ExperimentForm& form) { form.setFaultNumber(stage, number); });
    });
    connect(m_faults, &FaultsBox::fieldEdited, this, &ExperimentPanel::setField);
}

// ---- editing --------------------------------------------------------------------------------------------------------

void ExperimentPanel::edit(const QString& what, int thing, const std::function<void(ExperimentForm&)>& change)
{
    ExperimentForm after = m_form;
    change(after);
    if (after.experiment() == m_form.experiment()) {
        refresh(); // the widget may show what was not taken
        return;
    }
    constexpr int kThings = 1000;
    const int joined = thing < 0 ? Separate : m_session % 1'000'000 * kThings + thing;
    m_undo.push(new FormEdit(what, joined, m_form, after, [this](const ExperimentForm& form) { take(form); }));
}

void ExperimentPanel::take(const ExperimentForm& form)
{
    const auto labels = [](const ExperimentForm& of) {
        std::vector<std::string> all;
        for (const ModelLine& line : of.models())
            all.push_back(line.entry.label);
        return all;
    };
    const bool sameLines = labels(form) == labels(m_form);
    m_form = form;
    m_form.setCalibration(m_unitsPerMs); // what is known of the machine is no part of an edit
    m_form.setPace(m_pace);
    if (!sameLines)
        makeModelRows();
    refresh();
    Q_EMIT edited();
}

void ExperimentPanel::setExperiment(const Experiment& experiment)
{
    edit(experiment.name == m_form.experiment().name ? tr("Change the experiment")
                                                     : tr("Open %1").arg(toQString(experiment.name)),
        Separate, [&](ExperimentForm& form) { form = ExperimentForm(experiment, m_cores); });
}

void ExperimentPanel::setField(Field field, double value)
{
    edit(tr("Change %1").arg(m_form.view(field).label), FieldThing + static_cast<int>(field),
        [=](ExperimentForm& form) { form.set(field, value); });
}

void ExperimentPanel::setGoal(GoalField field, std::optional<double> value)
{
    const bool joined = value && m_form.goal(field).value; // a tick is a step of its own, a number's letters are one
    edit(tr("Change goal %1").arg(m_form.goal(field).spoken), joined ? GoalThing + static_cast<int>(field) : Separate,
        [=](ExperimentForm& form) { form.setGoal(field, value); });
}

void ExperimentPanel::showGoal(GoalField field)
{
    GoalRow* row = m_goals->row(field);
    QWidget* there = row->check();
    if (m_form.goal(field).hasNumber && m_form.goal(field).value)
        there = row->box();
    reveal(there);
}

void ExperimentPanel::plantFault(PaletteFault fault)
{
    edit(tr("Plant a fault: %1").arg(faultName(fault)), Separate, [=](ExperimentForm& form) { form.addFault(fault); });
    m_faultsHead->setChecked(true);
}

void ExperimentPanel::toggleModel(std::size_t line)
{
    if (line >= m_form.models().size())
        return;
    const bool used = !m_form.models()[line].used;
    edit(used ? tr("Tick %1").arg(m_form.models()[line].name) : tr("Untick %1").arg(m_form.models()[line].name),
        Separate, [=](ExperimentForm& form) { form.setModelUsed(line, used); });
}

void ExperimentPanel::reveal(QWidget* inside)
{
    if (m_goals->isAncestorOf(inside))
        m_goalsHead->setChecked(true);
    if (m_faults->isAncestorOf(inside))
        m_faultsHead->setChecked(true);
    inside->setFocus(Qt::ShortcutFocusReason);
    m_scroll->ensureWidgetVisible(inside);
}

bool ExperimentPanel::isTypedIn(const QWidget* widget) const
{
    return isAncestorOf(widget) && !m_modelsBox->isAncestorOf(widget);
}

void ExperimentPanel::makeModelRows()
{
    for (ModelRow* row : m_modelRows) { // later: it may be the one that was clicked
        row->hide();
        row->deleteLater();
    }
    m_modelRows.clear();
    QWidget* before = m_goalsHead->previousInFocusChain(); // Tab goes from the numbers to them, then to the goals
    for (std::size_t i = 0; i < m_form.models().size(); ++i) {
        auto* row = new ModelRow(m_modelsBox);
        row->setTheme(m_theme);
        row->setCompact(m_compact);
        connect(row, &QCheckBox::clicked, this, [this, i] { toggleModel(i); });
        connect(row, &ModelRow::runOnlyAsked, this, [this, i] { Q_EMIT runOnlyAsked(i); });
        connect(row, &ModelRow::useOnlyAsked, this, [this, i] {
            edit(tr("Tick only %1").arg(m_form.models()[i].name), Separate, [i](ExperimentForm& form) {
                for (std::size_t line = 0; line < form.models().size(); ++line)
                    form.setModelUsed(line, line == i);
            });
        });
        setTabOrder(before, row);
        before = row;
        m_modelList->addWidget(row);
        m_modelRows.push_back(row);
    }
}

// ---- showing --------------------------------------------------------------------------------------------------------

void ExperimentPanel::refresh()
{
    refreshWorkload();

    // Their longest unit counts once they are seen, so that all boxes stand below each other.
    int unitWidth = static_cast<int>(m_theme.px(m_goalsHead->isChecked() ? 46 : 34));
    for (const Field field : kFields) {
        FieldRow* row = m_rows[static_cast<std::size_t>(field)];
        row->setView(m_form.view(field));
        unitWidth = std::max(unitWidth, row->unitWidth() + 2);
    }
    for (FieldRow* row : m_rows)
        row->setUnitWidth(unitWidth);
    m_goals->refresh(m_form);
    m_faults->refresh(m_form);
    for (const Field field : kFaultFields)
        m_faults->field(field)->setUnitWidth(unitWidth);
    for (const GoalField goal : kGoalFields)
        m_goals->row(goal)->setUnitWidth(unitWidth);

    int variant = 0;
    for (std::size_t i = 0; i < m_modelRows.size(); ++i) {
        const auto& lines = m_form.models();
        variant = i > 0 && lines[i].entry.model == lines[i - 1].entry.model ? variant + 1 : 0;
        m_modelRows[i]->setLine(lines[i], variant);
    }
    refreshProblems();
}

ModelRow* ExperimentPanel::rowOf(const std::string& label) const
{
    for (std::size_t i = 0; i < m_modelRows.size(); ++i)
        if (m_form.models()[i].used && m_form.models()[i].entry.label == label)
            return m_modelRows[i];
    return nullptr;
}

void ExperimentPanel::showLive(const LiveRun& live)
{
    for (std::size_t i = 0; i < m_modelRows.size(); ++i) { // each told once: what stays the same is not drawn again
        const ModelLine& line = m_form.models()[i];
        const auto& models = live.picture->models;
        const auto model = std::find_if(models.begin(), models.end(),
            [&](const LiveModel& each) { return line.used && each.label == line.entry.label; });
        m_modelRows[i]->setWords(model == models.end() ? std::nullopt : std::optional(lineWords(live, *model)));
    }
}

void ExperimentPanel::showFinished(const FinishedRun& run)
{
    showNothing();
    for (const ModelSummary& model : run.models)
        if (ModelRow* row = rowOf(model.label); row && model.status == ModelStatus::Failed)
            row->setWords(LineWords{ .text = tr("failed"), .strong = true, .bad = true, .progress = {} });
    setCalibration(run.run->unitsPerMs);
}

void ExperimentPanel::showNothing()
{
    for (ModelRow* row : m_modelRows)
        row->setWords(std::nullopt);
}

void ExperimentPanel::setPace(const RunPace& pace)
{
    m_pace = pace;
    m_form.setPace(m_pace);
}

void ExperimentPanel::setCalibration(const std::map<std::string, double>& unitsPerMs)
{
    m_unitsPerMs = unitsPerMs;
    m_form.setCalibration(unitsPerMs);
    refreshWorkload();
}

void ExperimentPanel::setMachine(const Environment& machine)
{
    m_environment = machine;
    const QStringList lines = machineLines(machine);
    for (int i = 0; i < 2; ++i) {
        m_machine[static_cast<std::size_t>(i)]->setText(lines.value(i));
        m_machine[static_cast<std::size_t>(i)]->setVisible(i < lines.size());
    }
    setAccessibleDescription(lines.join(QStringLiteral(". ")));
}

/// The load is a figure of the moment: what stood there since the start would be wrong soon.
void ExperimentPanel::refreshLoad()
{
    QFile file(QStringLiteral("/proc/loadavg"));
    bool known = false;
    const double load = file.open(QIODevice::ReadOnly) ? file.readLine().split(' ').value(0).toDouble(&known) : 0;
    if (!known || m_environment.loadAverage == load)
        return;
    Environment now = m_environment;
    now.loadAverage = load;
    setMachine(now);
}

void ExperimentPanel::showEvent(QShowEvent*)
{
    m_loadTimer.start(kLoadEveryMs);
}

void ExperimentPanel::hideEvent(QHideEvent*)
{
    m_loadTimer.stop();
}

void ExperimentPanel::themeChanged()
{
    arrange();
}

void ExperimentPanel::setCompact(bool compact)
{
    m_compact = compact;
    arrange();
}

/// The bar stands in the padding, so that the fields keep their width.
void ExperimentPanel::fitScrollBar()
{
    const bool shown = m_scroll->verticalScrollBar()->maximum() > 0;
    QMargins margins = m_column->contentsMargins();
    const int side = static_cast<int>(m_theme.px(space::kSidePadding));
    margins.setRight(shown ? std::max(2, side - m_scroll->verticalScrollBar()->sizeHint().width()) : side);
    m_column->setContentsMargins(margins);
}

void ExperimentPanel::arrange()
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    setFixedWidth(px(m_compact ? space::kSideWidthCompact : space::kSideWidth));
    const int side = px(space::kSidePadding);
    layout()->setContentsMargins(0, 0, px(1), px(m_compact ? 8 : 14));
    for (TextLabel* line : m_machine)
        line->setContentsMargins(side, line == m_machine.front() ? px(6) : 0, side, 0); // clear of what is scrolled
    m_column->setContentsMargins(side, px(m_compact ? 10 : 14), side, px(8));
    while (m_column->count() > 0)
        delete m_column->takeAt(0);
    m_column->addWidget(m_workloadTitle);
    m_column->addSpacing(px(m_compact ? 4 : 8));
    m_column->addWidget(m_kind);
    m_column->addSpacing(px(m_compact ? 9 : 12));
    m_column->addWidget(m_picture);
    m_column->addWidget(m_fileStages);
    m_column->addWidget(m_workloadProblem);
    m_column->addSpacing(px(m_compact ? 9 : 12));
    m_column->addWidget(m_fieldsBox);
    m_column->addSpacing(px(m_compact ? 8 : 18));
    m_column->addWidget(m_modelsTitle);
    m_column->addSpacing(px(m_compact ? 2 : 4));
    m_column->addWidget(m_modelsBox);
    m_column->addWidget(m_modelsProblem);
    m_column->addSpacing(px(m_compact ? 4 : 8));
    m_column->addWidget(m_goalsHead);
    m_column->addWidget(m_goals);
    m_column->addWidget(m_faultsHead);
    m_column->addWidget(m_faults);
    m_column->addStretch(1);
    m_fields->setSpacing(px(m_compact ? 5 : space::kFieldGap));
    for (FieldRow* row : m_rows)
        row->setCompact(m_compact);
    for (ModelRow* row : m_modelRows)
        row->setCompact(m_compact);
    m_goals->setCompact(m_compact);
    m_faults->setCompact(m_compact);
    fitScrollBar();
    refresh();
    update();
}

void ExperimentPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    painter.fillRect(QRect(width() - m_theme.hairline(), 0, m_theme.hairline(), height()), m_theme.border);
}

} // namespace ilv::ui
