// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experimentfile.h"
#include "run/runresult.h"

#include <QByteArray>

#include <cmath>
#include <random>
#include <string>
#include <vector>

/// A finished run made by hand: six models, six rounds, every kind of figure there is. The same each time.
namespace sample {

using namespace ilv;

struct Kind {
    Model model;
    double rate; ///< tasks per second
    double responseMs;
    int lanes;
    LaneKind lane;
    CategorySums share; ///< of a task's response, in thousandths
};

inline CategorySums parts(int startUp, int serialize, int transport, int queue, int io, int compute)
{
    CategorySums sums{};
    sums[slot(Category::StartUp)] = startUp;
    sums[slot(Category::Serialize)] = serialize;
    sums[slot(Category::Transport)] = transport;
    sums[slot(Category::QueueWait)] = queue;
    sums[slot(Category::IoWait)] = io;
    sums[slot(Category::Compute)] = compute;
    return sums;
}

inline std::vector<Kind> kinds()
{
    return { { Model::Sequential, 396, 162, 1, LaneKind::Main, parts(0, 0, 0, 984, 13, 3) },
        { Model::Async, 1812, 35.4, 1, LaneKind::Loop, parts(0, 0, 1, 927, 57, 15) },
        { Model::Threads, 14980, 4.27, 8, LaneKind::Thread, parts(0, 0, 9, 380, 490, 121) },
        { Model::Processes, 2758, 23.2, 4, LaneKind::Worker, parts(0, 6, 10, 872, 90, 22) },
        { Model::ProcessPerTask, 3046, 21, 4, LaneKind::Worker, parts(230, 10, 20, 610, 104, 26) },
        { Model::Hybrid, 13190, 4.85, 5, LaneKind::Worker, parts(0, 24, 50, 396, 432, 98) } };
}

inline HistogramData spread(std::mt19937& random, int n, double middleMs)
{
    std::lognormal_distribution<double> around(std::log(middleMs), 0.18);
    Histogram histogram;
    for (int i = 0; i < n; ++i)
        histogram.add(nanosFromMs(around(random)));
    return histogram.snapshot();
}

inline std::vector<Span> spansOf(const Kind& kind, Nanos begin)
{
    std::vector<Span> spans;
    std::uint64_t task = 0;
    for (int lane = 0; lane < kind.lanes; ++lane) {
        Nanos at = begin + lane * 200 * kMicro;
        for (int i = 0; i < 40; ++i, ++task) {
            const auto add = [&](Category category, Nanos length) {
                if (length > 0)
                    spans.push_back({ at, at + length, task, static_cast<std::uint16_t>(lane), category,
                        task == 9 ? Outcome::Error : Outcome::Ok });
                at += length;
            };
            add(Category::StartUp, kind.share[slot(Category::StartUp)] * 8 * kMicro);
            add(Category::Serialize, kind.share[slot(Category::Serialize)] * 4 * kMicro);
            add(Category::Transport, kind.share[slot(Category::Transport)] * 4 * kMicro);
            add(Category::IoWait, 2 * kMilli);
            add(Category::Compute, 500 * kMicro);
            at += 120 * kMicro;
        }
    }
    return spans;
}

inline TrialResult trialOf(const Kind& kind, int number, int round, std::mt19937& random)
{
    constexpr int tasks = 2000;
    std::normal_distribution<double> noise(1, 0.01);
    const double rate = kind.rate * noise(random);
    TrialResult t;
    t.trial = number;
    t.round = round;
    t.label = name(kind.model);
    t.counts.planned = t.attempts = t.okInWindow = tasks;
    t.counts.by[static_cast<std::size_t>(Outcome::Ok)] = tasks;
    t.startUp = (kind.lane == LaneKind::Worker ? 12 : 1) * kMilli;
    t.windowBegin = (10 + 20 * number) * kSecond;
    t.windowEnd = t.windowBegin + static_cast<Nanos>(tasks / rate * 1e9);
    t.response = spread(random, tasks, kind.responseMs);
    t.service = spread(random, tasks, 2.5);
    for (std::size_t i = 0; i < kCategoryCount; ++i)
        t.spent[i] = static_cast<Nanos>(t.response.sum * static_cast<double>(kind.share[i]) / 1000);
    const int bins = static_cast<int>(t.seconds() * 10);
    for (int i = 0; i < bins; ++i)
        t.okBins.push_back(static_cast<std::uint32_t>(rate / 10 * noise(random)));
    for (int lane = 0; lane < kind.lanes; ++lane) {
        LaneSummary summary{ static_cast<std::uint16_t>(lane), kind.lane, "w" + std::to_string(lane), {}, t.windowBegin,
            t.windowEnd, 0 };
        const Nanos whole = t.windowEnd - t.windowBegin;
        summary.states[slot(Category::IoWait)] = whole / 2;
        summary.states[slot(Category::Compute)] = whole / 5;
        summary.states[slot(Category::Unexplained)] = whole / 100;
        summary.states[slot(Category::Idle)] = whole - whole / 2 - whole / 5 - whole / 100;
        t.lanes.push_back(summary);
    }
    t.resources = { t.seconds() * 0.6, t.seconds() * 0.2, 6.0 + 12.0 * kind.lanes, 100, 20, 0.01 };
    t.workers = kind.lanes;
    t.spawned = kind.lane == LaneKind::Worker ? static_cast<std::uint64_t>(kind.lanes) : 0;
    if (kind.model == Model::Async)
        t.loopLag = spread(random, 500, 0.05);
    t.spans = spansOf(kind, t.windowBegin);
    return t;
}

inline constexpr const char* kExperiment = R"({
  "interleave": 1, "name": "Mixed I/O and CPU", "seed": 7,
  "workload": { "stages": [ {"kind": "request", "latency_ms": 2, "bytes": 2048},
                            {"kind": "compute", "kernel": "mix", "units": 200000} ], "input_bytes": 4096 },
  "models": [ "sequential", "async", "threads", "processes", "process-per-task", "hybrid" ],
  "load": { "mode": "closed", "tasks": 2000, "in_flight": 64 },
  "goals": { "p95_ms": 150, "p99_ms": 300, "error_rate": 0.01, "throughput_per_s": 500, "correct": true },
  "repeats": 6, "warmup_tasks": 50,
  "checklist": { "owner": "Payments", "threshold": "p95 150 ms", "rollback": "flag off", "flag": "pool_v2",
                 "limitations": "Only the small payload was measured." } })";

inline RunResult run()
{
    RunResult run;
    run.id = "20261121-114233-5f3a";
    run.experiment = *readExperiment(kExperiment).experiment;
    run.unitsPerMs = { { "mix", 123456.75 } };
    run.environment
        = { "AMD EPYC 7763 64-Core Processor", 8, "KVM", "", 16'384, "Linux 6.1.0", "Debian GNU/Linux 12 (bookworm)",
              "6.4.2", "GCC 12.2.0", "RelWithDebInfo", "0.1.0", "", "2026-11-21T11:42:33Z", 0.04, 0.2, 7.6 };
    run.wallS = 62;
    std::mt19937 random(7); // any fixed seed: the figures are to be the same each time
    int number = 0;
    for (int round = 0; round < run.experiment.repeats; ++round) {
        for (const auto& kind : kinds())
            run.trials.push_back(trialOf(kind, number++, round, random));
    }
    return run;
}

} // namespace sample
