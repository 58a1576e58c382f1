// SPDX-License-Identifier: GPL-3.0-or-later
// The executors as a host drives them, ledger on, one table each: tasks a second by model, a task's round trip by
// transport and depth beside bare pipes, payloads by transport and size, the start of a worker.
#include "support/trialharness.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace ilv;

std::vector<Stage> emptyTask()
{
    return { ComputeStage{ .kernel = Kernel::Mix, .units = 0 } };
}

/// One run of a plan is one iteration.
test::Ran runOnce(benchmark::State& state, const TrialPlan& plan)
{
    test::TrialHarness harness;
    auto ran = harness.run(plan, 60 * kSecond);
    if (!ran.status || ran.timedOut || ran.counts.of(Outcome::Ok) != ran.counts.planned)
        state.SkipWithError("not every task came out right");
    return ran;
}

/// The time from the first task handed out to the last outcome: under a closed load the response times add up to it
/// times the tasks in flight.
void timeOnce(benchmark::State& state, const TrialPlan& plan)
{
    state.SetIterationTime(runOnce(state, plan).seen.response.sum / 1e9 / std::max(1, plan.inFlight));
}

void countTasks(benchmark::State& state, const TrialPlan& plan)
{
    state.SetItemsProcessed(state.iterations() * plan.load.tasks);
}

void modelTasks(benchmark::State& state, Model model, std::int64_t tasks)
{
    const TrialPlan plan = test::planFor(model, emptyTask(), tasks, 128);
    for (auto _ : state)
        timeOnce(state, plan);
    countTasks(state, plan);
}

void roundTrip(benchmark::State& state, Transport transport)
{
    const auto depth = static_cast<int>(state.range(0));
    TrialPlan plan = test::planFor(Model::Processes, emptyTask(), 20'000 * std::min(depth, 20), depth, 1);
    plan.settings.transport = transport;
    for (auto _ : state)
        timeOnce(state, plan);
    countTasks(state, plan);
}

/// As many 64-byte messages as the depth says, there and back over two pipes, blocking at both ends.
void barePipes(benchmark::State& state)
{
    const auto bytes = static_cast<std::size_t>(state.range(0)) * 64;
    int there[2], back[2];
    if (::pipe(there) != 0 || ::pipe(back) != 0)
        return state.SkipWithError("no pipe");
    std::vector<char> buffer(bytes);
    const auto readAll = [&](int fd) {
        for (std::size_t got = 0; got < bytes;) {
            const ssize_t n = ::read(fd, buffer.data() + got, bytes - got);
            if (n <= 0)
                return false;
            got += static_cast<std::size_t>(n);
        }
        return true;
    };
    const auto writeAll = [&](int fd) { return ::write(fd, buffer.data(), bytes) == static_cast<ssize_t>(bytes); };
    if (::fork() == 0) {
        ::close(there[1]);
        while (readAll(there[0]) && writeAll(back[1])) { }
        ::_exit(0);
    }
    for (auto _ : state) {
        if (!writeAll(there[1]) || !readAll(back[0]))
            state.SkipWithError("the other side is gone");
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    for (const int fd : { there[0], there[1], back[0], back[1] })
        ::close(fd);
    ::wait(nullptr);
}

void payload(benchmark::State& state, Transport transport)
{
    const std::int64_t bytes = state.range(0);
    TrialPlan plan
        = test::planFor(Model::Processes, emptyTask(), std::clamp<std::int64_t>((1 << 30) / bytes, 16, 4000), 2, 1);
    plan.settings.transport = transport;
    plan.workload.inputBytes = bytes;
    plan.workload.outputBytes = 64;
    test::expectRightDigests(plan);
    for (auto _ : state)
        timeOnce(state, plan);
    state.SetBytesProcessed(state.iterations() * plan.load.tasks * bytes);
}

/// From the decision to start a worker to its hello, the median of 40.
void workerStart(benchmark::State& state, StartMethod start)
{
    TrialPlan plan = test::planFor(Model::ProcessPerTask, emptyTask(), 40, 1, 1);
    plan.settings.start = start;
    for (auto _ : state) {
        auto times = runOnce(state, plan).report.pool.startUp;
        if (times.empty())
            return state.SkipWithError("no worker was started");
        std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
        state.SetIterationTime(secondsFromNanos(times[times.size() / 2]));
    }
}

void registerAll()
{
    const auto add = [](const std::string& name, auto function, auto... arguments) {
        return benchmark::RegisterBenchmark(name.c_str(), function, arguments...)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond);
    };
    for (const Model model : { Model::Sequential, Model::Async, Model::Threads, Model::Processes, Model::Hybrid })
        add("tasks/" + std::string(name(model)), modelTasks, model, std::int64_t{ 200'000 });
    add("tasks/process-per-task", modelTasks, Model::ProcessPerTask, std::int64_t{ 300 });

    benchmark::RegisterBenchmark("round-trip/bare-pipes", barePipes)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime();
    for (const Transport transport :
        { Transport::Pipe, Transport::Socket, Transport::Stdio, Transport::SharedMemory }) {
        const std::string word(name(transport));
        add("round-trip/" + word, roundTrip, transport)->Arg(1)->Arg(16)->Arg(64)->Arg(256);
        add("payload/" + word, payload, transport)->Arg(4 << 10)->Arg(60 << 10)->Arg(1 << 20)->Arg(64 << 20);
    }
    for (const StartMethod start : { StartMethod::Exec, StartMethod::ForkServer })
        add("worker-start/" + std::string(name(start)), workerStart, start);
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    registerAll();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
