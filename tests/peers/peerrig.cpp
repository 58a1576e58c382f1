// SPDX-License-Identifier: GPL-3.0-or-later
#include "peers/peerrig.h"

#include <numeric>
#include <set>

namespace ilv::test {

PeerRig::PeerRig(std::string model)
    : m_model(fromName<Model>(model).value_or(Model::Sequential))
{
}

bool PeerRig::inProcess() const
{
    return m_model == Model::Sequential || m_model == Model::Async || m_model == Model::Threads;
}

bool PeerRig::applies(Where where) const
{
    switch (where) {
    case Where::Everywhere:
        return true;
    case Where::Processes:
        return !inProcess();
    case Where::WarmPools:
        return m_model == Model::Processes || m_model == Model::Hybrid;
    case Where::Loops:
        return m_model != Model::Sequential;
    case Where::Threads:
        return m_model == Model::Threads;
    }
    return false;
}

TrialPlan PeerRig::plan(std::vector<Stage> stages, std::int64_t tasks, int inFlight, int workers) const
{
    return planFor(m_model, std::move(stages), tasks, inFlight, workers);
}

TrialPlan PeerRig::evilPlan(const char* name, std::int64_t tasks) const
{
    auto made = plan({ ComputeStage{ Kernel::Mix, 1, 0 } }, tasks, 4, 2);
    made.workload.inputBytes = made.workload.outputBytes = 0;
    made.expected.clear();
    made.workerProgram = std::string(ILV_EVIL_PREFIX) + name;
    return made;
}

Ran PeerRig::run(const TrialPlan& plan, const Tick& tick, Nanos limit)
{
    auto ran = m_harness.run(plan, limit, tick);
    const bool byNumber = plan.load.tasks > 0;
    check(ran, byNumber ? static_cast<std::uint64_t>(plan.load.tasks) : ran.counts.planned);
    return ran;
}

Ran PeerRig::good(const TrialPlan& plan)
{
    auto ran = run(plan);
    expect(ran.status.ok(), "it has not failed");
    expectCount(ran, Outcome::Ok, ran.counts.planned);
    return ran;
}

Ran PeerRig::fails(const TrialPlan& plan, const char* code, const Tick& tick)
{
    auto ran = run(plan, tick);
    expect(!ran.status.ok(), "it has failed");
    expect(ran.status.ok() || ran.status.error().code == code, ran.status.ok() ? "" : ran.status.error().code);
    return ran;
}

void PeerRig::expect(bool right, const std::string& what)
{
    if (!right && m_failure.empty())
        m_failure = what;
}

void PeerRig::expectCount(const Ran& ran, Outcome outcome, std::uint64_t n)
{
    std::string what
        = std::string(name(outcome)) + ": " + std::to_string(ran.counts.of(outcome)) + ", not " + std::to_string(n);
    for (const auto& row : ran.rows) { // what became of a few others instead
        if (row.last && row.outcome != outcome && what.size() < 300)
            what += "; task " + std::to_string(row.index) + ' ' + std::string(name(row.outcome)) + ' '
                + std::string(name(static_cast<Code>(row.code)));
    }
    expect(ran.counts.of(outcome) == n, what);
}

void PeerRig::expectCode(const Ran& ran, Outcome outcome, Code code)
{
    for (const auto& row : ran.rows) {
        if (row.last && row.outcome == outcome)
            expect(static_cast<Code>(row.code) == code,
                "task " + std::to_string(row.index) + " has the code " + std::string(name(static_cast<Code>(row.code)))
                    + ", not " + std::string(name(code)));
    }
}

void PeerRig::check(const Ran& ran, std::uint64_t planned)
{
    expect(!ran.timedOut, "the run does not end");
    expect(ran.counts.planned == planned, "planned " + std::to_string(ran.counts.planned));
    expect(ran.counts.addsUp(), "the outcomes do not add up");
    expect(ran.violations == 0, "the scheduler was told something twice");
    std::multiset<std::uint64_t> ended;
    for (const auto& row : ran.rows) {
        if (row.last)
            ended.insert(row.index);
    }
    expect(std::set(ended.begin(), ended.end()).size() == ended.size(), "a task ended twice");
    const auto recorded = std::accumulate(ran.seen.outcomes.begin(), ran.seen.outcomes.end(), std::size_t{ 0 });
    expect(ended.size() == recorded, "a task was recorded twice, or not at all");
}

Ran PeerRig::cancelled(TrialPlan plan, int level, std::uint64_t afterTasks, const Tick& meanwhile)
{
    plan.load.tasks = 1'000'000;
    bool told = false;
    auto ran = run(plan, [&](TrialHarness& harness) {
        if (meanwhile)
            meanwhile(harness);
        if (!told && harness.handedTasks() > 0 && harness.finishedTasks() >= afterTasks) {
            told = true;
            harness.cancel(level);
        }
    });
    expect(told, "it was cancelled");
    expect(ran.counts.of(Outcome::NotRun) > 0, "the cancel has ended it");
    return ran;
}

WorkerLink::WorkerLink(TrialPlan& plan, const char* name)
    : m_path(m_folder.filePath(QString::fromUtf8(name)).toStdString())
{
    std::filesystem::create_symlink(plan.workerProgram, m_path);
    plan.workerProgram = m_path;
}

} // namespace ilv::test
