// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trialquality.h"

#include "analysis/autocorrelation.h"
#include "analysis/littleslaw.h"
#include "analysis/percentiles.h"
#include "base/format.h"

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

constexpr std::size_t kFewestPoints = 150; // thirty batches of five: below it MSER-5 is a guess (science §4)
static_assert(kFewestPoints * FineBins::kWidth == static_cast<Nanos>(kSteadyFromS * 1e9));
constexpr double kSlipMs = 1, kSlipShare = 0.05; // science §1
constexpr double kTickS = 0.01; // the kernel counts CPU time in such steps

/// Too short a look at counters that move in steps tells nothing: the steps must be a tenth of what warns.
bool longEnough(const MachineUse& machine, int cores, double warn)
{
    return 2 * kTickS <= 0.5 * warn * cores * machine.seconds;
}

double lastingTime(double lost)
{
    return lost < 1 ? lost / (1 - lost) : HUGE_VAL;
}

void readMachine(TrialQuality& quality, const TrialResult& trial, int cores, Nanos bestCanary)
{
    using stats::Signal;
    const MachineUse& m = trial.machine;
    const auto put = [&](Signal signal, double value, double disturbance = 0) {
        quality.readings.push_back({ signal, value });
        quality.disturbance = std::max(quality.disturbance, disturbance);
    };
    if (m.seconds > 0) {
        const double coreTime = cores * m.seconds;
        if (m.stealS >= 0 && longEnough(m, cores, stats::thresholds(Signal::Steal).warn)) {
            put(Signal::Steal, m.stealS / coreTime, lastingTime(m.stealS / coreTime));
        }
        if (m.busyS >= 0 && m.ownS >= 0 && m.besideS >= 0
            && longEnough(m, cores, stats::thresholds(Signal::ForeignCpu).warn)) {
            const double foreign = std::max(0.0, m.busyS - m.ownS - m.besideS) / coreTime;
            put(Signal::ForeignCpu, foreign, lastingTime(foreign));
        }
        // More threads than cores wait for one another: that is the run's own doing, and no stranger's. Beside the
        // lanes there is the host's talking thread, and the service where there is one.
        const std::size_t lanes = trial.lanes.size() + (trial.serviceUse.peakRssMb >= 0 ? 1 : 0);
        if (lanes > 0 && lanes < static_cast<std::size_t>(cores)) {
            if (m.runDelayS >= 0 && m.ownS > 0)
                put(Signal::RunDelay, m.runDelayS / (m.ownS + m.runDelayS));
            if (m.pressureS >= 0)
                put(Signal::Pressure, m.pressureS / m.seconds);
            if (m.involuntarySwitches >= 0)
                put(Signal::InvoluntarySwitches,
                    static_cast<double>(m.involuntarySwitches) / m.seconds / static_cast<double>(lanes));
        }
        if (m.mhzLow > 0 && m.mhzHigh > 0)
            put(Signal::Frequency, (m.mhzHigh - m.mhzLow) / m.mhzHigh);
        if (m.majorFaults >= 0)
            put(Signal::MajorFaults, static_cast<double>(m.majorFaults));
    }
    if (m.canaryBefore > 0 && m.canaryAfter > 0) {
        const auto before = static_cast<double>(m.canaryBefore), after = static_cast<double>(m.canaryAfter);
        double worst = std::abs(std::log(after / before));
        if (bestCanary > 0)
            worst = std::max(worst, std::log(std::max(before, after) / static_cast<double>(bestCanary)));
        put(Signal::Canary, worst, std::expm1(worst));
    }
    if (m.effectiveCores > 0) {
        const double missing = std::max(0.0, 1 - m.effectiveCores / cores);
        put(Signal::MissingCores, missing, lastingTime(missing));
    }
}

struct Series {
    std::vector<double> rate, response; ///< ok tasks a second; mean response of each point that has any, ms
    double widthS = 0;
};

/// The window's whole bins, put together into 150 to 300 points where there are that many.
Series seriesOf(const TrialResult& trial)
{
    const bool fine = !trial.fine.ok.empty();
    const auto& bins = fine ? trial.fine.ok : trial.okBins;
    const Nanos width = fine ? FineBins::kWidth : 100 * kMilli;
    const auto whole = static_cast<std::size_t>(std::max<Nanos>(0, trial.windowEnd - trial.windowBegin) / width);
    const std::size_t group = std::max<std::size_t>(1, whole / kFewestPoints);
    Series series;
    series.widthS = secondsFromNanos(width) * static_cast<double>(group);
    for (std::size_t at = 0; at + group <= whole; at += group) {
        double ok = 0, sum = 0;
        for (std::size_t i = at; i < at + group && i < bins.size(); ++i) {
            ok += bins[i];
            if (fine)
                sum += static_cast<double>(trial.fine.response[i]);
        }
        series.rate.push_back(ok / series.widthS);
        if (fine && ok > 0)
            series.response.push_back(sum / ok / 1e6);
    }
    return series;
}

/// Of two views of one trial the worse: no steady state before one that has to be reached first.
int rank(stats::Steadiness steadiness)
{
    return static_cast<int>(steadiness);
}

TrialQuality::Steady steadinessOf(const TrialResult& trial)
{
    TrialQuality::Steady steady;
    const Series series = seriesOf(trial);
    steady.points = series.rate.size();
    if (series.rate.size() < kFewestPoints) {
        steady.reason = "too short to tell: " + formatCount(static_cast<std::int64_t>(series.rate.size()))
            + " stretches of the window, needs " + formatCount(static_cast<std::int64_t>(kFewestPoints));
        return steady;
    }
    const double perPoint = static_cast<double>(trial.okInWindow) / static_cast<double>(series.rate.size());
    if (perPoint < 2) {
        steady.reason = "too few tasks to tell: " + formatSignificant(perPoint, 2) + " in each stretch of the window";
        return steady;
    }
    const auto byRate = stats::classify(series.rate, true);
    steady.known = true;
    steady.steadiness = byRate.steadiness;
    steady.drift = byRate.drift;
    steady.cutS = static_cast<double>(byRate.cutObservations) * series.widthS;
    if (series.response.size() < kFewestPoints)
        return steady;
    const auto byResponse = stats::classify(series.response, false);
    steady.cutS = std::max(steady.cutS, static_cast<double>(byResponse.cutObservations) * series.widthS);
    steady.drift = std::max(steady.drift, byResponse.drift);
    if (rank(byResponse.steadiness) > rank(steady.steadiness))
        steady.steadiness = byResponse.steadiness;
    return steady;
}

TrialQuality::Little littleOf(const TrialResult& trial)
{
    TrialQuality::Little little;
    const double window = trial.seconds();
    if (trial.recorded == 0 || window <= 0)
        return little;
    little.known = true;
    little.gap = trial.residenceGap;
    little.exact = trial.residenceGap == 0;
    little.expected = secondsFromNanos(trial.residenceInWindow) / window;
    const auto& flight = trial.flight;
    little.sampled = flight.samples >= 30;
    if (!little.sampled)
        return little;
    const double independent = stats::effectiveSamples(static_cast<double>(flight.samples), flight.correlation);
    const auto check = stats::littleCheck(flight.mean, flight.deviation, independent, little.expected, 1);
    little.seen = flight.mean;
    little.tolerance = check.tolerance;
    little.holds = check.holds;
    return little;
}

/// How much the tasks in flight rise from one end of the window to the other (least squares), and three standard errors
/// of it. The first tenth is left out: there the system fills.
struct Trend {
    double rise = 0, error = 0, mean = 0;
};
Trend trendOf(const std::vector<double>& points)
{
    Trend trend;
    const std::size_t from = points.size() / 10;
    const auto n = static_cast<double>(points.size() - from);
    if (n < 3)
        return trend;
    const std::span<const double> kept(points.data() + from, points.size() - from);
    trend.mean = *stats::mean(kept);
    const double middle = (n - 1) / 2;
    double xy = 0, xx = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const double x = static_cast<double>(i) - middle;
        xy += x * (kept[i] - trend.mean);
        xx += x * x;
    }
    trend.rise = xy / xx * n;
    double rest = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const double off = kept[i] - trend.mean - xy / xx * (static_cast<double>(i) - middle);
        rest += off * off;
    }
    const double independent = stats::effectiveSamples(n, stats::lagOneCorrelation(kept));
    trend.error = 3 * std::sqrt(rest / n) * std::sqrt(12 / std::max(1.0, independent));
    return trend;
}

TrialQuality::Open openLoadOf(const TrialResult& trial, const Load& load)
{
    TrialQuality::Open open;
    const double window = trial.seconds();
    if (load.mode != LoadMode::Open || window <= 0)
        return open;
    open.known = true;
    open.offeredPerS = static_cast<double>(trial.counts.planned) / window;
    open.achievedPerS = static_cast<double>(trial.okInWindow) / window;
    const Trend trend = trendOf(trial.flight.inFlight);
    open.trend = trend.rise;
    // What is in flight at the end of a steady load was not refused; it is simply not done yet.
    const double kept = static_cast<double>(trial.okInWindow) + trial.flight.mean;
    open.sustained = kept >= 0.99 * static_cast<double>(trial.counts.planned)
        && trend.rise < std::max({ 2.0, 0.05 * trend.mean, trend.error });
    open.slipP99Ms = trial.slipP99Ms;
    const double p99 = trial.response.percentile(0.99) / 1e6;
    open.slipTooLarge = trial.slipP99Ms > kSlipMs || (p99 > 0 && trial.slipP99Ms > kSlipShare * p99);
    return open;
}

} // namespace

std::string steadinessNeeds()
{
    return "steadiness can be told of rounds of " + formatDuration(kSteadyFromS * 1e9) + " or more";
}

TrialQuality qualityOf(const TrialResult& trial, const Load& load, int cores, Nanos bestCanary)
{
    TrialQuality quality;
    quality.round = trial.round;
    quality.suspended = trial.clock.suspended > kMilli;
    readMachine(quality, trial, std::max(1, cores), bestCanary);
    quality.open = openLoadOf(trial, load);
    if (quality.open.slipTooLarge) // above its own limit or above 5 % of the response: either way worth a warning
        quality.readings.push_back({ stats::Signal::SlipMs,
            std::max(trial.slipP99Ms, stats::thresholds(stats::Signal::SlipMs).warn * 1.001) });
    quality.judged = !quality.readings.empty();
    quality.badge = quality.suspended ? stats::Badge::C : stats::worstBadge(quality.readings);
    if (trial.clock.corrected > 0)
        quality.badge = std::max(quality.badge, stats::Badge::B);
    quality.steady = steadinessOf(trial);
    quality.little = littleOf(trial);
    const double coreTime = cores * trial.machine.seconds;
    if (coreTime > 0 && trial.observer.stampNs >= 0)
        quality.recordShare = trial.observer.stampNs * 1e-9 * static_cast<double>(trial.recorded) / coreTime;
    if (coreTime > 0 && trial.observer.watchCpuS >= 0)
        quality.watchShare = trial.observer.watchCpuS / coreTime;
    if (coreTime > 0 && trial.observer.liveCpuS >= 0)
        quality.liveShare = trial.observer.liveCpuS / coreTime;
    return quality;
}

Nanos bestCanary(const std::vector<TrialResult>& trials)
{
    Nanos best = 0;
    for (const TrialResult& trial : trials) {
        for (const Nanos canary : { trial.machine.canaryBefore, trial.machine.canaryAfter }) {
            if (canary > 0 && (best == 0 || canary < best))
                best = canary;
        }
    }
    return best;
}

stats::Badge badgeOf(const std::vector<TrialQuality>& trials)
{
    std::size_t rejected = 0;
    bool doubtful = false;
    for (const TrialQuality& trial : trials) {
        rejected += trial.badge == stats::Badge::C;
        doubtful |= trial.badge != stats::Badge::A;
    }
    if (2 * rejected > trials.size())
        return stats::Badge::C;
    return doubtful ? stats::Badge::B : stats::Badge::A;
}

char letter(stats::Badge badge)
{
    return static_cast<char>('A' + static_cast<int>(badge));
}

} // namespace ilv
