// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runworker.h"

#include "analysis/goals.h"
#include "base/codes.h"
#include "base/files.h"
#include "model/livelanes.h"
#include "model/runnames.h"
#include "report/exporters.h"
#include "report/resultfile.h"

#include <QDir>
#include <QFileInfo>

#include <chrono>
#include <ctime>

namespace ilv::ui {

namespace {

constexpr std::chrono::hours kRemovedStay{ 24 }; ///< of a window that died: another's may still be undone
constexpr int kSampleMs = 1000;
constexpr std::size_t kLargestResult = 512u << 20;

/// CPU seconds of this process so far, all threads.
double ownCpuSeconds()
{
    timespec spent{};
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent) != 0)
        return -1;
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

/// "2026-11-21T11:42:33Z" of "20261121-114233-5f3a": a run is named by its start.
std::string startOf(const std::string& id)
{
    if (id.size() < 15)
        return {};
    const auto part = [&](std::size_t at, std::size_t length) { return id.substr(at, length); };
    return part(0, 4) + '-' + part(4, 2) + '-' + part(6, 2) + 'T' + part(9, 2) + ':' + part(11, 2) + ':' + part(13, 2)
        + 'Z';
}

HistoryEntry entryFor(const std::string& id, const std::string& name)
{
    HistoryEntry entry;
    entry.id = id;
    entry.name = name;
    entry.startedAtUtc = startOf(id);
    return entry;
}

} // namespace

FinishedRunPtr finishRun(std::shared_ptr<const RunResult> run)
{
    auto done = std::make_shared<FinishedRun>();
    done->run = std::move(run);
    done->models = summarise(*done->run);
    done->verdict = judge(*done->run, done->models);
    done->charts = chartDataFromSummaries(done->models, nullptr, trialsOf(done->run));
    addRounds(*done->run, done->models, done->charts.throughput);
    done->timeline = std::make_shared<TimelineData>(timelineFromRun(*done->run, done->models));
    return done;
}

RunWorker::RunWorker(DriverFactory makeDriver, std::string historyPath, int cores)
    : m_makeDriver(std::move(makeDriver))
    , m_historyPath(std::move(historyPath))
    , m_cores(cores)
{
}

RunWorker::~RunWorker()
{
    if (m_history) // nobody is left to be told; what stays is out of the list and goes with the next window's purge
        for (const std::string& id : m_removed)
            static_cast<void>(m_history->remove(id));
}

void RunWorker::start(const Experiment& experiment)
{
    auto driver = m_makeDriver(experiment);
    if (!driver) {
        Q_EMIT notStarted(driver.error());
        return;
    }
    m_experiment = experiment;
    m_begunId.clear();
    m_trialsDrawn = 0;
    m_lanesDrawn.clear();
    m_sampleDrawn.reset();
    m_rounds.reset();
    m_timeline = std::make_shared<TimelineData>();
    m_cpuBefore = ownCpuSeconds();
    m_driver = driver.take();
    connect(m_driver.get(), &RunDriver::progressed, this, &RunWorker::takePicture);
    connect(m_driver.get(), &RunDriver::finished, this, &RunWorker::takeResult);
    connect(m_driver.get(), &RunDriver::faultAnswered, this, &RunWorker::faultAnswered);
    Q_EMIT started(experiment);
    nameRun();
    m_driver->start();
}

/// Before it starts, so that the history is asked while nothing is measured.
void RunWorker::nameRun()
{
    const History* kept = history();
    const auto entries = kept ? kept->list() : Result<std::vector<HistoryEntry>>(std::vector<HistoryEntry>{});
    m_name = entries ? runName(*entries, m_experiment, m_before ? &*m_before : nullptr) : m_experiment.name;
    m_before = m_experiment;
}

void RunWorker::stop()
{
    if (m_driver)
        m_driver->cancel();
}

void RunWorker::setPaused(bool paused)
{
    if (m_driver)
        m_driver->setPaused(paused);
}

void RunWorker::plantFault(const std::string& lane, HandFault fault)
{
    if (m_driver)
        m_driver->plantFault(lane, fault);
}

void RunWorker::takePicture(const std::shared_ptr<const LivePicture>& picture)
{
    if (m_begunId.empty() && !picture->runId.empty()) {
        m_begunId = picture->runId;
        if (History* kept = history())
            tellOrIgnore(kept->begin(entryFor(m_begunId, m_name)));
    }
    auto live = std::make_shared<LiveRun>();
    live->experiment = m_experiment;
    live->picture = picture;
    live->models = summarise(m_experiment, *picture, m_cores);
    std::vector<std::shared_ptr<const TrialResult>> ended;
    for (const LiveModel& model : picture->models)
        ended.insert(ended.end(), model.trials.begin(), model.trials.end());
    live->charts = chartDataFromSummaries(live->models, picture.get(), ended);

    drawLanes(*live);
    live->timeline = m_timeline;
    Q_EMIT progressed(std::move(live));
}

/// Not with every picture: while the sample of the trial that runs grows, once a second.
void RunWorker::drawLanes(const LiveRun& live)
{
    const LivePicture& picture = *live.picture;
    std::vector<const TrialResult*> trials;
    for (const LiveModel& model : picture.models)
        for (const auto& trial : model.trials)
            trials.push_back(trial.get());
    std::string lanes = liveLanesKey(picture);
    auto sample = liveSample(picture);
    const bool more = sample != m_sampleDrawn && (!m_sampleDrawn || m_sinceSample.elapsed() >= kSampleMs);
    if (trials.size() == m_trialsDrawn && lanes == m_lanesDrawn && !more)
        return;
    if (trials.size() != m_trialsDrawn || !m_rounds)
        m_rounds = std::make_shared<TimelineData>(timelineFromTrials(trials, live.models));
    m_trialsDrawn = trials.size();
    m_lanesDrawn = std::move(lanes);
    m_sampleDrawn = std::move(sample);
    m_sinceSample.start();
    auto timeline = std::make_shared<TimelineData>(*m_rounds);
    addLiveLanes(*timeline, picture, live.models);
    m_timeline = std::move(timeline);
}

void RunWorker::takeResult(const std::shared_ptr<const RunResult>& result)
{
    auto told = std::make_shared<RunResult>(*result);
    const double cpu = ownCpuSeconds();
    if (cpu >= 0 && m_cpuBefore >= 0)
        told->windowCpuS = cpu - m_cpuBefore;
    m_driver.release()->deleteLater(); // it is the sender
    const FinishedRunPtr done = finishRun(std::move(told));
    keep(*done);
    Q_EMIT finished(done);
}

void RunWorker::keep(const FinishedRun& run)
{
    History* kept = history();
    if (!kept)
        return;
    HistoryEntry entry = entryFor(run.run->id, m_name);
    if (!run.run->environment.startedAtUtc.empty())
        entry.startedAtUtc = run.run->environment.startedAtUtc;
    entry.status = std::string(name(run.run->status));
    entry.verdict = std::string(name(run.verdict.outcome));
    entry.model = run.verdict.label;
    entry.sentence = run.verdict.sentence;
    if (m_begunId != entry.id)
        tellOrIgnore(kept->begin(entry));
    tellOrIgnore(kept->finish(entry, writeResult(*run.run, run.models, run.verdict)));
}

History* RunWorker::history()
{
    if (m_history || m_historyFailed)
        return m_history.get();
    auto opened = History::open(m_historyPath);
    if (!opened) {
        m_historyFailed = true;
        Q_EMIT warned(opened.error());
        return nullptr;
    }
    m_history = opened.take();
    tellOrIgnore(m_history->purge(kRemovedStay));
    if (!m_history->notice().empty())
        Q_EMIT warned(error(Code::DbCorrupt, m_history->notice()));
    return m_history.get();
}

void RunWorker::tellOrIgnore(const Status& status)
{
    if (!status)
        Q_EMIT warned(status.error());
}

void RunWorker::exportReports(const FinishedRunPtr& run, const QString& folder, const QStringList& formats)
{
    const std::string into = folder.toStdString();
    const auto chosen = exportersFromList(formats.join(QLatin1Char(',')).toStdString());
    if (!chosen) {
        Q_EMIT failed(chosen.error());
        return;
    }
    if (const Status made = makeFolder(into); !made) {
        Q_EMIT failed(made.error());
        return;
    }
    const auto paths = writeReports(*chosen, *run->run, run->models, run->verdict, into);
    if (!paths) {
        Q_EMIT failed(paths.error());
        return;
    }
    QStringList written;
    for (const std::string& path : *paths)
        written << QString::fromStdString(path);
    Q_EMIT exported(folder, written);
}

void RunWorker::listHistory()
{
    m_historyFailed = false; // asked for: try again, and say it again
    History* kept = history();
    if (!kept)
        return;
    auto entries = kept->list();
    if (entries)
        Q_EMIT historyListed(entries.take());
    else
        Q_EMIT failed(entries.error());
}

FinishedRunPtr RunWorker::keptRun(const QString& id)
{
    History* kept = history();
    if (!kept)
        return {};
    const auto text = kept->resultJson(id.toStdString());
    if (!text) {
        Q_EMIT failed(text.error());
        return {};
    }
    auto run = readResult(*text);
    if (run)
        return finishRun(std::make_shared<RunResult>(run.take()));
    Q_EMIT failed(run.error());
    return {};
}

void RunWorker::openRun(const QString& id)
{
    if (FinishedRunPtr run = keptRun(id)) {
        m_before = run->run->experiment;
        Q_EMIT runOpened(std::move(run));
    }
}

void RunWorker::compareRuns(const QString& first, const QString& second)
{
    FinishedRunPtr one = keptRun(first);
    FinishedRunPtr other = one ? keptRun(second) : nullptr;
    if (other)
        Q_EMIT runsRead(std::move(one), std::move(other));
}

void RunWorker::openResult(const QString& path)
{
    const QFileInfo place(path);
    QString chosen = place.absoluteFilePath();
    if (place.isDir()) { // of a run, or of its reports
        const QDir folder(chosen);
        const QString own = folder.filePath(QStringLiteral("result.json"));
        const QString report = folder.filePath(QStringLiteral("report.json"));
        chosen = !QFileInfo::exists(own) && QFileInfo::exists(report) ? report : own;
    }
    const std::string file = chosen.toStdString();
    const auto text = readFile(file, kLargestResult);
    if (!text) {
        Q_EMIT failed(text.error());
        return;
    }
    auto run = readResult(*text, file);
    if (run)
        Q_EMIT runOpened(finishRun(std::make_shared<RunResult>(run.take())));
    else
        Q_EMIT failed(run.error());
}

void RunWorker::rejudge(const FinishedRunPtr& run, const Goals& goals, std::uint64_t number)
{
    if (number != m_rejudging)
        return;
    auto other = std::make_shared<RunResult>(*run->run);
    other->experiment.goals = goals;
    auto done = std::make_shared<FinishedRun>(*run); // what was measured stays: charts and timeline are shared
    done->run = std::move(other);
    for (ModelSummary& model : done->models)
        model.goals = judgeGoals(model, goals);
    done->verdict = judge(*done->run, done->models);
    Q_EMIT rejudged(std::move(done));
}

void RunWorker::removeRun(const QString& id)
{
    History* kept = history();
    if (!kept)
        return;
    if (const Status removed = kept->discard(id.toStdString()); removed) {
        m_removed.insert(id.toStdString());
        Q_EMIT runRemoved(id);
    } else {
        Q_EMIT failed(removed.error());
    }
    listHistory();
}

void RunWorker::restoreRun(const QString& id)
{
    History* kept = history();
    if (!kept)
        return;
    if (const Status back = kept->restore(id.toStdString()); back)
        m_removed.erase(id.toStdString());
    else
        Q_EMIT failed(back.error());
    listHistory();
}

void RunWorker::annotateRun(const QString& id, const RunNote& note)
{
    History* kept = history();
    if (!kept)
        return;
    if (const Status noted = kept->annotate(id.toStdString(), note); !noted)
        Q_EMIT failed(noted.error());
    listHistory();
}

void RunWorker::captureMachine()
{
    Q_EMIT machineKnown(captureEnvironment());
}

} // namespace ilv::ui
