// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to record a task: the clock, the category clock, a histogram, a lane's whole record of a task.
#include "measure/category.h"
#include "measure/histogram.h"
#include "measure/recorder.h"

#include <benchmark/benchmark.h>

#include <ctime>

namespace {

using namespace ilv;

void clockRead(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(now());
}

void cpuClockRead(benchmark::State& state)
{
    timespec time{};
    for (auto _ : state) {
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        benchmark::DoNotOptimize(time);
    }
}

/// The eight changes of category of a task in a process pool.
void stamps(benchmark::State& state)
{
    CategoryClock clock;
    Nanos at = 1;
    for (auto _ : state) {
        clock.begin(at, Category::QueueWait);
        for (const Category category : { Category::Serialize, Category::Transport, Category::QueueWait,
                 Category::Compute, Category::Transport, Category::Serialize, Category::Transport, Category::Retry })
            clock.enter(category, at += 100);
        benchmark::DoNotOptimize(clock);
    }
}

void histogramAdd(benchmark::State& state)
{
    Histogram histogram;
    std::uint64_t x = 1;
    for (auto _ : state) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        histogram.add(static_cast<std::int64_t>(x >> 40));
    }
}

/// Everything a lane keeps of one task: outcome, two histograms, categories, bin, row, span.
void recordTask(benchmark::State& state)
{
    TrialRecorder recorder({ .spans = 20'000, .attempts = 100'000 });
    LaneRecorder& lane = recorder.addLane(LaneKind::Worker, "w0");
    recorder.openWindow(1);
    TaskRecord task;
    for (auto _ : state) {
        ++task.index;
        task.intend += 500;
        task.done = task.intend + 40'000;
        task.service = 400;
        task.spent = {};
        task.spent[slot(Category::QueueWait)] = 39'600;
        task.spent[slot(Category::Compute)] = 400;
        lane.attempt({ task.index, 40'000, 0, 1, Outcome::Ok, true });
        lane.record(task);
        lane.span({ .begin = task.intend,
            .end = task.done,
            .index = task.index,
            .lane = 0,
            .category = Category::Compute,
            .outcome = Outcome::Ok });
    }
}

BENCHMARK(clockRead);
BENCHMARK(cpuClockRead);
BENCHMARK(stamps);
BENCHMARK(histogramAdd);
BENCHMARK(recordTask);

} // namespace

BENCHMARK_MAIN();
