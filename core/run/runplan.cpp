// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runplan.h"

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

// The slowest kernel does a unit in far less; only used to tell "slow" from "stuck".
constexpr double kSlowestUnitMs = 0.01;
constexpr double kUnknownStageMs = 600'000; // a program or function of the user's

void addOnce(std::vector<Kernel>& kernels, Kernel kernel)
{
    if (std::find(kernels.begin(), kernels.end(), kernel) == kernels.end())
        kernels.push_back(kernel);
}

struct Nominal {
    double waiting = 0, computing = 0; ///< ms of one task
};

Nominal nominal(const WorkloadSpec& spec)
{
    Nominal sum;
    for (const auto& stage : spec.stages) {
        if (const auto* wait = std::get_if<WaitStage>(&stage))
            sum.waiting += wait->ms;
        else if (const auto* request = std::get_if<RequestStage>(&stage))
            sum.waiting += request->latencyMs + 1000;
        else if (const auto* compute = std::get_if<ComputeStage>(&stage))
            sum.computing += compute->cpuMs > 0 ? compute->cpuMs : static_cast<double>(compute->units) * kSlowestUnitMs;
        else if (std::holds_alternative<CommandStage>(stage) || std::holds_alternative<CallStage>(stage))
            sum.waiting += kUnknownStageMs;
    }
    return sum;
}

} // namespace

bool needsService(const Workload& workload)
{
    return std::any_of(workload.stages.begin(), workload.stages.end(), [](const Stage& stage) {
        const auto* request = std::get_if<RequestStage>(&stage);
        return request && request->url.empty();
    });
}

bool needsFolder(const Workload& workload)
{
    return std::any_of(workload.stages.begin(), workload.stages.end(), [](const Stage& stage) {
        const auto* read = std::get_if<ReadStage>(&stage);
        return std::holds_alternative<WriteStage>(stage) || std::holds_alternative<CommandStage>(stage)
            || (read && read->path.empty());
    });
}

std::vector<Kernel> kernelsToCalibrate(const Workload& workload)
{
    std::vector<Kernel> kernels;
    for (const auto& stage : workload.stages) {
        const auto* compute = std::get_if<ComputeStage>(&stage);
        if (compute && compute->units == 0)
            addOnce(kernels, compute->kernel);
    }
    return kernels;
}

WorkloadSpec resolveWorkload(const Experiment& experiment, const std::map<std::string, double>& unitsPerMs)
{
    WorkloadSpec spec;
    spec.stages = experiment.workload.stages;
    spec.seed = experiment.seed;
    spec.inputBytes = experiment.workload.inputBytes;
    spec.outputBytes = experiment.workload.outputBytes;
    for (auto& stage : spec.stages) {
        auto* compute = std::get_if<ComputeStage>(&stage);
        if (!compute || compute->units > 0)
            continue;
        const auto pace = unitsPerMs.find(std::string(name(compute->kernel)));
        const double units = pace == unitsPerMs.end() ? 1 : std::round(compute->cpuMs * pace->second);
        compute->units = static_cast<std::uint64_t>(std::clamp(units, 1.0, 1e15));
    }
    return spec;
}

TrialPlan planTrial(const Experiment& experiment, const RunGround& ground, const TrialSlot& slot, int number, int cores,
    bool recordOutcomes, const std::string& workerProgram)
{
    const auto& entry = experiment.models[static_cast<std::size_t>(slot.entry)];
    TrialPlan plan;
    plan.trial = number;
    plan.round = slot.round;
    plan.label = entry.label;
    plan.model = entry.model;
    plan.runtime = entry.runtime;
    plan.workload = ground.workload;
    plan.load = experiment.load;
    plan.inFlight = effectiveInFlight(experiment, entry);
    plan.settings = effectiveSettings(experiment, entry, cores);
    plan.retry = experiment.retry;
    plan.warmupTasks = experiment.warmupTasks;
    plan.expected = ground.expected;
    plan.recordOutcomes = recordOutcomes;
    plan.workerProgram = workerProgram;
    return plan;
}

Nanos stuckLimit(const TrialPlan& plan)
{
    const auto task = nominal(plan.workload);
    const int sharing = std::max({plan.inFlight, plan.settings.workers, plan.settings.chunk, 1});
    double ms = 20 * task.waiting + 4 * sharing * task.computing;
    if (plan.settings.timeoutMs > 0)
        ms = std::min(ms, 4 * sharing * plan.settings.timeoutMs);
    const auto& retry = plan.retry;
    ms += retry.maxAttempts * std::min(retry.maxMs, retry.backoffMs * std::pow(retry.factor, retry.maxAttempts));
    return 60 * kSecond + nanosFromMs(std::min(ms, 7 * 86'400'000.0));
}

Nanos trialLimit(const TrialPlan& plan)
{
    if (plan.load.durationS <= 0)
        return 0;
    return static_cast<Nanos>(plan.load.durationS * 3e9) + 10 * stuckLimit(plan);
}

} // namespace ilv
