// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/poolwork.h"

#include "base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ilv {

int poolWorkers(const TrialPlan& plan)
{
    if (plan.model != Model::ProcessPerTask)
        return plan.settings.workers;
    // Every task in flight has its process; an open load is bounded, or a burst would start thousands at once.
    return std::min(plan.load.mode == LoadMode::Closed ? plan.inFlight : 64, 256);
}

PoolOptions poolOptions(const ExecutorContext& context)
{
    const auto& plan = context.plan;
    const auto& settings = plan.settings;
    PoolOptions options;
    options.program = plan.workerProgram;
    options.faults = context.faults;
    options.workers = poolWorkers(plan);
    options.chunk = settings.chunk;
    options.transport = settings.transport;
    options.start = settings.start;
    options.setup = toJson(plan.workload).dump();
    options.killGrace = nanosFromMs(settings.killGraceMs);
    options.maxTasksPerWorker = settings.maxTasksPerWorker;
    options.maxOutput = static_cast<std::size_t>(std::max<std::int64_t>(plan.workload.outputBytes, 64 << 20));
    options.freshProcessPerJob = plan.model == Model::ProcessPerTask;
    return options;
}

std::vector<LaneRecorder*> addWorkerLanes(TrialRecorder& recorder, int workers)
{
    std::vector<LaneRecorder*> lanes;
    for (int i = 0; i < workers; ++i)
        lanes.push_back(&recorder.addLane(LaneKind::Worker, "w" + std::to_string(i)));
    return lanes;
}

void applyStamps(CategoryClock& clock, const PoolJob& job)
{
    const auto& s = job.stamps;
    if (s.sent == 0 || s.received == 0 || s.ended == 0) {
        // It never got that far (a worker that died, a pool that failed): the time went into waiting for it.
        clock.enter(Category::QueueWait, s.submitted);
        return;
    }
    clock.enter(Category::QueueWait, s.submitted);
    if (s.spawned != 0) {
        // Its frame lies in the pipe while the process comes up: that time is the start-up's, not the transport's.
        clock.enter(Category::StartUp, s.spawned);
    } else {
        clock.enter(Category::Serialize, s.encodeBegin);
        // `sent` is read after write() returned, and by then the worker may have read already.
        clock.enter(Category::Transport, std::min(s.sent, s.received));
    }
    clock.enter(Category::QueueWait, s.received); // in the worker's hands, behind others
    clock.enter(Category::Compute, s.begun);
    clock.enter(Category::Transport, s.ended); // the result waits for its batch, travels, and is read
    clock.enter(Category::Serialize, s.arrived);
    clock.enter(Category::Transport, s.decoded);
    clock.transfer(Category::Compute, Category::IoWait, s.io);
    if (s.cpu >= 0) {
        const Nanos delay = std::max<Nanos>(0, s.ended - s.begun - s.io - s.cpu);
        clock.transfer(Category::Compute, Category::RunDelay, delay);
    }
}

AttemptEnd endOf(const PoolJob& job)
{
    switch (job.status) {
    case JobStatus::Ok:
        return {Outcome::Ok, Code::None, job.resultDigest};
    case JobStatus::Error:
        return {Outcome::Error, job.code, job.resultDigest};
    case JobStatus::Timeout:
        return {Outcome::Timeout, job.code == Code::None ? Code::TaskTimeout : job.code, 0};
    case JobStatus::Crashed:
        return {Outcome::Crashed, job.code == Code::None ? Code::WorkerCrashed : job.code, 0};
    case JobStatus::Cancelled:
        // A job no worker has begun was not run; one that was killed in hand was cancelled.
        return {job.stamps.begun == 0 ? Outcome::NotRun : Outcome::Cancelled, Code::RunCancelled, 0};
    case JobStatus::Lost:
        break;
    }
    return {Outcome::NotRun, job.code == Code::None ? Code::PoolEmpty : job.code, 0};
}

AttemptEnd endOfExecution(const TaskRecipe& recipe, const PoolJob& job)
{
    const auto end = endOf(job);
    const auto expected = static_cast<std::size_t>(recipe.spec().outputBytes);
    if (end.outcome != Outcome::Ok || expected == 0
        || (job.output.size() == expected && TaskRecipe::checkOutput(job.resultDigest, job.output)))
        return end;
    return {Outcome::Wrong, Code::OutputMismatch, job.resultDigest};
}

void WorkerSpans::add(LaneRecorder& lane, const PoolJob& job, Outcome outcome)
{
    const auto& s = job.stamps;
    if (s.ended == 0 || !lane.keepsSpans())
        return;
    if (m_lastEnd.size() <= lane.lane())
        m_lastEnd.resize(lane.lane() + 1u);
    Nanos from = m_lastEnd[lane.lane()];
    const auto part = [&](Category category, Nanos begin, Nanos end) {
        begin = std::max(begin, from);
        if (end > begin)
            lane.span({.begin = begin, .end = end, .index = job.index, .lane = lane.lane(), .category = category, .outcome = Outcome::Ok});
        from = std::max(from, end);
    };
    if (s.spawned != 0)
        part(Category::StartUp, s.spawned, s.received);
    part(Category::Serialize, s.encodeBegin, std::min(s.sent, s.received));
    part(Category::Transport, std::min(s.sent, s.received), s.received);
    from = std::max(from, s.begun);
    lane.span({.begin = s.begun,
        .end = s.ended,
        .index = job.index,
        .lane = lane.lane(),
        .category = s.io > s.ended - s.begun - s.io ? Category::IoWait : Category::Compute,
        .outcome = outcome});
    m_lastEnd[lane.lane()] = s.ended;
}

void WorkerSpans::addHandOver(LaneRecorder& loop, const PoolJob& job)
{
    if (!loop.keepsSpans())
        return;
    const auto& s = job.stamps;
    const auto stretch = [&](Nanos begin, Nanos end) {
        if (begin != 0 && end >= begin)
            loop.span({.begin = begin, .end = end, .index = job.index, .lane = loop.lane(), .category = Category::Serialize, .outcome = Outcome::Ok});
    };
    stretch(s.encodeBegin, s.sent);
    if (s.ended != 0)
        stretch(s.arrived, s.decoded);
}

void addWorkerStates(const std::vector<LaneRecorder*>& lanes, const std::vector<WorkerStates>& states)
{
    for (const auto& worker : states) {
        if (worker.worker >= 0 && static_cast<std::size_t>(worker.worker) < lanes.size())
            lanes[static_cast<std::size_t>(worker.worker)]->addStates(worker.sums, worker.begin, worker.end);
    }
}

} // namespace ilv
