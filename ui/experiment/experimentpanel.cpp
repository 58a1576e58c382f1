// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentpanel.h"

#include "controls/segmented.h"
#include "controls/textlabel.h"
#include "experiment/fieldrow.h"
#include "experiment/modelrow.h"
#include "experiment/repeatsmenu.h"
#include "experiment/taskpicture.h"
#include "model/advice.h"
#include "model/modelnames.h"
#include "model/runtexts.h"

#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

ExperimentPanel::ExperimentPanel(const Experiment& experiment, int cores, QWidget* parent)
    : QWidget(parent)
    , m_form(experiment, cores)
    , m_cores(cores)
{
    setAccessibleName(tr("Experiment"));
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
    m_moreStages = new TextLabel(TextRole::Caption, &Theme::ink3, {}, content);
    m_workloadProblem = new TextLabel(TextRole::Caption, &Theme::err, {}, content);
    m_workloadProblem->setWordWrap(true);
    m_fieldsBox = new QWidget(content);
    m_fields = new QVBoxLayout(m_fieldsBox);
    m_fields->setContentsMargins(0, 0, 0, 0);
    m_modelsTitle = new TextLabel(TextRole::Label, &Theme::ink3, tr("Models"), content);
    m_modelsProblem = new TextLabel(TextRole::Caption, &Theme::err, {}, content);
    m_modelsProblem->setWordWrap(true);
    m_modelsBox = new QWidget(content);
    m_models = new QVBoxLayout(m_modelsBox);
    m_models->setContentsMargins(0, 0, 0, 0);
    m_models->setSpacing(0);

    for (const Field field : kFields) {
        auto* row = new FieldRow(m_fieldsBox);
        m_rows[static_cast<std::size_t>(field)] = row;
        m_fields->addWidget(row);
        connect(row, &FieldRow::edited, this, [this, field](double value) {
            m_form.set(field, value);
            changed();
        });
    }
    auto* menu = new RepeatsMenu(this);
    m_rows[static_cast<std::size_t>(Field::RunFor)]->setUnitMenu(menu, tr("Repeats, and seconds or tasks"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { menu->tick(m_form); });
    connect(menu, &RepeatsMenu::repeatsChosen, this, [this](int repeats) {
        m_form.setRepeats(repeats);
        changed();
    });
    connect(menu, &RepeatsMenu::byTimeChosen, this, [this](bool byTime) {
        m_form.setRunsByTime(byTime);
        changed();
    });
    connect(m_kind, &Segmented::chosen, this, [this](int index) {
        m_form.setKind(static_cast<WorkloadKind>(index));
        changed();
    });

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
    for (auto& line : m_machine) {
        line = new TextLabel(TextRole::Tick, &Theme::ink3, {}, this);
        line->setElided(true);
        whole->addWidget(line);
    }
}

void ExperimentPanel::makeModelRows()
{
    qDeleteAll(m_modelRows);
    m_modelRows.clear();
    for (std::size_t i = 0; i < m_form.models().size(); ++i) {
        auto* row = new ModelRow(m_modelsBox);
        row->setTheme(m_theme);
        row->setCompact(m_compact);
        connect(row, &QCheckBox::toggled, this, [this, i](bool used) {
            m_form.setModelUsed(i, used);
            changed();
        });
        m_models->addWidget(row);
        m_modelRows.push_back(row);
    }
}

void ExperimentPanel::setExperiment(const Experiment& experiment)
{
    m_form = ExperimentForm(experiment, m_cores);
    makeModelRows();
    changed();
}

void ExperimentPanel::changed()
{
    refresh();
    Q_EMIT edited();
}

void ExperimentPanel::refresh()
{
    m_kind->setCurrent(static_cast<int>(m_form.kind()));
    m_picture->setTask(m_form.taskIoMs(), m_form.taskCpuMs());
    const int hidden = m_form.hiddenStages();
    m_moreStages->setText(hidden == 1 ? tr("+ 1 more stage") : tr("+ %1 more stages").arg(hidden));
    m_moreStages->setVisible(hidden > 0);

    int unitWidth = static_cast<int>(m_theme.px(34));
    for (const Field field : kFields) {
        FieldRow* row = m_rows[static_cast<std::size_t>(field)];
        row->setView(m_form.view(field));
        unitWidth = std::max(unitWidth, row->unitWidth() + 2);
    }
    for (FieldRow* row : m_rows)
        row->setUnitWidth(unitWidth);

    int variant = 0;
    for (std::size_t i = 0; i < m_modelRows.size(); ++i) {
        const auto& lines = m_form.models();
        variant = i > 0 && lines[i].entry.model == lines[i - 1].entry.model ? variant + 1 : 0;
        m_modelRows[i]->setLine(lines[i], variant);
    }
    refreshProblems();
}

void ExperimentPanel::refreshProblems()
{
    std::array<QString, kFields.size()> byField;
    QString models, others;
    for (const Error& problem : m_form.problems()) {
        const auto field = m_form.fieldOf(problem);
        QString& place = field                       ? byField[static_cast<std::size_t>(*field)]
            : ExperimentForm::isAboutModels(problem) ? models
                                                     : others;
        if (place.isEmpty()) // the first sentence of a place is the one to mend first
            place = sentenceOf(problem);
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->showProblem(byField[i]);
    m_modelsProblem->setText(models);
    m_modelsProblem->setVisible(!models.isEmpty());
    m_workloadProblem->setText(others);
    m_workloadProblem->setVisible(!others.isEmpty());
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
    for (ModelRow* row : m_modelRows)
        row->setWords(std::nullopt);
    for (const LiveModel& model : live.picture->models)
        if (ModelRow* row = rowOf(model.label))
            row->setWords(lineWords(live, model));
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

void ExperimentPanel::setCalibration(const std::map<std::string, double>& unitsPerMs)
{
    m_form.setCalibration(unitsPerMs);
    m_picture->setTask(m_form.taskIoMs(), m_form.taskCpuMs());
}

void ExperimentPanel::setMachine(const Environment& machine)
{
    const QStringList lines = machineLines(machine);
    for (int i = 0; i < 2; ++i) {
        m_machine[static_cast<std::size_t>(i)]->setText(lines.value(i));
        m_machine[static_cast<std::size_t>(i)]->setVisible(i < lines.size());
    }
    setAccessibleDescription(lines.join(QStringLiteral(". ")));
}

void ExperimentPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
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
        line->setContentsMargins(side, 0, side, 0);
    m_column->setContentsMargins(side, px(m_compact ? 10 : 14), side, px(8));
    while (m_column->count() > 0)
        delete m_column->takeAt(0);
    m_column->addWidget(m_workloadTitle);
    m_column->addSpacing(px(m_compact ? 4 : 8));
    m_column->addWidget(m_kind);
    m_column->addSpacing(px(m_compact ? 9 : 12));
    m_column->addWidget(m_picture);
    m_column->addWidget(m_moreStages);
    m_column->addWidget(m_workloadProblem);
    m_column->addSpacing(px(m_compact ? 9 : 12));
    m_column->addWidget(m_fieldsBox);
    m_column->addSpacing(px(m_compact ? 8 : 18));
    m_column->addWidget(m_modelsTitle);
    m_column->addSpacing(px(m_compact ? 2 : 4));
    m_column->addWidget(m_modelsBox);
    m_column->addWidget(m_modelsProblem);
    m_column->addStretch(1);
    m_fields->setSpacing(px(m_compact ? 5 : space::kFieldGap));
    for (FieldRow* row : m_rows)
        row->setCompact(m_compact);
    for (ModelRow* row : m_modelRows)
        row->setCompact(m_compact);
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
