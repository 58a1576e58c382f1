// SPDX-License-Identifier: GPL-3.0-or-later
#include "peers/peerrig.h"

#include "experiment/experimentfile.h"

#include <array>
#include <climits>
#include <csignal>

namespace ilv::test {
namespace {

/// Of 16 tasks the worker spoils those at 5 and 13; the others are done, and the pool lives.
void spoils(PeerRig& rig, const char* program, Outcome outcome, Code code)
{
    const auto ran = rig.run(rig.evilPlan(program));
    rig.expectCount(ran, outcome, 2);
    rig.expectCount(ran, Outcome::Ok, 14);
    rig.expectCode(ran, outcome, code);
    rig.expect(ran.status.ok(), "the pool lives");
}

/// One faulty task among some: the others do not notice.
void oneFault(PeerRig& rig, FaultKind kind, Outcome outcome, Code code)
{
    const auto ran = rig.run(rig.plan({ fault(kind, 7), kTiny }, 40));
    rig.expectCount(ran, outcome, 1);
    rig.expectCount(ran, Outcome::Ok, 39);
    rig.expectCode(ran, outcome, code);
}

void grid(PeerRig& rig, int workers, int perWorker, int tasks)
{
    auto plan = rig.plan({ kTiny }, tasks, 8, workers);
    plan.settings.maxTasksPerWorker = perWorker;
    const auto ran = rig.good(plan);
    rig.expect(ran.report.pool.crashes == 0, "recycling is no crash");
}

void refusesInFile(PeerRig& rig, const std::string& settings)
{
    const auto reading
        = readExperiment(R"({"interleave":1,"workload":{"stages":[{"kind":"wait","ms":1}]},"models":["threads"],
        "load":{"mode":"closed","tasks":1},"settings":)"
            + settings + "}");
    rig.expect(!reading.experiment && reading.errors[0].code == "FILE_RANGE", settings + " is out of range");
}

std::vector<PeerCase> deadlock()
{
    return {
        { "cf_deadlock_error_at_task_pickle", Where::Everywhere,
            [](PeerRig& rig) {
                const auto reading = readExperiment(
                    R"({"interleave":1,"workload":{"input_bytes":99999999999,"stages":[{"kind":"wait","ms":1}]},
                 "models":["threads"],"load":{"mode":"closed","tasks":1}})");
                rig.expect(!reading.experiment && reading.errors[0].code == "FILE_RANGE",
                    "a payload nobody can send is refused before");
            } },
        { "cf_deadlock_exit_at_task_unpickle", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-exit-in-decode", Outcome::Crashed, Code::DispatchFailed); } },
        { "cf_deadlock_error_at_task_unpickle", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-throw-in-decode", Outcome::Error, Code::TaskBadParams); } },
        { "cf_deadlock_crash_at_task_unpickle", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-segv-in-decode", Outcome::Crashed, Code::DispatchFailed); } },
        { "cf_deadlock_crash_during_func_exec_on_worker", Where::Processes,
            [](PeerRig& rig) { oneFault(rig, FaultKind::Crash, Outcome::Crashed, Code::WorkerCrashed); } },
        { "cf_deadlock_exit_during_func_exec_on_worker", Where::Processes,
            [](PeerRig& rig) { oneFault(rig, FaultKind::Exit, Outcome::Crashed, Code::WorkerCrashed); } },
        { "cf_deadlock_error_during_func_exec_on_worker", Where::Everywhere,
            [](PeerRig& rig) { oneFault(rig, FaultKind::Throw, Outcome::Error, Code::TaskError); } },
        { "cf_deadlock_crash_during_result_pickle_on_worker", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-segv-in-encode", Outcome::Crashed, Code::WorkerCrashed); } },
        { "cf_deadlock_exit_during_result_pickle_on_worker", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-exit-in-encode", Outcome::Crashed, Code::WorkerCrashed); } },
        { "cf_deadlock_error_during_result_unpickle_in_result_handler", Where::Processes,
            [](PeerRig& rig) { spoils(rig, "at5-bad-body", Outcome::Crashed, Code::ProtoBadBody); } },
        { "cf_deadlock_shutdown_deadlock", Where::Processes,
            [](PeerRig& rig) {
                rig.cancelled(
                    rig.plan({ fault(FaultKind::Crash, -1, 3), WaitStage{ 2, Spread::Constant } }, 400, 4), 1, 5);
            } },
        { "cf_deadlock_shutdown_deadlock_pickle_bpo39104", Where::Processes,
            [](PeerRig& rig) { rig.cancelled(rig.evilPlan("at5-throw-in-decode", 400), 1, 0); } },
        { "cf_deadlock_crash_big_data_gh94777", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Crash, -1, 2) }, 20, 2);
                plan.workload.inputBytes = 8 << 20;
                rig.expectCount(rig.run(plan), Outcome::Crashed, 10);
            } },
        { "cf_deadlock_gh105829_wakeup_pipe_full", Where::Everywhere,
            [](PeerRig& rig) {
                const int tasks = rig.model() == Model::ProcessPerTask ? 200 : 20'000;
                rig.good(rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, tasks, 4096));
            } },
    };
}

std::vector<PeerCase> processPool()
{
    return {
        { "cf_process_pool_killed_child", Where::WarmPools,
            [](PeerRig& rig) {
                int killed = 0;
                const auto ran = rig.run(
                    rig.plan({ kTiny, WaitStage{ 1, Spread::Constant } }, 300, 4), [&](TrialHarness& harness) {
                        if (killed == 0 && harness.finishedTasks() > 20 && !ownChildren().empty())
                            killed = ::kill(ownChildren().front(), SIGTERM) == 0 ? 1 : 0;
                    });
                rig.expect(killed == 1, "a worker was ended");
                rig.expect(ran.counts.of(Outcome::Crashed) <= 1, "one kill costs one attempt at most");
                rig.expect(ran.counts.of(Outcome::Ok) >= 299, "later tasks are done");
            } },
        { "cf_process_pool_broken_process_pool_traceback", Where::Processes,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.plan({ fault(FaultKind::Crash, -1, 5), kTiny }, 40));
                rig.expectCount(
                    ran, Outcome::Crashed, 8); // each has a record of its own, and the others none of theirs
                rig.expectCode(ran, Outcome::Crashed, Code::WorkerCrashed);
                rig.expectCode(ran, Outcome::Ok, Code::None);
            } },
        { "case 1 and 2: random_kills_with_and_without_retry", Where::Processes,
            [](PeerRig& rig) {
                for (const bool retry : { true, false }) {
                    const int tasks = rig.model() == Model::ProcessPerTask ? 400 : 4000;
                    auto plan = rig.plan({ kTiny, WaitStage{ 0.2, Spread::Constant }, kTiny }, tasks, 8, 2);
                    plan.retry = { .maxAttempts = retry ? 20 : 1, .onCrash = retry };
                    std::uint64_t kills = 0, random = 7, last = 0;
                    const auto ran = rig.run(plan, [&](TrialHarness& harness) {
                        if (harness.finishedTasks() < last + 20 || kills >= 30)
                            return;
                        const auto pids = ownChildren();
                        if (pids.empty())
                            return;
                        last = harness.finishedTasks();
                        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
                        kills += ::kill(pids[(random >> 33) % pids.size()], SIGKILL) == 0 ? 1 : 0;
                    });
                    rig.expect(kills >= 5, "workers were killed");
                    rig.expect(ran.counts.of(Outcome::Crashed) <= (retry ? 0 : kills),
                        "one kill costs one attempt at most, and none with retry");
                    rig.expectCount(
                        ran, Outcome::Ok, static_cast<std::uint64_t>(tasks) - ran.counts.of(Outcome::Crashed));
                    rig.expectCode(ran, Outcome::Crashed, Code::WorkerCrashed);
                    rig.expect(ran.seen.attempts <= static_cast<std::uint64_t>(tasks) + kills,
                        "at most one attempt is charged for a kill");
                }
            } },
        { "cf_process_pool_map_chunksize", Where::WarmPools,
            [](PeerRig& rig) {
                for (const int chunk : { 6, 40, 50 }) {
                    auto plan = rig.plan({ kTiny }, 120, 64);
                    plan.settings.chunk = chunk;
                    rig.good(plan);
                }
                refusesInFile(rig, R"({"chunk":-1})");
            } },
        { "cf_process_pool_saturation", Where::WarmPools,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.plan({ WaitStage{ 5, Spread::Constant }, kTiny }, 45, 45, 3));
                rig.expect(ran.report.pool.spawned == 3, "exactly as many processes as workers");
            } },
        { "cf_process_pool_idle_process_reuse", Where::WarmPools,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.plan({ kTiny }, 30, 1, 2));
                rig.expect(ran.report.pool.spawned == 2, "no spawn per task");
            } },
        { "cf_process_pool_ressources_gced_in_workers", Where::WarmPools,
            [](PeerRig& rig) {
                auto plan = rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, 400, 2, 1);
                plan.workload.inputBytes = 1 << 20;
                expectRightDigests(plan);
                std::int64_t early = 0, late = 0;
                int worker = 0;
                const auto ran = rig.run(plan, [&](TrialHarness& harness) {
                    if (worker == 0)
                        worker = named(ownChildren(), "interleave-work"); // 15 letters of it
                    const auto pages = procText(worker, "statm");
                    const auto space = pages.find(' ');
                    auto& most = harness.finishedTasks() < 100 ? early : late;
                    if (space != std::string::npos)
                        most = std::max<std::int64_t>(most, std::stoll(pages.substr(space)) * ::sysconf(_SC_PAGESIZE));
                });
                rig.expectCount(ran, Outcome::Ok, 400);
                rig.expect(early > 0 && late > 0, "it was looked at");
                rig.expect(late - early < 20'000'000, "payloads are not kept: 300 MB more went through");
            } },
        { "cf_process_pool_max_tasks_per_child", Where::WarmPools,
            [](PeerRig& rig) {
                grid(rig, 1, 3, 12);
                grid(rig, 2, 3, 31);
            } },
        { "cf_process_pool_max_tasks_pending_tasks_gh115634", Where::WarmPools,
            [](PeerRig& rig) {
                grid(rig, 1, 2, 6);
                grid(rig, 2, 2, 8);
                grid(rig, 4, 1, 40);
            } },
        { "cf_process_pool_shutdown_no_wait_max_tasks_gh119592_gh132969_gh152967", Where::WarmPools,
            [](PeerRig& rig) {
                for (int workers = 1; workers <= 4; ++workers) {
                    auto plan = rig.plan({ kTiny, fault(FaultKind::Throw, -1, 5) }, 20'000, 8, workers);
                    plan.settings.maxTasksPerWorker = 2;
                    rig.cancelled(plan, 1, 10);
                }
            } },
        { "cf_process_pool_force_shutdown_during_max_tasks_worker_exit", Where::WarmPools,
            [](PeerRig& rig) {
                auto plan = rig.plan({ kTiny }, 20'000, 4, 2);
                plan.settings.maxTasksPerWorker = 1;
                rig.cancelled(plan, 2, 6);
            } },
        { "cf_process_pool_failed_worker_replacement_breaks_pool", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Crash, -1, 5), WaitStage{ 1, Spread::Constant } }, 10'000, 4);
                const WorkerLink link(plan, "worker");
                const auto ran = rig.fails(plan, "WORKER_NOT_FOUND", [&link](TrialHarness& harness) {
                    if (harness.finishedTasks() > 0)
                        link.remove();
                });
                rig.expect(ran.counts.of(Outcome::NotRun) > 5000, "the rest was not run");
            } },
        { "cf_process_pool_max_tasks_early_shutdown", Where::WarmPools, [](PeerRig& rig) { grid(rig, 3, 7, 200); } },
        { "cf_process_pool_force_shutdown_workers", Where::Processes,
            [](PeerRig& rig) {
                for (const std::uint64_t after : { 0, 1, 20 })
                    rig.cancelled(rig.plan({ kTiny, WaitStage{ 1, Spread::Constant } }, 10'000, 4), 2, after);
            } },
        { "cf_process_pool_max_workers_too_large_negative_nought", Where::Everywhere,
            [](PeerRig& rig) {
                for (const char* settings : { R"({"workers":257})", R"({"workers":-1})", R"({"workers":0})" })
                    refusesInFile(rig, settings);
            } },
    };
}

std::vector<PeerCase> shutdown()
{
    return {
        { "cf_shutdown_interpreter_shutdown_hang_issue12364", Where::Everywhere,
            [](PeerRig& rig) {
                rig.good(rig.plan({ WaitStage{ 1, Spread::Constant }, kTiny }, 50, 50));
            } },
        { "cf_shutdown_cancel_futures", Where::Everywhere,
            [](PeerRig& rig) {
                const auto ran = rig.cancelled(rig.plan({ WaitStage{ 5, Spread::Constant } }, 2000, 2), 1, 3);
                rig.expect(ran.counts.of(Outcome::Ok) >= 3, "those before are kept");
                rig.expect(ran.counts.of(Outcome::Error) + ran.counts.of(Outcome::Crashed) == 0, "and none in between");
            } },
        { "cf_shutdown_hang_gh83386_no_wait", Where::Everywhere,
            [](PeerRig& rig) {
                rig.cancelled(rig.plan({ WaitStage{ 2, Spread::Constant } }, 1000, 4), 2, 0);
            } },
        { "cf_shutdown_hang_gh94440_cancelled_before", Where::Everywhere,
            [](PeerRig& rig) {
                const auto plan = rig.plan({ WaitStage{ 1, Spread::Constant }, kTiny }, 1000, 4);
                rig.cancelled(plan, 1, 1);
                rig.cancelled(plan, 1, 0);
            } },
        { "cf_shutdown_processes_terminate_threads_terminate", Where::Everywhere,
            [](PeerRig& rig) {
                rig.good(rig.plan({ kTiny }, 10, 4));
                rig.expect(ownChildren().empty(), "every process is joined");
            } },
        { "cf_shutdown_context_manager_after_an_error", Where::Everywhere,
            [](PeerRig& rig) {
                rig.expectCount(rig.run(rig.plan({ fault(FaultKind::Throw) }, 20, 4)), Outcome::Error, 20);
            } },
        { "cf_shutdown_race_issue12456", Where::Everywhere,
            [](PeerRig& rig) {
                for (int i = 0; i < 12; ++i) {
                    rig.good(rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, 3, 3, 2));
                }
            } },
        { "cf_init_failing_initializer", Where::Processes,
            [](PeerRig& rig) {
                const auto ran = rig.fails(rig.evilPlan("exit-3", 10), "WORKER_INIT_FAILED");
                rig.expect(!ran.status.ok() && ran.status.error().message.find("no licence") != std::string::npos,
                    "its last words");
                rig.expectCount(ran, Outcome::NotRun, 10);
            } },
        { "tinypool_close_while_recycling", Where::WarmPools,
            [](PeerRig& rig) {
                auto plan = rig.plan({ kTiny }, 60, 16, 4);
                plan.settings.maxTasksPerWorker = 1;
                rig.good(plan);
            } },
        { "celery_warm_shutdown_lets_a_task_finish", Where::Everywhere,
            [](PeerRig& rig) {
                const auto ran = rig.cancelled(rig.plan({ WaitStage{ 60, Spread::Constant } }, 100, 2, 1), 1, 1);
                rig.expect(ran.counts.of(Outcome::Ok) >= 1, "one was done");
                rig.expect(ran.counts.of(Outcome::Ok) + ran.counts.of(Outcome::NotRun) == ran.counts.planned,
                    "what ran was let finish");
            } },
    };
}

std::vector<PeerCase> basics()
{
    return {
        { "cf_executor_submit_map", Where::Everywhere, [](PeerRig& rig) { rig.good(rig.plan({ kTiny }, 100, 10)); } },
        { "cf_executor_map_exception", Where::Everywhere,
            [](PeerRig& rig) { oneFault(rig, FaultKind::Throw, Outcome::Error, Code::TaskError); } },
        { "cf_executor_map_timeout", Where::Everywhere,
            [](PeerRig& rig) {
                auto plan = rig.plan({ WaitStage{ 60'000, Spread::Constant } }, 3, 3);
                plan.settings.timeoutMs = 40;
                const auto ran = rig.run(plan);
                rig.expectCount(ran, Outcome::Timeout, 3);
                rig.expectCode(ran, Outcome::Timeout, Code::TaskTimeout);
            } },
        { "case 32: a_time_out_as_short_as_its_task", Where::WarmPools,
            [](PeerRig& rig) {
                auto plan = rig.plan({ WaitStage{ 1, Spread::Exponential } }, 1000, 4);
                plan.settings.timeoutMs = 1;
                plan.settings.killGraceMs = 10;
                const auto ran = rig.run(plan);
                rig.expect(ran.counts.of(Outcome::Ok) > 0 && ran.counts.of(Outcome::Timeout) > 0, "some of both");
                rig.expectCount(ran, Outcome::Ok, 1000 - ran.counts.of(Outcome::Timeout)); // never neither
                rig.expectCode(ran, Outcome::Timeout, Code::TaskTimeout);
            } },
        { "cf_executor_no_stale_references", Where::Everywhere,
            [](PeerRig& rig) {
                auto plan = rig.plan(
                    { ComputeStage{ Kernel::Mix, 1, 0 } }, rig.model() == Model::ProcessPerTask ? 200 : 8000, 16);
                plan.workload.outputBytes = 10'000;
                expectRightDigests(plan);
                const auto before = residentBytes();
                const auto ran = rig.run(plan);
                rig.expect(residentBytes() - before < 40'000'000, "results are not kept: 80 MB went through");
            } },
        { "cf_pool_map_buffersize", Where::Loops,
            [](PeerRig& rig) {
                for (const int bound : { 1, 5, 10 }) {
                    std::uint64_t most = 0;
                    const auto ran = rig.cancelled(
                        rig.plan({ WaitStage{ 1, Spread::Constant } }, 60, bound), 1, 60, [&](TrialHarness& harness) {
                            const auto handed = harness.handedTasks(); // read first: the other can only be newer
                            const auto finished = harness.finishedTasks();
                            most = std::max(most, handed > finished ? handed - finished : 0);
                        });
                    rig.expect(
                        most > 0 && most <= static_cast<std::uint64_t>(bound), "no more in flight than asked for");
                }
            } },
        { "cf_thread_pool_saturation_idle_thread_reuse", Where::Threads,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.plan({ WaitStage{ 2, Spread::Constant } }, 60, 30, 4));
                rig.expect(ran.lanes.size() == 4, "as many threads as workers, whatever the number of tasks");
            } },
        { "cf_thread_pool_hang_global_shutdown_lock", Where::Threads,
            [](PeerRig& rig) {
                for (int i = 0; i < 50; ++i)
                    rig.good(rig.plan({ kTiny }, 3, 3));
            } },
        { "case 107: memory_and_descriptors_as_after_a_third", Where::Everywhere,
            [](PeerRig& rig) {
                // Arrivals over two seconds: however fast the model is, each third can be looked at. One that starts a
                // process for whatever arrives would have more and more of them on a busy machine, and is slow anyway.
                const bool fresh = rig.model() == Model::ProcessPerTask;
                const std::uint64_t tasks = fresh ? 900 : 60'000;
                auto plan = rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, static_cast<std::int64_t>(tasks), 16);
                if (!fresh)
                    plan.load = { .mode = LoadMode::Open,
                        .durationS = 2,
                        .ratePerS = static_cast<double>(tasks) / 2,
                        .arrivals = Arrivals::Constant };
                std::array<std::int64_t, 3> memory{};
                std::array<int, 3> descriptors{ INT_MAX, INT_MAX, INT_MAX }; // the least of each third
                const int room = fresh ? 20 : 2; // those of fresh processes come and go
                rig.tickFromAThread(); // a busy loop has no time for a timer
                const auto ran = rig.run(plan, [&](TrialHarness& harness) {
                    const auto finished = harness.finishedTasks();
                    if (finished >= tasks * 19 / 20)
                        return; // those that are through give their descriptors back
                    const auto third = finished * 3 / tasks;
                    memory[third] = std::max(memory[third], residentBytes());
                    descriptors[third] = std::min(descriptors[third], openDescriptors());
                });
                rig.expect(ran.counts.planned >= tasks, "all have arrived");
                rig.expectCount(ran, Outcome::Ok, ran.counts.planned);
                rig.expect(memory[1] > 0 && memory[2] > 0, "it was looked at");
                rig.expect(memory[2] - memory[1] < 20'000'000, "memory stays");
                rig.expect(std::abs(descriptors[2] - descriptors[1]) <= room, "descriptors stay");
            } },
        { "piscina_max_queue", Where::Everywhere,
            [](PeerRig& rig) {
                auto plan = rig.plan({ WaitStage{ 20, Spread::Constant } }, 0, 1, 1);
                plan.load
                    = { .mode = LoadMode::Open, .durationS = 0.1, .ratePerS = 2000, .arrivals = Arrivals::Constant };
                plan.load.maxQueue = 3;
                const auto ran = rig.run(plan);
                if (rig.model() == Model::Async || rig.model() == Model::Hybrid || rig.model() == Model::ProcessPerTask)
                    return; // these take what comes: a queue never forms
                rig.expect(ran.counts.of(Outcome::Error) > 0, "what finds the queue full is refused");
                rig.expectCode(ran, Outcome::Error, Code::QueueOverflow);
            } },
        { "kio_250_entries_none_dropped_none_doubled", Where::Everywhere,
            [](PeerRig& rig) { rig.good(rig.plan({ kTiny }, 250, 32)); } },
        { "case 8 dask_killed_worker_poison_task_among_2000", Where::Processes,
            [](PeerRig& rig) {
                const int tasks = rig.model() == Model::ProcessPerTask ? 300 : 2000;
                auto plan = rig.plan({ fault(FaultKind::Crash, 100), kTiny }, tasks, 16);
                plan.retry = { .maxAttempts = 3, .onCrash = true };
                const auto ran = rig.run(plan);
                rig.expectCount(ran, Outcome::Crashed, 1);
                rig.expectCount(ran, Outcome::Ok, static_cast<std::uint64_t>(tasks) - 1);
                rig.expect(
                    ran.seen.attempts == static_cast<std::uint64_t>(tasks) + 2, "it was given up after three attempts");
            } },
    };
}

} // namespace

const std::vector<PeerCase>& peerCases()
{
    static const std::vector<PeerCase> all = [] {
        std::vector<PeerCase> cases;
        for (auto&& group : { deadlock(), processPool(), shutdown(), basics(), otherPools() })
            cases.insert(cases.end(), group.begin(), group.end());
        return cases;
    }();
    return all;
}

} // namespace ilv::test