// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "controls/tabstrip.h"
#include "experiment/experimentpanel.h"
#include "model/advice.h"
#include "model/modelnames.h"
#include "report/figuretext.h"
#include "results/verdictband.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/dialogs.h"
#include "window/experimentdesk.h"
#include "window/experimentfiles.h"
#include "window/filemenu.h"
#include "window/historydialog.h"
#include "window/runpresenter.h"
#include "window/stylesheet.h"
#include "window/toolbar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QSettings>
#include <QShortcut>
#include <QThread>
#include <QUrl>
#include <QVBoxLayout>

namespace ilv::ui {

namespace {

constexpr int kLargeWidth = 1500, kLargeHeight = 860;
constexpr int kKillAfterMs = 1800, kCloseAfterMs = 2800;

} // namespace

MainWindow::MainWindow(RunControl& control, QSettings* settings, QWidget* parent)
    : QMainWindow(parent)
    , m_control(control)
    , m_settings(settings)
    , m_toolbar(new Toolbar(this))
    , m_panel(new ExperimentPanel(lastExperiment(settings), QThread::idealThreadCount(), this))
    , m_centre(new Centre(this))
    , m_presenter(new RunPresenter(control, *m_toolbar, *m_panel, *m_centre, this))
    , m_desk(new ExperimentDesk(this))
    , m_chooser(dialogs())
{
    setMinimumSize(1000, 620);
    auto* whole = new QWidget(this);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_panel);
    row->addWidget(m_centre, 1);
    column->addLayout(row, 1);
    setCentralWidget(whole);

    connectControl();
    connectParts();
    addShortcuts();
    restore();
    applyThemeNow();
    onEdited();
}

MainWindow::~MainWindow() = default;

// ---- making ---------------------------------------------------------------------------------------------------------

void MainWindow::connectControl()
{
    connect(&m_control, &RunControl::started, this, &MainWindow::keep);
    connect(m_presenter, &RunPresenter::ended, this, [this] {
        if (m_closing)
            close();
    });
    connect(&m_control, &RunControl::trustNeeded, this, &MainWindow::askTrust);
    connect(&m_control, &RunControl::failed, this, [this](const Error& error) { tell(error, true); });
    connect(&m_control, &RunControl::warned, this, [this](const Error& error) { tell(error, false); });
    connect(&m_control, &RunControl::machineKnown, m_panel, &ExperimentPanel::setMachine);
    connect(&m_control, &RunControl::exported, this, [this](const QString& folder, const QStringList& files) {
        QStringList names;
        for (const QString& file : files)
            names << QFileInfo(file).fileName();
        tellDone(tr("Wrote %1 to %2.").arg(names.join(QStringLiteral(", ")), QDir::toNativeSeparators(folder)), folder);
    });
    connect(&m_control, &RunControl::historyListed, this, [this](const std::vector<HistoryEntry>& entries) {
        if (m_history)
            m_history->setEntries(entries);
    });
}

void MainWindow::connectParts()
{
    connect(m_toolbar, &Toolbar::runAsked, this, &MainWindow::run);
    connect(m_toolbar, &Toolbar::stopAsked, this, &MainWindow::stop);
    connect(m_toolbar, &Toolbar::historyAsked, this, &MainWindow::showHistory);
    connect(m_toolbar, &Toolbar::projectorAsked, this, [this] { setProjector(!m_theme.projector()); });
    connect(m_toolbar, &Toolbar::themeAsked, this, [this] { setDark(!m_theme.dark); });
    connect(&m_toolbar->files(), &FileMenu::openAsked, m_desk, &ExperimentDesk::askAndOpen);
    connect(&m_toolbar->files(), &FileMenu::saveAsked, this, &MainWindow::save);
    connect(&m_toolbar->files(), &FileMenu::presetAsked, m_desk, &ExperimentDesk::openPreset);
    connect(m_desk, &ExperimentDesk::opened, m_panel, &ExperimentPanel::setExperiment);
    connect(m_desk, &ExperimentDesk::failed, this, [this](const Error& error) { tell(error, true); });
    connect(m_desk, &ExperimentDesk::saved, this, &MainWindow::tellWritten);
    connect(&m_toolbar->reports(), &ReportMenu::chosen, this, &MainWindow::exportReports);
    connect(m_panel, &ExperimentPanel::edited, this, &MainWindow::onEdited);

    Banner& banner = m_centre->banner();
    connect(&banner, &Banner::runAsked, this, [this](const Experiment& fixed) {
        m_panel->setExperiment(fixed);
        run();
    });
    connect(&banner, &Banner::editAsked, m_panel, &ExperimentPanel::setExperiment);
    connect(&banner, &Banner::folderAsked, this,
        [](const QString& folder) { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    connect(&m_centre->band(), &VerdictBand::reasonsAsked, this, &MainWindow::showReasons);

    Board& board = m_centre->board();
    board.setFigureText([this] {
        const auto& run = m_presenter->run();
        return run ? figureText(*run->run) : FigureText{};
    });
    connect(&board, &Board::figureSaved, this, &MainWindow::tellWritten);
    connect(&board, &Board::failed, this, [this](const Error& error) { tell(error, true); });
}

void MainWindow::addShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto call) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, call);
    };
    on(Qt::Key_F5, &MainWindow::run);
    on(Qt::SHIFT | Qt::Key_F5, &MainWindow::stop);
    on(QKeySequence::Open, [this] { m_desk->askAndOpen(); });
    on(QKeySequence::Save, &MainWindow::save);
    on(Qt::CTRL | Qt::Key_E, [this] {
        exportReports({ QStringLiteral("html"), QStringLiteral("csv"), QStringLiteral("json") });
    });
    on(Qt::Key_F11, &MainWindow::setFullScreen);
    for (int tab = 0; tab < kBoardTabs; ++tab)
        on(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + tab)),
            [this, tab] { m_centre->setTab(static_cast<BoardTab>(tab)); });
}

// ---- look -----------------------------------------------------------------------------------------------------------

void MainWindow::setDark(bool dark)
{
    m_theme = dark ? darkTheme(m_theme.scale) : lightTheme(m_theme.scale);
    applyThemeNow();
    keep();
}

void MainWindow::setProjector(bool projector)
{
    const double scale = projector ? 1.5 : 1.0;
    m_theme = m_theme.dark ? darkTheme(scale) : lightTheme(scale);
    applyThemeNow();
}

void MainWindow::applyThemeNow()
{
    const QPalette palette = paletteFor(m_theme);
    QApplication::setPalette(palette);
    QApplication::setFont(m_theme.font(TextRole::Body));
    qApp->setStyleSheet(styleSheetFor(m_theme));
    setPalette(palette);
    applyTheme(this, m_theme);
    m_panel->setVisible(!m_theme.projector());
    m_toolbar->setProjector(m_theme.projector());
    updateSize();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    updateSize();
}

void MainWindow::updateSize()
{
    const bool large = width() >= m_theme.px(kLargeWidth) && height() >= m_theme.px(kLargeHeight);
    m_panel->setCompact(!large);
    m_centre->setLarge(large);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_shown)
        return;
    m_shown = true;
    const bool large = width() >= m_theme.px(kLargeWidth) && height() >= m_theme.px(kLargeHeight);
    m_centre->setTab(large ? BoardTab::Overview : BoardTab::Throughput);
    centralWidget()->setFocus(Qt::OtherFocusReason); // Tab begins at Run; nothing wears the ring before
    QTimer::singleShot(0, this, [this] { m_control.captureMachine(); }); // after the first frame
}

void MainWindow::setFullScreen()
{
    if (isFullScreen())
        showNormal();
    else
        showFullScreen();
}

void MainWindow::restore()
{
    resize(1600, 900);
    if (!m_settings)
        return;
    restoreGeometry(m_settings->value(QStringLiteral("geometry")).toByteArray());
    m_theme = m_settings->value(QStringLiteral("dark")).toBool() ? darkTheme() : lightTheme();
}

void MainWindow::keep()
{
    if (!m_settings)
        return;
    m_settings->setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings->setValue(QStringLiteral("dark"), m_theme.dark);
    keepExperiment(m_settings, m_panel->form().experiment());
}

// ---- running --------------------------------------------------------------------------------------------------------

void MainWindow::run()
{
    if (!m_control.isRunning())
        runExperiment(m_panel->form().experiment());
}

void MainWindow::runExperiment(const Experiment& experiment)
{
    m_control.start(experiment);
}

void MainWindow::stop()
{
    if (m_control.isRunning())
        m_control.stop();
}

void MainWindow::onEdited()
{
    m_presenter->formChanged();
    const QString name = toQString(m_panel->form().experiment().name);
    setWindowTitle(name.isEmpty() ? tr("Interleave") : tr("%1 – Interleave").arg(name));
}

void MainWindow::askTrust(const Experiment& experiment, const TrustNeeds& needs)
{
    MessageDialog* dialog = trustDialog(m_theme, needs, this);
    connect(dialog, &QDialog::accepted, this, [this, experiment] {
        m_control.trust(experiment);
        runExperiment(experiment);
    });
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_control.isRunning()) {
        keep();
        event->accept();
        return;
    }
    event->ignore();
    if (m_closing) // the run did not end in time: its controller kills it
        return;
    MessageDialog* dialog = closeDialog(m_theme, this);
    connect(dialog, &QDialog::accepted, this, [this] {
        m_closing = true;
        keep();
        m_control.stop();
        QTimer::singleShot(kKillAfterMs, this, [this] { m_control.stop(); });
        QTimer::singleShot(kCloseAfterMs, this, [this] {
            hide();
            QApplication::quit();
        });
    });
    dialog->open();
}

// ---- files, history, reports ----------------------------------------------------------------------------------------

void MainWindow::openFile(const QString& path)
{
    m_desk->openFile(path);
}

void MainWindow::openPreset(const QString& name)
{
    m_desk->openPreset(name);
}

void MainWindow::exportReports(const QStringList& formats)
{
    if (!m_presenter->run() || m_control.isRunning())
        return;
    const QString folder = m_chooser.folder(this, tr("Write the report into this folder"));
    if (!folder.isEmpty())
        m_control.exportReports(m_presenter->run(), folder, formats);
}

void MainWindow::showHistory()
{
    m_history = new HistoryDialog(m_theme, this);
    connect(m_history, &QObject::destroyed, this, [this] { m_history = nullptr; });
    connect(m_history, &HistoryDialog::openAsked, this, [this](const QString& id) { m_control.openRun(id); });
    connect(m_history, &HistoryDialog::removeAsked, this, [this](const QString& id) { m_control.removeRun(id); });
    m_history->open();
    m_control.listHistory();
}

void MainWindow::showReasons()
{
    const BandWords& words = m_centre->band().words();
    reasonsDialog(m_theme, words.headline, words.sentence, words.reasons, this)->open();
}

void MainWindow::tell(const Error& error, bool grave)
{
    m_centre->banner().add(noticeFor(error, grave ? NoticeLevel::Error : NoticeLevel::Warning));
}

void MainWindow::tellDone(const QString& text, const QString& folder)
{
    Notice notice{ .level = NoticeLevel::Done };
    notice.text = text;
    notice.folder = folder;
    m_centre->banner().add(std::move(notice));
}

void MainWindow::tellWritten(const QString& path)
{
    tellDone(tr("Wrote %1.").arg(QDir::toNativeSeparators(path)), QFileInfo(path).absolutePath());
}

void MainWindow::save()
{
    m_desk->askAndSave(m_panel->form().experiment());
}

void MainWindow::setChooser(const PlaceChooser& chooser)
{
    m_chooser = chooser;
    m_desk->setChooser(chooser);
    m_centre->board().setChooser(chooser);
}

} // namespace ilv::ui
