// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "base/codes.h"
#include "controls/applytheme.h"
#include "controls/tabstrip.h"
#include "experiment/experimentpanel.h"
#include "lesson/lessonpanel.h"
#include "model/advice.h"
#include "model/modelnames.h"
#include "report/figuretext.h"
#include "results/verdictband.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/commands.h"
#include "window/dialogs.h"
#include "window/docks.h"
#include "window/experimentdesk.h"
#include "window/experimentfiles.h"
#include "window/runpresenter.h"
#include "window/stylesheet.h"
#include "window/toolbar.h"
#include "window/trustdialog.h"
#include "window/viewmenu.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QThread>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

constexpr int kLargeWidth = 1500, kLargeHeight = 860;
constexpr int kNarrowWidth = 900; ///< below this the side panel gives way
constexpr int kTinyWidth = 640; ///< and below this it does not fit beside anything
constexpr int kLeastRoom = 300; ///< and less than this shows nothing whole beside a panel
constexpr QSize kFirstSize(1600, 900), kLeastSize(1024, 640);
constexpr int kLayoutVersion = 1;

/// The size of text the desktop asks for, of those the window offers.
int textSizeOf(const QScreen* screen)
{
    const double wanted = screen ? screen->logicalDotsPerInchY() / 96 * 100 : 100;
    return *std::min_element(kTextSizes.begin(), kTextSizes.end(),
        [wanted](int a, int b) { return std::abs(a - wanted) < std::abs(b - wanted); });
}
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
    , m_scroll(new QScrollArea(this))
    , m_docks(new Docks(*this, control))
    , m_view(new ViewMenu(m_docks->historyAction(), m_docks->lessonAction(), this))
    , m_chooser(dialogs())
    , m_textSize(textSizeOf(screen()))
{
    buildPage();
    connectControl();
    connectParts();
    connectLesson();
    m_commands = new Commands(*this, settings);
    restore();
    applyThemeNow();
    m_control.experimentOpened(m_panel->form().experiment());
    onEdited();
}

MainWindow::~MainWindow()
{
    delete m_commands; // what the parts say while they are taken down must find nobody who asks this window
}

// ---- making ---------------------------------------------------------------------------------------------------------

void MainWindow::buildPage()
{
    setMinimumSize(kLeastSize);
    setMenuWidget(m_toolbar); // over the panels at the edges too
    m_toolbar->setPanelActions(m_docks->historyAction(), m_docks->lessonAction());
    m_toolbar->setViewMenu(m_view);
    m_scroll->setWidget(m_centre);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_centre->setAutoFillBackground(false);
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_panel);
    row->addWidget(m_scroll, 1);
    setCentralWidget(page);
    page->installEventFilter(this);
}

void MainWindow::connectControl()
{
    connect(&m_control, &RunControl::started, this, &MainWindow::keep);
    connect(m_presenter, &RunPresenter::ended, this, [this] {
        if (m_closing)
            close();
    });
    connect(&m_control, &RunControl::trustNeeded, this, &MainWindow::askTrust);
    connect(&m_control, &RunControl::failed, this,
        [this](const Error& error) { tell(error, true, [this] { exportReports(m_exported); }); });
    connect(&m_control, &RunControl::warned, this, [this](const Error& error) { tell(error, false); });
    connect(&m_control, &RunControl::machineKnown, m_panel, &ExperimentPanel::setMachine);
    connect(&m_control, &RunControl::exported, this, [this](const QString& folder, const QStringList& files) {
        QStringList names;
        for (const QString& file : files)
            names << QFileInfo(file).fileName();
        tellDone(tr("Wrote %1 to %2.").arg(names.join(QStringLiteral(", ")), QDir::toNativeSeparators(folder)), folder);
    });
}

void MainWindow::connectLesson()
{
    LessonPanel& lesson = m_docks->lesson();
    connect(&lesson, &LessonPanel::runAsked, this, [this](const Experiment& experiment) {
        m_panel->setExperiment(experiment);
        run();
    });
    connect(&lesson, &LessonPanel::tabAsked, this, [this](int tab) { m_centre->setTab(static_cast<BoardTab>(tab)); });
    connect(&m_control, &RunControl::started, &lesson, [&lesson] { lesson.setRunning(true); });
    connect(&m_control, &RunControl::finished, &lesson, [&lesson](const FinishedRunPtr& run) {
        lesson.setRunning(false);
        lesson.showRun(run);
    });
}

void MainWindow::connectParts()
{
    connect(m_toolbar, &Toolbar::runAsked, this, &MainWindow::run);
    connect(m_toolbar, &Toolbar::stopAsked, this, &MainWindow::stop);
    connect(m_toolbar, &Toolbar::sideAsked, this, [this](bool shown) {
        m_sideAsked = shown;
        updateSize();
    });
    connect(m_view, &ViewMenu::textSizeAsked, this, &MainWindow::setTextSize);
    connect(m_view, &ViewMenu::themeAsked, this, [this] { setDark(!m_theme.dark); });
    connect(m_view, &ViewMenu::projectorAsked, this, [this] { setProjector(!m_theme.projector()); });
    connect(m_view, &ViewMenu::fullScreenAsked, this, &MainWindow::setFullScreen);
    connect(m_view, &ViewMenu::defaultLayoutAsked, this, &MainWindow::restoreDefaultLayout);
    connect(m_toolbar, &Toolbar::projectorAsked, this, [this] { setProjector(!m_theme.projector()); });
    connect(m_toolbar, &Toolbar::themeAsked, this, [this] { setDark(!m_theme.dark); });
    connect(m_desk, &ExperimentDesk::opened, this, [this](const Experiment& experiment) {
        m_control.experimentOpened(experiment);
        m_presenter->experimentOpened(experiment); // first: its goals are none for the results of another
        m_panel->setExperiment(experiment);
    });
    connect(
        m_desk, &ExperimentDesk::failed, this, [this](const Error& error) { tell(error, true, [this] { save(); }); });
    connect(m_desk, &ExperimentDesk::saved, this, &MainWindow::tellWritten);
    connect(m_desk, &ExperimentDesk::saved, this, [this] { m_control.experimentSaved(m_panel->form().experiment()); });
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
    connect(&board, &Board::failed, this,
        [this](const Error& error) { tell(error, true, [this] { m_centre->board().saveAgain(); }); });
}

// ---- look -----------------------------------------------------------------------------------------------------------

void MainWindow::setDark(bool dark)
{
    makeTheme(dark, m_theme.projector());
    applyThemeNow();
    keep();
}

void MainWindow::setProjector(bool projector)
{
    makeTheme(m_theme.dark, projector);
    m_sideAsked = false;
    applyThemeNow();
}

void MainWindow::setTextSize(int percent)
{
    m_textSize = percent;
    makeTheme(m_theme.dark, m_theme.projector());
    applyThemeNow();
    keep();
}

void MainWindow::stepTextSize(int step)
{
    const auto* now = std::find(kTextSizes.begin(), kTextSizes.end(), m_textSize);
    const auto at = std::distance(kTextSizes.begin(), now) + step;
    if (at >= 0 && at < static_cast<std::ptrdiff_t>(kTextSizes.size()))
        setTextSize(kTextSizes[static_cast<std::size_t>(at)]);
}

void MainWindow::makeTheme(bool dark, bool projector)
{
    const double scale = projector ? 1.5 : 1.0;
    m_theme = (dark ? darkTheme(scale) : lightTheme(scale)).scaledBy(m_textSize / 100.0);
}

void MainWindow::restoreDefaultLayout()
{
    m_docks->restoreDefault();
    m_sideAsked = false;
    m_textSize = textSizeOf(screen());
    makeTheme(m_theme.dark, false);
    applyThemeNow();
    if (!isMaximized() && !isFullScreen())
        resize(kFirstSize.boundedTo(screen()->availableSize()));
    m_centre->setTab(isRoomy() ? BoardTab::Overview : BoardTab::Throughput);
    keep();
}

void MainWindow::applyThemeNow()
{
    const QPalette palette = paletteFor(m_theme);
    QApplication::setPalette(palette);
    QApplication::setFont(m_theme.font(TextRole::Body));
    qApp->setStyleSheet(styleSheetFor(m_theme));
    setPalette(palette);
    applyTheme(this, m_theme);
    m_docks->setTheme(m_theme);
    m_toolbar->setProjector(m_theme.projector());
    m_view->setTextSize(m_textSize);
    updateSize();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    updateSize();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == centralWidget() && event->type() == QEvent::Resize)
        updateSize(); // also when a panel at the edge takes room
    return QMainWindow::eventFilter(watched, event);
}

bool MainWindow::isRoomy() const
{
    return centralWidget()->width() >= m_theme.px(kLargeWidth) && height() >= m_theme.px(kLargeHeight);
}

void MainWindow::updateSize()
{
    m_panel->setCompact(!isRoomy());
    m_centre->setLarge(isRoomy());
    const int room = centralWidget()->width();
    const bool gives = m_theme.projector() || room < m_theme.px(kNarrowWidth);
    m_toolbar->setSideButton(gives, m_sideAsked);
    const bool none = room < m_theme.px(kLeastRoom) && m_docks->anyShown(); // large text: the panel has the window
    m_panel->setVisible(!none && (!gives || m_sideAsked));
    m_scroll->setVisible(!none && !(gives && m_sideAsked && room < m_theme.px(kTinyWidth)));
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_shown)
        return;
    m_shown = true;
    updateSize();
    m_centre->setTab(isRoomy() ? BoardTab::Overview : BoardTab::Throughput);
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
    resize(kFirstSize.boundedTo(screen()->availableSize()));
    makeTheme(false, false);
    if (!m_settings)
        return;
    restoreGeometry(m_settings->value(QStringLiteral("geometry")).toByteArray());
    restoreState(m_settings->value(QStringLiteral("layout")).toByteArray(), kLayoutVersion);
    const int size = m_settings->value(QStringLiteral("textSize")).toInt();
    if (std::find(kTextSizes.begin(), kTextSizes.end(), size) != kTextSizes.end())
        m_textSize = size;
    makeTheme(m_settings->value(QStringLiteral("dark")).toBool(), false);
    RunPace pace;
    const double around = m_settings->value(QStringLiteral("aroundTrialS")).toDouble();
    if (around > 0 && around < 60) // what a trial took here beside its load, the last time
        pace.aroundTrialS = around;
    m_panel->setPace(pace);
}

void MainWindow::keep()
{
    if (!m_settings)
        return;
    m_settings->setValue(QStringLiteral("geometry"), saveGeometry());
    if (!m_theme.projector()) // which keeps the panels away
        m_settings->setValue(QStringLiteral("layout"), saveState(kLayoutVersion));
    m_settings->setValue(QStringLiteral("textSize"), m_textSize);
    m_settings->setValue(QStringLiteral("dark"), m_theme.dark);
    m_settings->setValue(QStringLiteral("aroundTrialS"), m_panel->pace().aroundTrialS);
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
    if (m_control.isRunning() || m_control.isLooking())
        m_control.stop();
}

void MainWindow::onEdited()
{
    m_presenter->formChanged();
    const QString name = toQString(m_panel->form().experiment().name);
    setWindowTitle(name.isEmpty() ? tr("Interleave") : tr("%1 – Interleave").arg(name));
}

void MainWindow::askTrust(const Experiment& experiment, const TrustAnswer& answer)
{
    auto* dialog = new TrustDialog(m_theme, experiment, answer, this);
    connect(dialog, &QDialog::accepted, this, [this, experiment, answer] { m_control.trust(experiment, answer); });
    connect(dialog, &TrustDialog::restAsked, this, &MainWindow::runRest);
    dialog->open();
}

void MainWindow::runRest(const Experiment& rest)
{
    m_desk->forgetPlace(); // it is another experiment: saving it suggests a file of its own
    m_panel->setExperiment(rest);
    run();
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
        if (!m_control.isRunning()) { // it ended while the question stood
            close();
            return;
        }
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
    m_exported = formats;
    const QString folder = m_chooser.folder(this, tr("Write the report into this folder"));
    if (!folder.isEmpty())
        m_control.exportReports(m_presenter->run(), folder, formats);
}

void MainWindow::showReasons()
{
    const BandWords& words = m_centre->band().words();
    reasonsDialog(m_theme, words.headline, words.sentence, words.reasons, this)->open();
}

void MainWindow::tell(const Error& error, bool grave, const std::function<void()>& elsewhere)
{
    Notice notice = noticeFor(error, grave ? NoticeLevel::Error : NoticeLevel::Warning);
    addWayOut(error, notice, elsewhere);
    m_centre->banner().add(std::move(notice));
}

void MainWindow::addWayOut(const Error& error, Notice& notice, const std::function<void()>& elsewhere)
{
    const auto is = [&](const char* family) { return error.code.rfind(family, 0) == 0; };
    if (is("OUT_") && elsewhere) {
        notice.actionLabel = tr("Choose another place…");
        notice.action = elsewhere;
    } else if (is("DB_")) {
        notice.actionLabel = tr("Retry");
        notice.action = [this] { m_control.listHistory(); };
    } else if (is("FILE_") && (!error.file.empty() || codeFromName(error.code) == Code::FileUnreadable)) {
        notice.actionLabel = tr("Choose another file…");
        notice.action = [this] { m_desk->askAndOpen(); };
    }
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
