// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/command.h"
#include "workload/fault.h"
#include "workload/filestages.h"
#include "workload/kernelparts.h"
#include "workload/requeststages.h"
#include "workload/task.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <unistd.h>

namespace ilv {
namespace {

/// Below it a CPU clock read (372 ns, science §0.1) would be part of what it measures.
constexpr double kWorthCpuClock = 100e3;

Nanos threadCpu()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * kSecond + time.tv_nsec;
}

/// The CPU time of stretches of one thread's work. Reading it is a system call, so a stretch that begins right behind the
/// last one takes up where that one ended: a thread that went on at once has done nothing but run in between.
class CpuStopwatch {
public:
    /// `at`: the time now.
    void start(Nanos at)
    {
        const auto thread = std::this_thread::get_id();
        const Nanos gap = at - m_endedAt;
        m_begun = thread == m_thread && gap < kRightBehind ? m_ended + gap : threadCpu();
        m_thread = thread;
    }
    [[nodiscard]] Nanos stop()
    {
        m_ended = threadCpu();
        m_endedAt = now();
        return m_ended - m_begun;
    }

private:
    static constexpr Nanos kRightBehind = 2 * kMicro; ///< less than a change to another thread and back takes
    std::thread::id m_thread;
    Nanos m_begun = 0, m_ended = 0;
    Nanos m_endedAt = 0;
};

/// Sleeps until a point of the monotonic clock, never less.
void sleepUntil(Nanos due)
{
    const timespec time{ .tv_sec = due / kSecond, .tv_nsec = due % kSecond };
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) { }
}

StageResult failed(Code code)
{
    return { .outcome = Outcome::Error, .code = code };
}

} // namespace

struct BlockingTaskRunner::Parts {
    Parts(const TaskRecipe& taskRecipe, int lane)
        : recipe(taskRecipe)
        , requests(taskRecipe)
        , files(taskRecipe.spec(), lane)
        , stages(taskRecipe.stageCount())
    {
        for (std::size_t i = 0; i < stages.size(); ++i) {
            const Stage& stage = recipe.spec().stages[i];
            if (const auto* compute = std::get_if<ComputeStage>(&stage))
                stages[i].nominal = kernels::nominalNanos(compute->kernel) * static_cast<double>(compute->units);
            if (const auto* command = std::get_if<CommandStage>(&stage)) {
                stages[i].command.emplace(*command, commandFolder(lane, i));
                stages[i].nominal = kWorthCpuClock;
            }
        }
    }

    /// No other lane's, nor another process's that works beside us.
    std::string commandFolder(int lane, std::size_t stage) const
    {
        const std::string& folder = recipe.spec().folder;
        return folder.empty() ? folder
                              : folder + "/command-" + std::to_string(::getpid()) + '-' + std::to_string(lane) + '-'
                + std::to_string(stage);
    }

    /// What is kept for one stage between tasks.
    struct Kept {
        std::optional<Command> command;
        double nominal = 0; ///< expected nanoseconds of a compute stage; enough for a clock read, of a command
    };

    const TaskRecipe& recipe;
    KernelScratch scratch;
    CpuStopwatch stopwatch;
    RequestStages requests;
    FileStages files;
    Faults faults;
    std::vector<Kept> stages;
    std::string message;

    StageResult timeout(std::string text)
    {
        message = std::move(text);
        return { .outcome = Outcome::Timeout, .code = Code::TaskTimeout };
    }

    StageResult wait(std::uint64_t index, std::size_t stage, Nanos start, Nanos deadline)
    {
        const Nanos due = start + recipe.drawWait(index, stage);
        if (deadline != 0 && due > deadline) {
            sleepUntil(deadline);
            return timeout("The wait was not over when the task's time was up.");
        }
        sleepUntil(due);
        return {};
    }

    StageResult runIo(std::uint64_t index, std::size_t number, Nanos start, Nanos deadline)
    {
        const Stage& stage = recipe.spec().stages[number];
        if (const auto* what = std::get_if<RequestStage>(&stage)) {
            const StageResult result = requests.run(index, number, *what, deadline);
            if (result.outcome != Outcome::Ok)
                message = requests.message();
            return result;
        }
        if (std::holds_alternative<WaitStage>(stage))
            return wait(index, number, start, deadline);
        const auto* read = std::get_if<ReadStage>(&stage);
        const StageResult result = read != nullptr ? files.read(number, *read, deadline)
                                                   : files.write(number, std::get<WriteStage>(stage),
                                                       TaskRecipe::contentSeed(TaskRecipe::variant(index)), deadline);
        if (result.outcome != Outcome::Ok)
            message = files.message();
        return result;
    }

    /// `cpu` >= 0: the CPU time of the stage, which begins `at`, is added to it.
    StageResult runOther(
        std::uint64_t index, std::uint32_t attempt, std::size_t number, Nanos at, Nanos deadline, Nanos& cpu)
    {
        const Stage& stage = recipe.spec().stages[number];
        if (const auto* what = std::get_if<ComputeStage>(&stage)) {
            if (cpu >= 0)
                stopwatch.start(at);
            const std::uint64_t digest = runKernel(what->kernel, what->units, TaskRecipe::variant(index), scratch);
            if (cpu >= 0)
                cpu += stopwatch.stop();
            return { .digest = digest };
        }
        if (std::holds_alternative<CommandStage>(stage)) {
            Nanos used = 0;
            const StageResult result = stages[number].command->run(deadline, used, message);
            if (cpu >= 0)
                cpu += used;
            return result;
        }
        if (const auto* what = std::get_if<FaultStage>(&stage))
            return faults.run(*what, index, attempt, message);
        message = "A stage of kind \"" + std::string(kindName(stage)) + "\" cannot run here.";
        return failed(Code::TaskBadParams);
    }

    /// Is the CPU clock worth reading for the compute stages among [first, last)?
    bool worthCpuClock(std::size_t first, std::size_t last) const
    {
        double nominal = 0;
        for (std::size_t i = first; i < last; ++i)
            nominal += stages[i].nominal;
        return nominal >= kWorthCpuClock;
    }

    bool anyIo(std::size_t first, std::size_t last) const
    {
        const auto& all = recipe.spec().stages;
        return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last), isIo);
    }

    /// Does what was planted by hand; false: that was the end of the task.
    bool suffer(HandFault fault, std::uint64_t index, TaskResult& task)
    {
        const Nanos begin = now();
        const Nanos before = threadCpu();
        const StageResult result = guarded([&] { return faults.run(fault, index, message); });
        task.cpu = threadCpu() - before;
        (fault == HandFault::Slow ? task.io : task.compute) += now() - begin;
        task.outcome = result.outcome;
        task.code = result.code;
        if (result.digest != 0) // the right answer is that of the task without the fault
            task.digest = TaskRecipe::foldDigest(task.digest, result.digest);
        return result.outcome == Outcome::Ok;
    }

    /// What a stage throws ends its task, not the lane.
    template <typename Body> StageResult guarded(Body&& body)
    {
        try {
            return body();
        } catch (const std::exception& problem) {
            message = problem.what();
        } catch (...) {
            message = "something that is no std::exception was thrown";
        }
        return failed(Code::TaskError);
    }
};

BlockingTaskRunner::BlockingTaskRunner(const TaskRecipe& recipe, int lane)
    : m_parts(std::make_unique<Parts>(recipe, lane))
{
}

BlockingTaskRunner::~BlockingTaskRunner() = default;

TaskResult BlockingTaskRunner::run(std::uint64_t index, std::uint32_t attempt, std::uint64_t digest, std::size_t first,
    std::size_t last, Nanos deadline, HandFault fault)
{
    Parts& parts = *m_parts;
    TaskResult task{ .digest = digest };
    if (fault != HandFault::None && !parts.suffer(fault, index, task))
        return task;
    if (task.cpu < 0 && parts.worthCpuClock(first, last))
        task.cpu = 0;
    // The caller times the whole; the parts only where there are two kinds. An empty task is half clock reads otherwise.
    const bool timed = task.cpu >= 0 || parts.anyIo(first, last);
    Nanos begin = timed ? now() : 0;
    for (std::size_t i = first; i < last; ++i) {
        const bool io = isIo(parts.recipe.spec().stages[i]);
        const StageResult stage = parts.guarded([&] {
            return io ? parts.runIo(index, i, begin, deadline) : parts.runOther(index, attempt, i, begin, deadline, task.cpu);
        });
        const Nanos end = timed ? now() : 0;
        (io ? task.io : task.compute) += end - begin;
        begin = end;
        if (stage.outcome != Outcome::Ok) {
            task.outcome = stage.outcome;
            task.code = stage.code;
            return task;
        }
        task.digest = TaskRecipe::foldDigest(task.digest, stage.digest);
    }
    return task;
}

const std::string& BlockingTaskRunner::lastMessage() const
{
    return m_parts->message;
}

} // namespace ilv
