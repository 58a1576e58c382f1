// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/blockinglane.h"

#include <algorithm>
#include <utility>

namespace ilv {

BlockingLane::BlockingLane(const ExecutorContext& context, LaneRecorder& recorder, int faultLane)
    : m_context(context)
    , m_faultLane(faultLane)
    , m_recipe(context.recipe)
    , m_recorder(recorder)
    , m_runner(context.recipe, recorder.lane())
    , m_output(static_cast<std::size_t>(context.recipe.spec().outputBytes))
{
}

TaskResult BlockingLane::runStages(const TaskLife& life, std::uint64_t digest, Nanos deadline, std::mutex* lock)
{
    const auto& start = life.start;
    const auto& stages = m_recipe.spec().stages;
    auto fault = m_context.faultFor(m_faultLane, start.index);
    if (!lock)
        return m_runner.run(start.index, start.attempt, digest, 0, stages.size(), deadline, fault);

    TaskResult whole {.digest = digest, .cpu = 0};
    for (std::size_t i = 0; i < stages.size() && whole.outcome == Outcome::Ok; ++i) {
        const auto held = isIo(stages[i]) ? std::unique_lock<std::mutex>() : std::unique_lock(*lock);
        const Nanos begun = now(); // it holds the lock now: what came before was waiting
        const auto part = m_runner.run(start.index, start.attempt, whole.digest, i, i + 1, deadline,
            std::exchange(fault, HandFault::None));
        const Nanos worked = isIo(stages[i]) ? 0 : now() - begun;
        whole = {part.outcome, part.code, part.digest, whole.io + part.io, whole.compute + worked,
            part.cpu < 0 || whole.cpu < 0 ? -1 : whole.cpu + part.cpu};
    }
    return whole;
}

AttemptEnd BlockingLane::run(TaskLife& life, Nanos deadline, Nanos& at, std::mutex* lock)
{
    life.serviceBegin = at;
    life.clock.enter(Category::Compute, at);

    const auto input = m_recipe.input(TaskRecipe::variant(life.start.index));
    auto result = runStages(life, m_recipe.beginDigest(input), deadline, lock);
    if (!m_output.empty())
        TaskRecipe::fillOutput(result.digest, m_output); // every model hands back the same payload

    const Nanos begun = at;
    at = now();
    if (deadline != 0 && at > deadline && result.outcome == Outcome::Ok) {
        result.outcome = Outcome::Timeout; // a computation cannot be interrupted here: said when it is over
        result.code = Code::TaskTimeout;
    }
    Nanos delayed = 0; // runnable or waiting for the lock, as against working
    if (result.cpu >= 0)
        delayed = std::clamp<Nanos>(result.compute - result.cpu, 0, at - begun - result.io);
    else if (lock)
        delayed = std::max<Nanos>(0, at - begun - result.io - result.compute);
    life.serviceEnd = at;
    life.clock.enter(Category::Transport, at);
    life.clock.transfer(Category::Compute, Category::IoWait, result.io);
    life.clock.transfer(Category::Compute, Category::RunDelay, delayed);
    enterLane(begun, at, result.io, delayed);
    m_recorder.span({.begin = begun,
        .end = at,
        .index = life.start.index,
        .lane = m_recorder.lane(),
        .category = result.io > at - begun - result.io ? Category::IoWait : Category::Compute,
        .outcome = result.outcome});
    return {result.outcome, result.code, result.digest};
}

void BlockingLane::enterLane(Nanos begun, Nanos ended, Nanos io, Nanos delayed)
{
    // The parts are known only afterwards; their order within the execution does not matter to the sums.
    m_recorder.enter(Category::IoWait, begun);
    m_recorder.enter(Category::Compute, begun + io);
    m_recorder.enter(Category::RunDelay, ended - delayed);
    m_recorder.enter(Category::Transport, ended);
}

} // namespace ilv
