// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampleruns.h"

#include "base/rng.h"

#include <array>
#include <cmath>

namespace ilv::ui::sample {

namespace {

struct Row {
    Model model;
    double rate, spread; ///< tasks/s, half width of the interval as a share
    double p50, p90, p99, p999; ///< ms
    std::array<double, 4> split; ///< share of start-up, serialize, transport, queue wait; the rest is work
    double overhead, cpu, memory;
};

constexpr Row kRows[]{
    { Model::Sequential, 396, 0.004, 162, 164, 169, 171, { 0, 0, 0, 0.98 }, 0, 0.03, 6.1 },
    { Model::Async, 1812, 0.006, 35.3, 37, 43.1, 51, { 0, 0, 0, 0.928 }, 0.00057, 0.12, 7.4 },
    { Model::Threads, 14980, 0.011, 4.27, 5.1, 8.3, 14, { 0.004, 0, 0.005, 0.38 }, 0.0094, 0.97, 21.8 },
    { Model::Processes, 2758, 0.009, 23.2, 25, 30.2, 37, { 0, 0.006, 0.01, 0.874 }, 0.016, 0.22, 58.3 },
    { Model::ProcessPerTask, 3046, 0.023, 21, 29, 46.8, 73, { 0.23, 0.01, 0.01, 0.62 }, 0.26, 0.94, 143 },
    { Model::Hybrid, 13190, 0.010, 4.85, 5.6, 7.9, 11.8, { 0, 0.024, 0.05, 0.396 }, 0.074, 0.93, 64.9 },
};

std::vector<std::uint32_t> bins(const Row& row, std::size_t count)
{
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < count; ++i) {
        const double noise = 1 + (unit(draw(static_cast<std::uint64_t>(row.model) + 7, i)) - 0.5) * 6 * row.spread;
        all.push_back(static_cast<std::uint32_t>(std::lround(row.rate / 10 * noise)));
    }
    return all;
}

ModelSummary summaryOf(const Row& row, int rounds)
{
    ModelSummary summary;
    summary.label = std::string(name(row.model));
    summary.model = row.model;
    summary.status = ModelStatus::Measured;
    summary.settings.workers = 8;
    summary.inFlight = 64;
    summary.throughput = { .median = row.rate, .low = {}, .high = {}, .n = rounds };
    if (rounds >= 6) {
        summary.throughput.low = row.rate * (1 - row.spread);
        summary.throughput.high = row.rate * (1 + row.spread);
    }
    summary.latency = { .p50Ms = row.p50,
        .p90Ms = row.p90,
        .p95Ms = (row.p90 + row.p99) / 2,
        .p99Ms = row.p99,
        .p999Ms = row.p999,
        .maxMs = row.p999 * 1.2,
        .meanMs = row.p50,
        .n = 100'000 };
    const double total = row.p50 * 1e6;
    constexpr Category parts[]{ Category::StartUp, Category::Serialize, Category::Transport, Category::QueueWait };
    double work = total;
    for (std::size_t i = 0; i < 4; ++i) {
        summary.perTask[static_cast<std::size_t>(parts[i])] = std::llround(total * row.split[i]);
        work -= total * row.split[i];
    }
    summary.perTask[static_cast<std::size_t>(Category::Compute)] = std::llround(work);
    summary.overhead = row.overhead;
    summary.cpuShare = row.cpu;
    summary.resources.peakRssMb = row.memory;
    summary.speedup = row.rate / kRows[0].rate;
    summary.okBins = bins(row, 100);
    summary.counts.planned = static_cast<std::uint64_t>(row.rate * 60);
    summary.counts.by[static_cast<std::size_t>(Outcome::Ok)] = summary.counts.planned;
    return summary;
}

TimelineGroup lanesOf(const Row& row, int shown, int total, const QString& noun)
{
    TimelineGroup group;
    group.name = { QString::fromUtf8(displayName(row.model).data()), QString::fromUtf8(shortName(row.model).data()),
        row.model, 0 };
    group.lanesNoun = noun;
    group.totalLanes = total;
    for (int lane = 0; lane < shown; ++lane) {
        TimelineLane line;
        line.name
            = (noun == QStringLiteral("threads") ? QStringLiteral("t") : QStringLiteral("p")) + QString::number(lane);
        Nanos at = 200'000 * lane;
        for (std::uint64_t i = 0; at < 30 * kMilli; ++i) {
            const auto random = unit(draw(static_cast<std::uint64_t>(lane) * 97 + 3, i));
            const bool first = i == 0 || row.model == Model::ProcessPerTask;
            if (row.model != Model::Threads) {
                const Nanos spawn = first ? static_cast<Nanos>(2e6 + random * 1e6) : 0;
                line.slices.push_back({ at, at + spawn, Phase::Spawn, false });
                line.slices.push_back({ at + spawn, at + spawn + 250'000, Phase::Serialize, false });
                line.slices.push_back({ at + spawn + 250'000, at + spawn + 400'000, Phase::Transport, false });
                at += spawn + 450'000;
            }
            const Nanos work = static_cast<Nanos>(2.3e6 + random * 6e5);
            line.slices.push_back(
                { at, at + work, Phase::Work, row.model == Model::ProcessPerTask && lane == 2 && i == 3 });
            at += work + 150'000 + static_cast<Nanos>(random * 4e5);
        }
        group.lanes.push_back(std::move(line));
    }
    return group;
}

std::shared_ptr<const TimelineData> timeline(bool withPerTask)
{
    auto data = std::make_shared<TimelineData>();
    data->groups.push_back(lanesOf(kRows[2], 8, 64, QStringLiteral("threads")));
    data->groups.push_back(lanesOf(kRows[3], 8, 8, QStringLiteral("processes")));
    if (withPerTask)
        data->groups.push_back(lanesOf(kRows[4], 8, 64, QStringLiteral("slots")));
    data->viewEnd = 30 * kMilli;
    return data;
}

std::shared_ptr<RunResult> resultOf(RunStatus status, int repeats)
{
    auto run = std::make_shared<RunResult>();
    run->id = "20261121-114233-5f3a";
    run->status = status;
    run->experiment = experiment();
    run->experiment.repeats = repeats;
    run->environment = machine();
    run->wallS = 62;
    return run;
}

std::shared_ptr<FinishedRun> rowsOf(RunStatus status, int repeats)
{
    auto run = std::make_shared<FinishedRun>();
    run->run = resultOf(status, repeats);
    for (const Row& row : kRows)
        run->models.push_back(summaryOf(row, repeats));
    run->timeline = timeline(true);
    return run;
}

FinishedRunPtr drawn(std::shared_ptr<FinishedRun> run)
{
    run->charts = chartDataFromSummaries(run->models);
    return run;
}

void fail(ModelSummary& model)
{
    model.status = ModelStatus::Failed;
    model.error = Error{ .code = "DISPATCH_FAILED",
        .message = "fork, resource temporarily unavailable",
        .hint = "The limit for this user is 512 processes. Lower In flight, or raise the limit with ulimit -u" };
    model.throughput = {};
    model.latency = {};
    model.perTask = {};
    model.okBins.clear();
    model.counts.by = {};
    model.counts.by[static_cast<std::size_t>(Outcome::Ok)] = 412;
}

} // namespace

QStringList texts(std::initializer_list<const char*> all)
{
    QStringList list;
    for (const char* text : all)
        list << QString::fromUtf8(text);
    return list;
}

std::vector<ModelEntry> plainEntries(const std::vector<Model>& models)
{
    std::vector<ModelEntry> entries;
    for (const Model model : models) {
        ModelEntry entry;
        entry.model = model;
        entry.label = std::string(name(model));
        entries.push_back(std::move(entry));
    }
    return entries;
}

Experiment experiment()
{
    Experiment e;
    e.name = "Mixed I/O and CPU";
    e.workload.stages = { WaitStage{ .ms = 2 }, ComputeStage{ .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 } };
    e.workload.inputBytes = e.workload.outputBytes = 4096;
    e.models = plainEntries({ kModels.begin(), kModels.end() });
    e.load.durationS = 10;
    e.load.inFlight = 64;
    e.settings.workers = 8;
    e.repeats = 6;
    return e;
}

Environment machine()
{
    Environment machine;
    machine.cpuModel = "Example CPU";
    machine.cores = 8;
    machine.kernel = "Linux 6.1.0";
    machine.governor = "performance";
    machine.loadAverage = 0.04;
    machine.startedAtUtc = "2026-11-21T11:42:33Z";
    return machine;
}

FinishedRunPtr finished()
{
    auto run = rowsOf(RunStatus::Completed, 6);
    run->verdict = { .outcome = VerdictOutcome::Pass,
        .label = "threads",
        .model = Model::Threads,
        .headline = "Use the thread pool here",
        .sentence
        = "38 times the tasks of sequential, 14% more than the hybrid (95% interval 11% to 16%). At 0.5 ms of "
          "CPU per task, handing work to another process costs more than it saves.",
        .reasons = { "Sequential reaches 396 tasks/s, 38 times less.", "Async blocks its loop for 0.5 ms a task." } };
    return drawn(run);
}

FinishedRunPtr withFailure()
{
    auto run = rowsOf(RunStatus::Completed, 6);
    fail(run->models[4]);
    run->timeline = timeline(false);
    run->verdict = { .outcome = VerdictOutcome::Insufficient,
        .label = {},
        .model = {},
        .headline = "No verdict yet",
        .sentence = "Process per task failed, so the ranking is incomplete. The other five results are kept and can be "
                    "exported.",
        .reasons = {} };
    return drawn(run);
}

FinishedRunPtr stopped()
{
    auto run = rowsOf(RunStatus::Cancelled, 6);
    auto& partial = run->models[3];
    partial.status = ModelStatus::Partial;
    partial.okBins.resize(62);
    for (std::size_t i = 4; i < 6; ++i) {
        ModelSummary none;
        none.label = run->models[i].label;
        none.model = run->models[i].model;
        run->models[i] = none;
    }
    run->timeline = timeline(false);
    run->verdict = { .outcome = VerdictOutcome::None,
        .label = {},
        .model = {},
        .headline = "No verdict",
        .sentence = "The run was stopped before every model was measured.",
        .reasons = {} };
    return drawn(run);
}

FinishedRunPtr tooFew()
{
    auto run = rowsOf(RunStatus::Completed, 1);
    run->verdict = { .outcome = VerdictOutcome::Insufficient,
        .label = {},
        .model = {},
        .headline = "Not enough evidence yet",
        .sentence = "One repeat gives no interval, so no difference can be told from noise.",
        .reasons = {} };
    return drawn(run);
}

LiveRunPtr live()
{
    auto run = std::make_shared<LiveRun>();
    run->experiment = experiment();
    run->experiment.repeats = 1;
    auto picture = std::make_shared<LivePicture>();
    picture->runId = "20261121-114233-5f3a";
    picture->elapsedS = 36;
    picture->expectedS = 60;
    picture->activity = "Running process pool, 4 of 6";
    for (std::size_t i = 0; i < 6; ++i) {
        const Row& row = kRows[i];
        ModelSummary summary;
        LiveModel model;
        model.label = summary.label = std::string(name(row.model));
        model.model = summary.model = row.model;
        if (i < 4) {
            summary = summaryOf(row, 6);
            model.state = LiveModel::State::Done;
            model.roundsDone = 1;
        }
        if (i == 3) {
            model.state = LiveModel::State::Running;
            model.roundsDone = 0;
            model.progress = 0.62;
            auto current = std::make_shared<TrialResult>();
            current->okBins = bins(row, 62);
            model.current = current;
        }
        run->models.push_back(summary);
        picture->models.push_back(model);
    }
    run->picture = picture;
    run->charts = chartDataFromSummaries(run->models, picture.get());
    run->charts.throughput.spanS = 10;
    run->timeline = timeline(false);
    return run;
}

LiveRunPtr justStarted()
{
    auto run = std::make_shared<LiveRun>();
    run->experiment = experiment();
    auto picture = std::make_shared<LivePicture>();
    picture->activity = "Calibrating";
    for (const Row& row : kRows) {
        ModelSummary summary;
        LiveModel model;
        model.label = summary.label = std::string(name(row.model));
        model.model = summary.model = row.model;
        run->models.push_back(summary);
        picture->models.push_back(model);
    }
    run->picture = picture;
    run->charts = chartDataFromSummaries(run->models, picture.get());
    run->timeline = std::make_shared<TimelineData>();
    return run;
}

} // namespace ilv::ui::sample
