// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/faultbox.h"
#include "measure/recorder.h"
#include "measure/resources.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// How much of a trial its timeline shows: spans of a lane, the first there are, and of all lanes together.
inline constexpr std::size_t kSampledOfLane = 4000, kSampledInAll = 20'000;

enum class TrialStatus : std::uint8_t { Completed, Cancelled, Failed };

struct Counts {
    std::uint64_t planned = 0;
    std::array<std::uint64_t, kOutcomeCount> by {}; ///< by Outcome
    [[nodiscard]] std::uint64_t of(Outcome outcome) const { return by[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] std::uint64_t total() const;
    [[nodiscard]] bool addsUp() const { return total() == planned; }
    /// Of the planned tasks without an outcome at most `most` end as `inHand`; the rest never ran.
    void endRest(Outcome inHand, std::uint64_t most);
    friend bool operator==(const Counts&, const Counts&) = default;
};

/// Clocks of the worker processes beside the host's, by eight pings each at their start (science §0.1).
struct ClockCheck {
    std::uint64_t workers = 0; ///< that were asked; 0: none, or fresh processes, whose life is too short to ask
    std::uint64_t corrected = 0; ///< whose clock differed beyond the error of the best ping; the offset is taken off
    Nanos worst = 0; ///< largest such offset
    Nanos suspended = 0; ///< how long the machine slept while the trial went on
};

/// What the machine was like while the load ran, and how fast it was before and after (science §6). -1: not told.
struct MachineUse {
    double seconds = 0; ///< how long was looked; 0: not at all
    double busyS = -1; ///< CPU seconds of everybody
    double ownS = -1; ///< of the host and what is below it
    double besideS = -1; ///< of the run's own service and of the program that follows the trial; filled in there
    double stealS = -1, pressureS = -1;
    double loadAverage = -1; ///< when the load began
    double mhzLow = -1, mhzHigh = -1; ///< of both ends of the load
    double effectiveCores = -1; ///< just before the load
    std::int64_t involuntarySwitches = -1, majorFaults = -1; ///< of the host and what is below it
    double runDelayS = -1;
    Nanos canaryBefore = 0, canaryAfter = 0; ///< wall time of the same piece of computation, the best of two; 0: not run
};

/// How many tasks were in flight, and how many of them waited for capacity, sampled every few milliseconds of the
/// window by a thread of its own (science §9).
struct FlightRecord {
    Nanos width = 0; ///< of a point; 0: nothing was sampled
    std::vector<double> inFlight, queued; ///< means over each width
    double mean = 0, deviation = 0, correlation = 0; ///< of the samples of `inFlight`; correlation with the next one
    std::uint64_t samples = 0;
};

/// What measuring itself cost (science §18).
struct ObserverCost {
    double stampNs = -1; ///< stamping and recording one task, calibrated in this host before the load; -1: not done
    double watchCpuS = -1; ///< CPU of the host's talking thread while the load ran: sampling, counting up, live events
    double liveCpuS = -1; ///< of it, the live events: what would not be spent if nobody watched
};

/// A fault planted by hand while the trial ran. Times as measured.
struct PlantedByHand {
    Nanos asked = 0;
    Nanos struck = 0; ///< 0: no task met it, as far as is known
    std::uint64_t task = 0; ///< that met it
    std::string lane; ///< "main", "loop", "t0", "w1"
    HandFault fault = HandFault::None;
    friend bool operator==(const PlantedByHand&, const PlantedByHand&) = default;
};

/// What a trial knows while it runs and when it has ended: the same value, so that a host that dies leaves its last
/// words. Percentile sources are histograms (mergeable); times are ns.
struct TrialResult {
    int trial = 0;
    int round = 0;
    std::string label;
    TrialStatus status = TrialStatus::Completed;
    std::optional<Error> error;
    Counts counts; ///< without warm-up
    std::uint64_t warmupDone = 0;
    std::uint64_t attempts = 0;
    Nanos startUp = 0; ///< from the trial's begin to all lanes ready
    /// Monotonic; the measured window: after warm-up, to the last outcome, or where the load ends by time to that
    /// time (whole 100 ms bins; what finished later is counted in `counts`, not in the throughput).
    Nanos windowBegin = 0, windowEnd = 0;
    std::uint64_t okInWindow = 0;
    HistogramData response; ///< intended start to delivery
    HistogramData service; ///< execution
    CategorySums spent {}; ///< sum over measured ok tasks
    std::vector<std::uint32_t> okBins; ///< ok per 100 ms of the window; the last one may be partial
    std::uint64_t identityViolations = 0;
    std::uint64_t recorded = 0; ///< tasks whose identity was checked, warm-up too
    /// Little's law as bookkeeping: done - intend summed over all measured tasks, and what the scheduler's own steps
    /// say differs from it by (0, or a record was lost, doubled or misdated); the same clipped to the window.
    Nanos residence = 0, residenceGap = 0, residenceInWindow = 0;
    FlightRecord flight;
    FineBins fine; ///< empty where the window is long enough for `okBins`
    MachineUse machine;
    ClockCheck clock;
    ObserverCost observer;
    /// By role; `resources` is of host and workers together. Workers: everything the host has started.
    ResourceUse hostUse, workerUse, serviceUse;
    std::uint64_t outcomesLeftOut = 0; ///< tasks that outcomes.jsonl has no line of, because there is room for so many
    std::vector<LaneSummary> lanes;
    ResourceUse resources; ///< process tree of the host
    HistogramData loopLag; ///< event-loop models only; empty otherwise
    Nanos longestBlock = 0; ///< longest single dispatch of the loop
    int longestBlockStage = -1; ///< and the stage that ran in it; -1: none or unknown
    int workers = 0; ///< lanes that execute
    std::uint64_t spawned = 0, crashes = 0, restarts = 0, lateResults = 0, protocolErrors = 0;
    std::uint64_t bytesOut = 0, bytesIn = 0;
    std::vector<Nanos> recovery;
    std::vector<Nanos> workerStartUp;
    std::vector<Span> spans; ///< timeline sample, times as measured
    HeatData heat; ///< latency over time; travels with the spans
    WarmUpData warmUp; ///< the line before the window; travels with the spans
    HistogramData slip; ///< open load: how late the generator was at each arrival it waited for
    std::vector<std::string> disturbed; ///< codes: why this trial is not a clean one
    std::vector<PlantedByHand> faults; ///< one that struck stands in `disturbed` as FAULT_PLANTED
    double slipP99Ms = -1; ///< open load: how late the generator itself was (science §1); -1: not measured

    [[nodiscard]] double seconds() const { return secondsFromNanos(windowEnd - windowBegin); }
    /// okInWindow per second of the window; 0 when nothing was measured.
    [[nodiscard]] double throughput() const;
};

/// The beginning of a trial that still runs, lane by lane: each lane is known up to the end of its last span here.
struct TimelineSample {
    std::vector<Span> spans; ///< of each lane by rising end
    std::vector<LaneSummary> lanes; ///< who they are; no states
};

} // namespace ilv
