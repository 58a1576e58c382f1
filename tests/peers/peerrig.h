// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/processes.h"
#include "support/trialharness.h"

#include <QTest>

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

    using Tick = std::function<void(TrialHarness&)>;
    Ran run(const TrialPlan& plan, const Tick& tick = {}, Nanos limit = 20 * kSecond);
    void tickFromAThread()
    {
        m_harness.tickFromAThread(true);
    } ///< from now on; such a tick may look, and cancel nothing
    /// Every planned task has exactly one outcome; the first thing that is not so fails the test.
    void check(const Ran& ran, std::uint64_t planned);
    void expect(bool right, const std::string& what);
    void expectCount(const Ran& ran, Outcome outcome, std::uint64_t n);
    /// Each task that ended so has this code.
    void expectCode(const Ran& ran, Outcome outcome, Code code);
    /// Runs the plan and cancels it once that many tasks have ended.
    void cancelled(const TrialPlan& plan, int level, std::uint64_t afterTasks);

    [[nodiscard]] const std::string& failure() const { return m_failure; } ///< empty: all was right

private:
    Model m_model;
    TrialHarness m_harness;
    std::string m_failure;
};

struct PeerCase {
    const char* name;
    Where where;
    std::function<void(PeerRig&)> body;
};
[[nodiscard]] std::vector<PeerCase> otherPools(); ///< of loky, pebble, tinypool and the others beside CPython
[[nodiscard]] const std::vector<PeerCase>& peerCases(); ///< all

} // namespace ilv::test
