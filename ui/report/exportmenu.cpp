// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/exportmenu.h"

#include "charts/plotview.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>

#include <algorithm>

namespace ilv::ui {

PlaceChooser dialogs()
{
    return { .file
        = [](QWidget* parent, const QString& title, const QString& suggestion,
              const QString& filter) { return QFileDialog::getSaveFileName(parent, title, suggestion, filter); },
        .folder
        = [](QWidget* parent, const QString& title) { return QFileDialog::getExistingDirectory(parent, title); },
        .open = [](QWidget* parent, const QString& title,
                    const QString& filter) { return QFileDialog::getOpenFileName(parent, title, {}, filter); } };
}

FigureMenu::FigureMenu(Chart* chart, QWidget* parent)
    : QMenu(parent)
    , m_chart(chart)
    , m_chooser(dialogs())
{
    setAccessibleName(tr("%1, figure and data").arg(chart->title()));
    fill();
    connect(this, &QMenu::aboutToShow, this, &FigureMenu::fill);
    chart->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(chart, &QWidget::customContextMenuRequested, this,
        [this](QPoint place) { popup(m_chart->mapToGlobal(place)); });
}

/// What can be done now: what the chart itself offers changes with what it shows.
void FigureMenu::fill()
{
    clear();
    const bool filled = !m_chart->isEmpty();
    const auto add = [&](const QString& text, const QKeySequence& keys, bool enabled, std::function<void()> run) {
        // The chart hears its keys itself; here they are only told.
        const QString told = keys.isEmpty() ? text : text + QLatin1Char('\t') + keys.toString(QKeySequence::NativeText);
        QAction* action = addAction(told);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
        return action;
    };
    add(tr("Copy image"), {}, filled,
        [this] { QGuiApplication::clipboard()->setImage(m_chart->figureImage(m_text ? m_text() : FigureText{})); });
    add(tr("Copy data"), {}, filled, [this] { QGuiApplication::clipboard()->setText(m_chart->tableData().asTsv()); });
    addSeparator();
    add(tr("Save as SVG…"), {}, filled, [this] { save(Format::Svg); });
    add(tr("Save as PNG…"), {}, filled, [this] { save(Format::Png); });
    add(tr("Save as PDF…"), {}, filled, [this] { save(Format::Pdf); });
    addSeparator();
    QAction* table = add(tr("Show as table"), QKeySequence(Qt::Key_T), filled,
        [this] { m_chart->setTableShown(!m_chart->isTableShown()); });
    table->setCheckable(true);
    table->setChecked(m_chart->isTableShown());
    add(tr("Show everything"), QKeySequence(Qt::Key_Z), filled && m_chart->canResetView(),
        [this] { m_chart->resetView(); });
    const auto own = m_chart->chartActions();
    if (!own.empty())
        addSeparator();
    for (const ChartAction& action : own)
        add(action.text, action.keys, action.enabled, action.run);
    addGoals(filled);
}

/// A goal is set in the middle of the axis, to be dragged from there.
void FigureMenu::addGoals(bool filled)
{
    const auto kinds = m_chart->goalKinds();
    if (kinds.empty())
        return;
    addSeparator();
    for (const GoalKind kind : kinds) {
        const auto& goals = m_chart->goals();
        const bool set
            = std::any_of(goals.begin(), goals.end(), [&](const GoalLine& goal) { return goal.kind == kind; });
        QAction* action = addAction((set ? tr("Remove the %1 goal") : tr("Set a %1 goal")).arg(goalName(kind)));
        action->setEnabled(filled);
        connect(action, &QAction::triggered, this, [this, kind, set] {
            if (set)
                m_chart->removeGoal(kind);
            else
                m_chart->placeGoal(kind);
        });
    }
}

void FigureMenu::saveAgain()
{
    save(m_format);
}

void FigureMenu::save(Format format)
{
    m_format = format;
    const QString ending = format == Format::Svg ? QStringLiteral("svg")
        : format == Format::Pdf                  ? QStringLiteral("pdf")
                                                 : QStringLiteral("png");
    const QString name = m_chart->title().toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
    QString path = m_chooser.file(this, tr("Save %1").arg(m_chart->title()), name % QLatin1Char('.') % ending,
        ending.toUpper() % QStringLiteral(" (*.") % ending % QLatin1Char(')'));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1Char('.') % ending, Qt::CaseInsensitive))
        path += QLatin1Char('.') % ending;
    const FigureText text = m_text ? m_text() : FigureText{};
    const Status written = format == Format::Svg ? m_chart->saveSvg(path, text)
        : format == Format::Pdf                  ? m_chart->savePdf(path, text)
                                                 : m_chart->savePng(path, text);
    if (written)
        Q_EMIT saved(path);
    else
        Q_EMIT failed(written.error());
}

ReportMenu::ReportMenu(QWidget* parent)
    : QMenu(parent)
{
    const auto add = [this](const QString& text, const QStringList& formats) {
        connect(addAction(text), &QAction::triggered, this, [this, formats] { Q_EMIT chosen(formats); });
    };
    const QString html = QStringLiteral("html"), csv = QStringLiteral("csv"), json = QStringLiteral("json");
    add(tr("Report, all formats…"), { html, csv, json });
    addSeparator();
    add(tr("HTML page…"), { html });
    add(tr("CSV table…"), { csv });
    add(tr("JSON result…"), { json });
}

} // namespace ilv::ui
