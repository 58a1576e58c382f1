// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "measure/recorder.h"
#include "measure/resources.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

enum class TrialStatus : std::uint8_t { Completed, Cancelled, Failed };

struct Counts {
    std::uint64_t planned = 0;
    std::array<std::uint64_t, kOutcomeCount> by {}; ///< by Outcome
    [[nodiscard]] std::uint64_t of(Outcome outcome) const { return by[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] std::uint64_t total() const;
    [[nodiscard]] bool addsUp() const { return total() == planned; }
    friend bool operator==(const Counts&, const Counts&) = default;
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
    std::uint64_t executed = 0; ///< executions begun, late and repeated ones included
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
    std::vector<std::string> disturbed; ///< codes: why this trial is not a clean one
    double slipP99Ms = -1; ///< open load: how late the generator itself was (science §1); -1: not measured

    [[nodiscard]] double seconds() const { return secondsFromNanos(windowEnd - windowBegin); }
    /// okInWindow per second of the window; 0 when nothing was measured.
    [[nodiscard]] double throughput() const;
};

} // namespace ilv
