// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/noise.h"
#include "analysis/steadystate.h"
#include "experiment/experiment.h"
#include "trial/trialresult.h"

#include <string>
#include <vector>

namespace ilv {

/// May this trial be believed, and what kind of trial was it? Pure; what a trial does not tell stays unknown.
struct TrialQuality {
    int round = 0;

    std::vector<stats::Reading> readings; ///< what could be read of the machine (science §6)
    stats::Badge badge = stats::Badge::A; ///< the worst of them
    bool judged = false; ///< there was something to read
    /// By how much the figures may be off for what others did to the machine: 0.5 means half as slow again. Counts
    /// stolen and foreign CPU time, missing cores and the canary.
    double disturbance = 0;
    bool suspended = false; ///< the machine slept meanwhile: the trial is worth nothing

    struct Steady {
        bool known = false;
        stats::Steadiness steadiness = stats::Steadiness::NoSteadyState;
        double cutS = 0; ///< seconds of the window that MSER-5 would leave out; nothing is cut from the figures
        double drift = 0; ///< of the rest, end to end, as a share of its median
        std::size_t points = 0;
        std::string reason; ///< why it is not known
    } steady;

    struct Little {
        bool known = false;
        bool exact = false; ///< the records and the scheduler's steps agree to the nanosecond
        Nanos gap = 0;
        bool sampled = false; ///< there were enough samples for the second check
        bool holds = false;
        double seen = 0, expected = 0, tolerance = 0; ///< mean tasks in flight: sampled, and as the records say
    } little;

    struct Open {
        bool known = false; ///< an open load
        bool sustained = false;
        double offeredPerS = 0, achievedPerS = 0;
        double trend = 0; ///< of tasks in flight, from end to end of the window
        double slipP99Ms = -1;
        bool slipTooLarge = false; ///< above 1 ms or 5 % of the p99 response: the generator itself was late
    } open;

    /// Of the cores' time while the load ran: recording, and the host's talking, of it live events (science §18).
    double recordShare = -1, watchShare = -1, liveShare = -1;
};

/// A window must be so long for its steadiness to be told: 150 stretches of 10 ms (science §4).
inline constexpr double kSteadyFromS = 1.5;
[[nodiscard]] std::string steadinessNeeds(); ///< "steadiness can be told of rounds of 1.50 s or more"

/// `bestCanary`: the shortest of the run, ns; 0: there is none.
[[nodiscard]] TrialQuality qualityOf(const TrialResult& trial, const Load& load, int cores, Nanos bestCanary);

/// Shortest canary of all these trials; 0 where none ran one.
[[nodiscard]] Nanos bestCanary(const std::vector<TrialResult>& trials);

/// Of a model: C when most of its trials are, B when any is not A.
[[nodiscard]] stats::Badge badgeOf(const std::vector<TrialQuality>& trials);
[[nodiscard]] char letter(stats::Badge badge);

} // namespace ilv
