// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/executor.h"
#include "measure/resources.h"
#include "trial/reporter.h"
#include "trial/trialwatch.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace ilv {

/// So long after a cancel the host ends by itself, whatever hangs; and so long a task may outstay its time-out.
inline constexpr Nanos kForcedEnd = 2 * kSecond;

/// Runs one trial inside a host process: start-up, load, drain, result; says so in events. Main thread; the executor's
/// own threads and the reporter's thread live below it.
class TrialHost final : private IoLoop::Watcher {
public:
    /// `loop` is that of the thread's event dispatcher, and outlives the host.
    TrialHost(IoLoop& loop, TrialPlan plan, int in, int out);
    ~TrialHost();

    /// `ended` is called on the Qt event loop when the last event is written; the argument is the exit code.
    void start(std::function<void(int)> ended);

private:
    void ready(std::uint32_t events) override; ///< the cancel level has risen
    void begin(Status status);
    void finished(Status status);
    void closed();
    void fail(const Error& error);
    [[nodiscard]] std::vector<HostEvent> tick(); ///< looks after the trial; what tasks ended since the last time
    [[nodiscard]] HostEvent live(); ///< and how it stands
    [[nodiscard]] TrialResult collect();
    void addFinal(TrialResult& result);
    [[nodiscard]] double progress(const TrialResult& result) const;
    void escalate();
    void plantFault(std::string_view lane, std::string_view fault);
    [[nodiscard]] Result<int> placeFor(std::string_view lane, HandFault fault) const;
    void say(std::string phase);
    void forceEnd(); ///< cancelled, and the main thread does not hear it
    void giveUpOn(Nanos hung); ///< a task that has outstayed its time-out by far
    void endHere(TrialResult result, Outcome inHand, std::uint64_t most);
    [[nodiscard]] std::optional<Nanos> hungFor(std::uint64_t recorded);
    [[nodiscard]] TrialResult lastResult();
    [[nodiscard]] std::vector<HostEvent> takeOutcomes(); ///< what tasks ended since the last call
    void addNewSpans(TrialResult& result);
    void addChecks(TrialResult& result) const;
    void addFaults(TrialResult& result) const;
    static void closeWindow(TrialResult& result, const TrialPlan& plan, Nanos lastOutcome);

    TrialPlan m_plan;
    TaskRecipe m_recipe;
    TrialRecorder m_recorder;
    Scheduler m_scheduler;
    IoLoop& m_loop;
    std::atomic<int> m_cancelLevel { 0 };
    FaultBox m_faults; // the reporter's thread puts them in
    std::vector<std::string> m_faultLanes; // of those in the box, in its order; reporter's thread while it runs
    std::unique_ptr<Executor> m_executor;
    TrialWatch m_watch;
    ResourceSampler m_resources; // reporter's thread while it runs
    int m_samples = 0; // of it
    std::vector<std::uint32_t> m_binsTold; // in live events; reporter's thread
    std::vector<std::size_t> m_lanesTold; // spans of each lane in live events; reporter's thread
    std::size_t m_spansTold = 0; // in all
    std::uint64_t m_told = 0; // ends of tasks told one by one; reporter's thread while it runs
    Reporter m_reporter;
    std::function<void(int)> m_ended;
    int m_cancelEvent;
    Nanos m_begun = 0, m_suspendedBefore = 0;
    std::atomic<Nanos> m_readyAt { 0 };
    std::atomic<Nanos> m_finishedAt { 0 };
    std::atomic<bool> m_loadStarted { false };
    Nanos m_tickedAt = 0; // reporter's thread
    Nanos m_recordedAt = 0; // reporter's thread: when a task ended last
    std::uint64_t m_recorded = 0; // and how many had
    bool m_stoodStill = false; // reporter's thread while it runs
    std::atomic<Nanos> m_cancelledAt { 0 };
    std::optional<Error> m_error;
};

} // namespace ilv
