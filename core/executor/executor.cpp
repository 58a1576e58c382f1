// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/executor.h"

#include "base/codes.h"
#include "executor/eventloopexecutor.h"
#include "executor/muster.h"
#include "executor/poolexecutor.h"
#include "executor/sequentialexecutor.h"
#include "executor/threadsexecutor.h"

#include <unistd.h>

namespace ilv {
namespace {

std::unique_ptr<Offloader> offloaderFor(const ExecutorContext& context)
{
    return context.plan.settings.offload == Offload::Threads ? makeThreadOffloader(context)
                                                             : makeProcessOffloader(context);
}

} // namespace

bool runsInThreads(const TrialPlan& plan)
{
    return plan.model == Model::Threads || (plan.model == Model::Hybrid && plan.settings.offload == Offload::Threads);
}

bool runsInWorkers(const TrialPlan& plan)
{
    return plan.model == Model::Processes || plan.model == Model::ProcessPerTask
        || (plan.model == Model::Hybrid && plan.settings.offload == Offload::Processes);
}

Status available(const TrialPlan& plan)
{
    if (plan.runtime != Runtime::Native)
        return error(Code::ModelUnavailable, "This host runs native models only, not the Python runtime.");
    if (runsInWorkers(plan) && ::access(plan.workerProgram.c_str(), X_OK) != 0)
        return error(Code::WorkerNotFound, "There is no worker program at '" + plan.workerProgram + "'.",
            "Build or install interleave-worker beside this program.");
    if (runsInThreads(plan))
        return threadsToBeHad(plan.settings.workers);
    return {};
}

std::unique_ptr<Executor> makeExecutor(const ExecutorContext& context)
{
    switch (context.plan.model) {
    case Model::Sequential:
        return std::make_unique<SequentialExecutor>(context);
    case Model::Async:
        return std::make_unique<EventLoopExecutor>(context, nullptr);
    case Model::Threads:
        return std::make_unique<ThreadsExecutor>(context);
    case Model::Processes:
    case Model::ProcessPerTask:
        return std::make_unique<PoolExecutor>(context);
    case Model::Hybrid:
        return std::make_unique<EventLoopExecutor>(context, &offloaderFor);
    }
    return nullptr;
}

} // namespace ilv
