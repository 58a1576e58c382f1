// SPDX-License-Identifier: GPL-3.0-or-later
#include "tourguide.h"

#include "experiment/experimentpanel.h"
#include "history/historypanel.h"
#include "lesson/lessonpanel.h"
#include "sampleruns.h"
#include "window/banner.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/dialogs.h"
#include "window/docks.h"
#include "window/mainwindow.h"
#include "window/toolbar.h"
#include "windowprobe.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QListView>
#include <QPointer>
#include <QRadioButton>

namespace ilv::ui {

namespace {

constexpr int kPatienceMs = 60'000;
constexpr QSize kLarge(1920, 1080), kMedium(1280, 720), kSmall(1024, 640);

const char* const kTabNames[]
    = { "overview", "throughput", "latency", "timesplit", "timeline", "crossover", "scaling" };

/// Mixed work, all six models, over in a few seconds.
Experiment shortRun()
{
    Experiment e;
    e.name = "Mixed I/O and CPU";
    e.workload.stages = { WaitStage{ .ms = 2, .spread = Spread::Constant },
        ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 } };
    e.workload.inputBytes = e.workload.outputBytes = 4096;
    e.models = sample::plainEntries({ kModels.begin(), kModels.end() });
    e.load.durationS = 0.6;
    e.load.inFlight = 16;
    e.settings.workers = 2;
    e.repeats = 2;
    e.warmupTasks = 10;
    return e;
}

} // namespace

TourGuide::TourGuide(const QDir& folder)
    : m_folder(folder)
{
}

TourGuide::~TourGuide()
{
    m_window.reset();
    m_control.reset();
}

void TourGuide::walk()
{
    emptyRooms();
    running();
    finished();
    projector();
    largeText();
    failed();
    panels();
    stopped();
    dialogs();
}

// ---- the rooms ------------------------------------------------------------------------------------------------------

void TourGuide::emptyRooms()
{
    for (const bool dark : { false, true }) {
        open(shortRun(), kMedium, dark);
        snap(dark ? QStringLiteral("empty-dark-1280") : QStringLiteral("empty-light-1280"));
    }
    m_window->resize(kSmall);
    snap(QStringLiteral("empty-dark-1024"));
    m_window->setDark(false);
    m_window->resize(kLarge);
    snap(QStringLiteral("empty-light-1920"));
}

void TourGuide::running()
{
    open(shortRun(), kLarge, true);
    run();
    waitFor(QStringLiteral("the first model"), [this] { return m_live && m_live->picture->models.size() > 1; });
    snap(QStringLiteral("started-dark-1920"));
    waitFor(QStringLiteral("the third model"), [this] {
        if (!m_live)
            return false;
        int done = 0;
        for (const LiveModel& model : m_live->picture->models)
            done += !model.trials.empty();
        return done >= 3;
    });
    snap(QStringLiteral("running-dark-1920"));
    m_window->setDark(false);
    m_window->resize(kMedium);
    snap(QStringLiteral("running-light-1280"));
    m_window->resize(kSmall);
    snap(QStringLiteral("running-light-1024"));
    m_window->setProjector(true);
    m_window->resize(kMedium);
    snap(QStringLiteral("running-projector-light-1280"));
    m_window->setProjector(false);
    waitFor(QStringLiteral("the end of the run"), [this] { return m_run != nullptr; });
}

void TourGuide::finished()
{
    m_window->resize(kLarge);
    eachTab(QStringLiteral("finished-light-1920"));
    m_window->setDark(true);
    eachTab(QStringLiteral("finished-dark-1920"));
    m_window->resize(kMedium);
    eachTab(QStringLiteral("finished-dark-1280"));
    m_window->setDark(false);
    eachTab(QStringLiteral("finished-light-1280"));
    m_window->resize(kSmall);
    eachTab(QStringLiteral("finished-light-1024"));
}

void TourGuide::projector()
{
    m_window->resize(kMedium);
    m_window->setProjector(true);
    eachTab(QStringLiteral("projector-light-1280"), 1);
    m_window->setDark(true);
    eachTab(QStringLiteral("projector-dark-1280"), 1);
    m_window->setDark(false);
    m_window->setProjector(false);
}

void TourGuide::largeText()
{
    m_window->setTextSize(150);
    m_window->resize(kMedium);
    eachTab(QStringLiteral("text150-light-1280"));
    m_window->setTextSize(200);
    m_window->resize(kLarge);
    eachTab(QStringLiteral("text200-light-1920"));
    m_window->resize(kSmall);
    eachTab(QStringLiteral("text200-light-1024"));
    QTest::mouseClick(button(*m_window, "side"), Qt::LeftButton);
    snap(QStringLiteral("text200-light-1024-experiment"));
    QTest::mouseClick(button(*m_window, "side"), Qt::LeftButton);
    m_window->setTextSize(100);
}

void TourGuide::panels()
{
    m_window->docks().historyAction()->trigger();
    auto* list = m_window->docks().history().findChild<QListView*>();
    waitFor(QStringLiteral("the history"), [list] { return list->model()->rowCount() > 1; });
    list->setCurrentIndex(list->model()->index(0, 0));
    for (const QSize size : { kLarge, kMedium, kSmall }) {
        m_window->resize(size);
        snap(QStringLiteral("history-dark-%1").arg(size.width()));
    }
    m_window->setDark(false);
    m_window->resize(kMedium);
    snap(QStringLiteral("history-light-1280"));
    list->selectAll();
    QTest::mouseClick(button(m_window->docks().history(), "compare"), Qt::LeftButton);
    const auto comparison = [this] { return m_window->findChild<QDialog*>(QStringLiteral("comparison")); };
    waitFor(QStringLiteral("the comparison"), [&] { return comparison() != nullptr; });
    snap(QStringLiteral("comparison-light"), comparison());
    comparison()->close();

    m_window->docks().historyAction()->trigger();
    m_window->docks().lessonAction()->trigger();
    LessonPanel& lesson = m_window->docks().lesson();
    snap(QStringLiteral("lesson-light-1280"));
    lesson.findChildren<QRadioButton*>().front()->setChecked(true);
    m_run.reset();
    QTest::mouseClick(button(lesson, "commit"), Qt::LeftButton);
    waitFor(QStringLiteral("the lesson's run"), [this] { return m_run != nullptr; });
    snap(QStringLiteral("lesson-explained-light-1280"));
    m_window->docks().lessonAction()->trigger();
}

void TourGuide::dialogs()
{
    const auto shown = [this](const char* name) -> MessageDialog* { // an answered one is a hidden child for a while
        for (auto* dialog : m_window->findChildren<MessageDialog*>(QString::fromLatin1(name)))
            if (dialog->isVisible())
                return dialog;
        return nullptr;
    };
    m_window->setDark(false);
    m_window->resize(kMedium);
    Experiment foreign = shortRun();
    foreign.workload.stages.push_back(CommandStage{ .program = "/usr/bin/gzip", .args = { "-9", "two words" } });
    m_window->panel().setExperiment(foreign);
    m_window->run();
    waitFor(QStringLiteral("the question of trust"), [&] { return shown("trust") != nullptr; });
    snap(QStringLiteral("trust-light"), shown("trust"));
    shown("trust")->reject();
    waitFor(QStringLiteral("the end of that question"), [&] { return shown("trust") == nullptr; });

    const QString broken = m_data.filePath(QStringLiteral("broken.interleave.json"));
    QFile file(broken);
    if (file.open(QIODevice::WriteOnly))
        file.write("{ \"interleave\": 1,\n  \"workload\": { \"stages\": [ {\"kind\": \"wiat\", \"ms\": 1} ] },\n"
                   "  \"models\": [ \"threads\" ], \"load\": { \"tasks\": 10 } }\n");
    file.close();
    m_window->openFile(broken);
    snap(QStringLiteral("refused-light-1280"));

    open(shortRun(), kMedium, false);
    run();
    waitFor(QStringLiteral("a picture"), [this] { return m_live != nullptr; });
    m_window->close();
    waitFor(QStringLiteral("the question before closing"), [&] { return shown("closing") != nullptr; });
    snap(QStringLiteral("closing-light"), shown("closing"));
    shown("closing")->reject();
    m_window->stop();
    waitFor(QStringLiteral("the end"), [this] { return m_run != nullptr; });
}

void TourGuide::failed()
{
    Experiment crashing = shortRun();
    crashing.workload.stages.push_back(FaultStage{ .kind = FaultKind::Crash, .at = 40 });
    open(crashing, kLarge, false);
    run();
    waitFor(QStringLiteral("the end of the failing run"), [this] { return m_run != nullptr; });
    eachTab(QStringLiteral("failed-light-1920"));
    m_window->setDark(true);
    m_window->resize(kMedium);
    snap(QStringLiteral("failed-dark-1280"));
    m_window->resize(kSmall);
    snap(QStringLiteral("failed-dark-1024"));
}

void TourGuide::stopped()
{
    Experiment lasting = shortRun();
    lasting.load.tasks = 0;
    lasting.load.durationS = 1;
    open(lasting, kLarge, false);
    run();
    waitFor(QStringLiteral("two models and a half"), [this] {
        int done = 0, current = 0;
        if (m_live)
            for (const LiveModel& model : m_live->picture->models) {
                done += !model.trials.empty();
                current += model.current != nullptr;
            }
        return done >= 2 && current > 0;
    });
    m_window->stop();
    waitFor(QStringLiteral("the stop"), [this] { return m_run != nullptr; });
    snap(QStringLiteral("stopped-light-1920"));
    m_window->setDark(true);
    m_window->resize(kMedium);
    snap(QStringLiteral("stopped-dark-1280"));
}

// ---- the craft ------------------------------------------------------------------------------------------------------

void TourGuide::open(const Experiment& experiment, QSize size, bool dark)
{
    m_window.reset();
    m_control.reset();
    m_run.reset();
    m_live.reset();
    m_control = std::make_unique<RunController>(engineDriver(QApplication::applicationDirPath().toStdString()),
        m_data.filePath(QStringLiteral("history.db")).toStdString());
    connect(m_control.get(), &RunControl::finished, this, [this](const FinishedRunPtr& run) { m_run = run; });
    connect(m_control.get(), &RunControl::progressed, this, [this](const LiveRunPtr& live) { m_live = live; });
    m_window = std::make_unique<MainWindow>(*m_control, nullptr);
    m_window->resize(size);
    m_window->setDark(dark);
    m_window->panel().setExperiment(experiment);
    bool machine = false;
    connect(m_control.get(), &RunControl::machineKnown, m_window.get(), [&machine] { machine = true; });
    m_window->show();
    waitFor(QStringLiteral("the machine"), [&machine] { return machine; });
}

void TourGuide::run()
{
    m_run.reset();
    m_live.reset();
    m_window->run();
}

void TourGuide::waitFor(const QString& what, const std::function<bool()>& holds)
{
    QElapsedTimer since;
    since.start();
    while (!holds()) {
        if (since.elapsed() > kPatienceMs) {
            m_complaints << QStringLiteral("waited in vain for ") % what;
            return;
        }
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    }
    settle();
}

void TourGuide::settle()
{
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

void TourGuide::snap(const QString& name, QWidget* of)
{
    const QPointer<QWidget> seen = of ? of : m_window.get();
    settle();
    if (!seen) {
        m_complaints << name % QStringLiteral(": went away before its picture was taken");
        return;
    }
    const QString path = m_folder.filePath(name % QStringLiteral(".png"));
    if (seen->grab().save(path))
        ++m_pictures;
    else
        m_complaints << name % QStringLiteral(": could not be written");
    const QStringList wrong = clipped(*seen);
    for (const QString& each : wrong)
        m_complaints << name % QStringLiteral(": ") % each;
}

void TourGuide::eachTab(const QString& name, int from)
{
    for (int tab = from; tab < kBoardTabs; ++tab) {
        m_window->centre().setTab(static_cast<BoardTab>(tab));
        snap(name % QLatin1Char('-') % QLatin1String(kTabNames[tab]));
    }
    m_window->centre().setTab(m_window->width() >= 1500 ? BoardTab::Overview : BoardTab::Throughput);
}

} // namespace ilv::ui
