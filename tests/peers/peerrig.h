// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/processes.h"
#include "support/trialharness.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ilv::test {

/// Where a peer's case makes sense.
enum class Where : std::uint8_t {
    Everywhere,
    Processes, ///< processes, process-per-task, hybrid: somebody else's process can die
    WarmPools, ///< processes and hybrid: workers outlive a task
    Loops, ///< what several clients are needed for: not sequential
    Threads, ///< the thread pool's own
};

inline const Stage kTiny = ComputeStage{ Kernel::Mix, 200, 0 };
[[nodiscard]] inline Stage fault(FaultKind kind, std::int64_t at = -1, std::int64_t every = 0, int fails = 1)
{
    return FaultStage{ kind, at, every, fails };
}

/// One model under test, and what a case needs to say what it expects of it.
class PeerRig {
public:
    explicit PeerRig(std::string model);
    [[nodiscard]] bool applies(Where where) const;
    [[nodiscard]] Model model() const { return m_model; }
    [[nodiscard]] bool inProcess() const;

    [[nodiscard]] TrialPlan plan(
        std::vector<Stage> stages, std::int64_t tasks, int inFlight = 8, int workers = 2) const;
    /// A plan whose worker is the misbehaving program of that name, which computes nothing: no answer is checked.
    [[nodiscard]] TrialPlan evilPlan(const char* name, std::int64_t tasks = 16) const;

    /// Runs the plan: every planned task has exactly one outcome.
    using Tick = std::function<void(TrialHarness&)>;
    Ran run(const TrialPlan& plan, const Tick& tick = {}, Nanos limit = 60 * kSecond);
    Ran good(const TrialPlan& plan); ///< the same, and each outcome is ok
    Ran fails(const TrialPlan& plan, const char* code, const Tick& tick = {}); ///< the same, but it ends with this code
    void tickFromAThread()
    {
        m_harness.tickFromAThread(true);
    } ///< from now on; such a tick may look, and cancel nothing
    void expect(bool right, const std::string& what); ///< the first thing that is not so fails the test
    void expectCount(const Ran& ran, Outcome outcome, std::uint64_t n);
    /// Each task that ended so has this code.
    void expectCode(const Ran& ran, Outcome outcome, Code code);
    /// Runs the plan with so many tasks that only a cancel ends it, and cancels it once `afterTasks` have ended;
    /// `meanwhile` is called at least once before.
    Ran cancelled(TrialPlan plan, int level, std::uint64_t afterTasks, const Tick& meanwhile = {});

    [[nodiscard]] const std::string& failure() const { return m_failure; } ///< empty: all was right

private:
    void check(const Ran& ran, std::uint64_t planned);

    Model m_model;
    TrialHarness m_harness;
    std::string m_failure;
};

/// The worker program under another name, which may go away.
class WorkerLink {
public:
    WorkerLink(TrialPlan& plan, const char* name); ///< from now on the plan's workers are started by it
    void remove() const { std::filesystem::remove(m_path); }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_path;
};

struct PeerCase {
    const char* name;
    Where where;
    std::function<void(PeerRig&)> body;
};
[[nodiscard]] std::vector<PeerCase> otherPools(); ///< of loky, pebble, tinypool and the others beside CPython
[[nodiscard]] const std::vector<PeerCase>& peerCases(); ///< all

} // namespace ilv::test
