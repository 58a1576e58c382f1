// SPDX-License-Identifier: GPL-3.0-or-later
#include "peers/peerrig.h"

#include <array>
#include <csignal>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ilv::test {

std::vector<PeerCase> otherPools()
{
    return {
        { "loky_crash_races_1_2_5_13", Where::Processes,
            [](PeerRig& rig) {
                for (const int every : { 1, 2, 5, 13 }) {
                    const auto plan = rig.plan({ fault(FaultKind::Crash, -1, every), kTiny }, 39, 8, 3);
                    if (every > 1 || rig.model() == Model::ProcessPerTask)
                        rig.expectCount(rig.run(plan), Outcome::Crashed, 39 / static_cast<std::uint64_t>(every));
                    else // workers that never finish anything: that is a loop, and it is ended
                        rig.fails(plan, "POOL_CRASH_LOOP");
                }
            } },
        { "loky_call_item_gc_crash_dies_after_the_result", Where::Processes,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.evilPlan("at5-dies-after"));
                rig.expectCount(ran, Outcome::Ok, 16); // case 5: it counts, and is not repeated
                rig.expect(ran.seen.attempts == 16, "no attempt was repeated");
            } },
        { "loky_queue_full_deadlock", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Crash, -1, 7), kTiny }, 28, 28);
                plan.workload.inputBytes = plan.workload.outputBytes = 1 << 20;
                rig.expectCount(rig.run(plan), Outcome::Crashed, 4);
            } },
        { "pebble_ignoring_sigterm", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::IgnoreTerm, -1, 4), kTiny }, 12, 4);
                plan.settings.timeoutMs = 400; // long for a tiny task on the busiest machine
                plan.settings.killGraceMs = 50;
                const auto ran = rig.run(plan);
                rig.expectCount(ran, Outcome::Timeout, 3);
                rig.expectCount(ran, Outcome::Ok, 9);
            } },
        { "pebble_large_data", Where::Everywhere,
            [](PeerRig& rig) {
                auto plan = rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, 3, 1);
                plan.workload.inputBytes = plan.workload.outputBytes = 20 << 20;
                expectRightDigests(plan);
                rig.good(plan);
            } },
        { "pebble_deadlock_on_result_dies_while_writing_it", Where::WarmPools,
            [](PeerRig& rig) {
                auto plan = rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, 40, 4);
                plan.workload.outputBytes = 4 << 20;
                expectRightDigests(plan);
                plan.retry = { .maxAttempts = 10, .onCrash = true };
                int kills = 0;
                const auto ran = rig.run(plan, [&kills](TrialHarness& harness) {
                    if (kills >= 5 || harness.finishedTasks() <= static_cast<std::uint64_t>(4 * kills))
                        return;
                    if (const auto pids = ownChildren(); !pids.empty())
                        kills += ::kill(pids[static_cast<std::size_t>(kills) % pids.size()], SIGKILL) == 0 ? 1 : 0;
                });
                rig.expect(kills > 0, "workers were killed");
                rig.expectCount(ran, Outcome::Ok, 40);
            } },
        { "pebble_deadlock_on_cancel_large_data", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, 400, 4);
                plan.workload.inputBytes = plan.workload.outputBytes = 8 << 20;
                expectRightDigests(plan);
                rig.cancelled(plan, 2, 2);
            } },
        { "benchexec_path_with_a_space", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ kTiny }, 8);
                const WorkerLink link(plan, "a worker's name");
                rig.good(plan);
            } },
        { "gunicorn_reap_unknown_child", Where::Everywhere,
            [](PeerRig& rig) {
                pid_t stranger = 0;
                const auto ran = rig.cancelled(
                    rig.plan({ WaitStage{ 2, Spread::Constant }, kTiny }, 40, 4), 1, 40, [&stranger](TrialHarness&) {
                        if (stranger == 0 && (stranger = ::fork()) == 0)
                            ::_exit(7); // a child that nobody here knows
                    });
                rig.expect(ran.counts.of(Outcome::Crashed) == 0, "none of ours has died");
                rig.expect(stranger > 0 && ::waitpid(stranger, nullptr, 0) == stranger, "it is left to whose it is");
            } },
        { "dask_chaos", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Throw, -1, 7), fault(FaultKind::Exit, -1, 11),
                                         fault(FaultKind::Crash, -1, 13), fault(FaultKind::Flaky, -1, 3, 1), kTiny },
                    200, 8);
                plan.retry = { .maxAttempts = 2, .onError = true };
                const auto ran = rig.run(plan);
                std::uint64_t errors = 0, crashes = 0;
                for (int n = 1; n <= 200; ++n) {
                    errors += n % 7 == 0 ? 1 : 0;
                    crashes += n % 7 != 0 && (n % 11 == 0 || n % 13 == 0) ? 1 : 0;
                }
                rig.expectCount(ran, Outcome::Error, errors);
                rig.expectCount(ran, Outcome::Crashed, crashes);
                rig.expectCount(ran, Outcome::Ok, 200 - errors - crashes);
            } },
        { "celery_a_crash_is_not_run_again_silently", Where::Processes,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Crash, 3), kTiny }, 20);
                plan.retry = { .maxAttempts = 5, .onError = true, .onTimeout = true };
                const auto ran = rig.run(plan);
                rig.expectCount(ran, Outcome::Crashed, 1);
                rig.expect(ran.seen.attempts == 20, "once");
            } },
        { "ray_three_kills_and_the_fourth_attempt_is_good", Where::Everywhere,
            [](PeerRig& rig) {
                auto plan = rig.plan({ fault(FaultKind::Flaky, -1, 4, 3), kTiny }, 12);
                plan.retry = { .maxAttempts = 4, .onError = true };
                const auto ran = rig.good(plan);
                rig.expect(ran.seen.attempts == 12 + 3 * 3, "three attempts more for each of three");
            } },
        { "mp_ignore_eintr", Where::Everywhere,
            [](PeerRig& rig) {
                struct sigaction before {
                }, note{};
                note.sa_handler = [](int) {}; // and no SA_RESTART: every call that waits may come back for nothing
                ::sigaction(SIGALRM, &note, &before);
                const itimerval often{ { 0, 700 }, { 0, 700 } }, never{};
                ::setitimer(ITIMER_REAL, &often, nullptr);
                rig.good(rig.plan({ WaitStage{ 1, Spread::Constant }, kTiny }, 100, 8));
                ::setitimer(ITIMER_REAL, &never, nullptr);
                ::sigaction(SIGALRM, &before, nullptr);
            } },
        { "mp_many_processes", Where::Processes,
            [](PeerRig& rig) {
                for (int i = 0; i < 5; ++i)
                    rig.cancelled(
                        rig.plan({ WaitStage{ 1, Spread::Constant } }, 10'000, 8, 8), 2, static_cast<std::uint64_t>(i));
            } },
        { "mp_no_fork_bomb_workers_start_no_workers", Where::WarmPools,
            [](PeerRig& rig) {
                const auto ran = rig.run(rig.plan({ kTiny }, 200, 8, 4));
                rig.expect(ran.report.pool.spawned == 4, "four workers, no more");
            } },
        { "mp_pool_not_leak_on_failure", Where::Processes,
            [](PeerRig& rig) {
                rig.expectCount(rig.fails(rig.evilPlan("dies-at-once", 10), "POOL_CRASH_LOOP"), Outcome::NotRun, 10);
            } },
    };
}

} // namespace ilv::test
