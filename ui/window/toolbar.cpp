// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/toolbar.h"

#include "controls/button.h"
#include "live/statusstrip.h"
#include "report/exportmenu.h"
#include "window/filemenu.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace ilv::ui {

Toolbar::Toolbar(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_run(new Button(ButtonKind::Primary, tr("Run"), Icon::Play, this))
    , m_stop(new Button(ButtonKind::Quiet, tr("Stop"), Icon::Stop, this))
    , m_status(new StatusStrip(this))
    , m_file(new Button(ButtonKind::Flat, tr("Open"), Icon::Open, this))
    , m_sweep(new Button(ButtonKind::Flat, tr("Sweep"), Icon::Sweep, this))
    , m_lesson(new Button(ButtonKind::Flat, tr("Lesson"), Icon::Book, this))
    , m_history(new Button(ButtonKind::Flat, tr("History"), Icon::History, this))
    , m_export(new Button(ButtonKind::Flat, tr("Export"), Icon::Export, this))
    , m_divider(new QWidget(this))
    , m_side(new Button(ButtonKind::Icon, tr("Experiment panel"), Icon::Panel, this))
    , m_projector(new Button(ButtonKind::Icon, tr("Projector: larger text, one chart"), Icon::Monitor, this))
    , m_dark(new Button(ButtonKind::Icon, tr("Dark"), Icon::Moon, this))
    , m_view(new Button(ButtonKind::Icon, tr("View: text size, panels, layout"), Icon::More, this))
    , m_files(new FileMenu(this))
    , m_reports(new ReportMenu(this))
{
    setAccessibleName(tr("Toolbar"));
    m_run->setObjectName(QStringLiteral("run"));
    m_stop->setObjectName(QStringLiteral("stop"));
    m_history->setObjectName(QStringLiteral("history"));
    m_lesson->setObjectName(QStringLiteral("lesson"));
    m_side->setObjectName(QStringLiteral("side"));
    m_view->setObjectName(QStringLiteral("view"));
    m_side->setCheckable(true);
    m_history->setCheckable(true);
    m_lesson->setCheckable(true);
    m_projector->setObjectName(QStringLiteral("projector"));
    m_dark->setObjectName(QStringLiteral("dark"));
    m_file->setMenu(m_files);
    m_file->setToolTip(tr("Open, save, presets"));
    m_export->setMenu(m_reports);
    m_export->setEnabled(false);
    m_history->setToolTip(tr("Runs measured before"));
    m_lesson->setToolTip(tr("Learn by predicting a run"));
    m_stop->setToolTip(tr("Stop the run (Shift+F5)"));
    m_sweep->setEnabled(false);
    m_sweep->setToolTip(tr("Sweeping a parameter is not part of this version"));
    m_sweep->setAccessibleDescription(m_sweep->toolTip());

    for (QWidget* widget : std::initializer_list<QWidget*>{ m_run, m_stop })
        m_row->addWidget(widget);
    m_row->addSpacing(0);
    m_row->addWidget(m_status, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_file, m_sweep, m_lesson, m_history, m_export, m_divider, m_side, m_projector, m_dark, m_view })
        m_row->addWidget(widget);

    connect(m_run, &Button::clicked, this, &Toolbar::runAsked);
    connect(m_stop, &Button::clicked, this, &Toolbar::stopAsked);
    connect(m_side, &Button::clicked, this, &Toolbar::sideAsked);
    connect(m_projector, &Button::clicked, this, &Toolbar::projectorAsked);
    connect(m_dark, &Button::clicked, this, &Toolbar::themeAsked);
    setRunning(false);
    setSideButton(false, false);
    arrange();
}

void Toolbar::setPanelActions(QAction* history, QAction* lesson)
{
    const auto follow = [](Button* button, QAction* action) {
        connect(button, &Button::clicked, action, &QAction::trigger);
        connect(action, &QAction::toggled, button, &Button::setChecked);
        button->setChecked(action->isChecked());
    };
    follow(m_history, history);
    follow(m_lesson, lesson);
}

void Toolbar::setViewMenu(QMenu* menu)
{
    m_view->setMenu(menu);
}

void Toolbar::setSideButton(bool there, bool down)
{
    m_side->setVisible(there);
    m_side->setChecked(down);
    fit();
}

void Toolbar::themeChanged()
{
    m_dark->setSymbol(m_theme.dark ? Icon::Sun : Icon::Moon);
    m_dark->setLabel(m_theme.dark ? tr("Light colours") : tr("Dark colours"));
    arrange();
}

void Toolbar::setModels(int count)
{
    m_count = count;
    refreshRun();
}

void Toolbar::setRunning(bool running)
{
    const QWidget* focused = window()->focusWidget();
    m_running = running;
    m_stop->setEnabled(m_stop->isEnabled() || running);
    // The focus goes from Run to Pause, where Space does what it does everywhere, and back, before the one that had it
    // is disabled.
    if (running && focused == m_run)
        m_status->pauseButton().setFocus(Qt::OtherFocusReason);
    m_stop->setSymbolInk(running ? &Theme::err : nullptr);
    refreshRun();
    if (!running) {
        if ((focused == m_stop || focused == &m_status->pauseButton()) && m_run->isEnabled())
            m_run->setFocus(Qt::OtherFocusReason);
        m_stop->setEnabled(false);
    }
}

void Toolbar::setExpected(const QString& time)
{
    m_expected = time;
    refreshRun();
}

QWidget& Toolbar::runButton()
{
    return *m_run;
}

void Toolbar::setRunnable(bool runnable, const QString& why)
{
    m_runnable = runnable;
    m_why = why;
    refreshRun();
}

void Toolbar::refreshRun()
{
    const bool can = m_runnable && !m_running && m_count > 0;
    m_run->setLabel(m_running ? tr("Run") : tr("Run %n model(s)", nullptr, m_count));
    m_run->setEnabled(can);
    fit();
    m_run->setToolTip(m_running    ? tr("A run is going on")
            : m_count == 0         ? tr("Tick at least one model")
            : !m_runnable          ? m_why
            : m_expected.isEmpty() ? tr("Run (F5)")
                                   : tr("Run, %1 (F5)").arg(m_expected));
}

void Toolbar::setExportable(bool exportable)
{
    m_export->setEnabled(exportable);
    m_export->setToolTip(exportable ? tr("Write a report (Ctrl+E)") : tr("Nothing measured yet"));
}

void Toolbar::setProjector(bool projector)
{
    m_projector->setLabel(projector ? tr("Back to the desk") : tr("Projector: larger text, one chart"));
    arrange();
}

void Toolbar::arrange()
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    setFixedHeight(px(space::kToolbarHeight));
    m_row->setContentsMargins(px(space::kSidePadding), 0, px(space::kWindowMargin), m_theme.hairline());
    m_row->setSpacing(px(8));
    m_divider->setFixedSize(px(1), px(22));
    m_row->setStretch(m_row->indexOf(m_status), 1);
    if (QLayoutItem* gap = m_row->itemAt(2); gap->spacerItem())
        gap->spacerItem()->changeSize(px(7), 0, QSizePolicy::Fixed);
    m_row->invalidate();
    fit();
    update();
}

void Toolbar::resizeEvent(QResizeEvent*)
{
    fit();
}

/// What gives way where the row is too short: texts first, then what the view menu has as well, then Run's own text.
void Toolbar::fit()
{
    for (int step = 0; step <= 5; ++step) {
        for (Button* button : { m_file, m_sweep, m_lesson, m_history, m_export })
            button->setTextHidden(step >= 1);
        m_stop->setTextHidden(step >= 2);
        for (Button* button : { m_sweep, m_projector, m_dark })
            button->setVisible(step < 3);
        for (Button* button : { m_lesson, m_history })
            button->setVisible(step < 4);
        m_run->setTextHidden(step >= 5);
        if (needs(step < 1 ? 330 : step < 3 ? 210 : 120) <= width()) // what runs and its clock before words on buttons
            break;
    }
}

double Toolbar::needs(double status) const
{
    double need = m_theme.px(space::kSidePadding + space::kWindowMargin + 7 + 1 + 8 + status);
    for (const Button* button :
        { m_run, m_stop, m_file, m_sweep, m_lesson, m_history, m_export, m_side, m_projector, m_dark, m_view })
        if (!button->isHidden())
            need += button->sizeHint().width() + m_theme.px(8);
    return need;
}

void Toolbar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    painter.fillRect(QRect(0, height() - m_theme.hairline(), width(), m_theme.hairline()), m_theme.border);
    const QRect divider = m_divider->geometry();
    painter.fillRect(QRect(divider.center().x(), divider.top(), m_theme.hairline(), divider.height()), m_theme.border);
}

} // namespace ilv::ui
