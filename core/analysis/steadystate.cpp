// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/steadystate.h"

#include "analysis/percentiles.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ilv::stats {
namespace {

constexpr std::size_t kBatch = 5;

std::vector<double> batchMeans(std::span<const double> observations)
{
    std::vector<double> means;
    for (std::size_t i = 0; i + kBatch <= observations.size(); i += kBatch)
        means.push_back(*mean(observations.subspan(i, kBatch)));
    return means;
}

/// MSER(d) for every d, by one pass from the end (Welford's update, so that equal values give exactly zero).
std::vector<double> mserByCut(const std::vector<double>& batches)
{
    std::vector<double> statistics(batches.size());
    double middle = 0, squares = 0;
    for (std::size_t kept = 1; kept <= batches.size(); ++kept) {
        const std::size_t cut = batches.size() - kept;
        const auto k = static_cast<double>(kept);
        const double distance = batches[cut] - middle;
        middle += distance / k;
        squares += distance * (batches[cut] - middle);
        statistics[cut] = squares / (k * k);
    }
    return statistics;
}

} // namespace

Mser mser5(std::span<const double> observations)
{
    const std::vector<double> batches = batchMeans(observations);
    Mser result;
    result.batches = batches.size();
    result.enough = batches.size() >= 30;
    if (batches.size() < kBatch)
        return result;
    const std::vector<double> statistics = mserByCut(batches);
    const auto lastCut = static_cast<std::ptrdiff_t>(batches.size() - kBatch);
    const auto best = std::min_element(statistics.begin(), statistics.begin() + lastCut + 1);
    result.cutBatches = static_cast<std::size_t>(best - statistics.begin());
    result.cutObservations = result.cutBatches * kBatch;
    result.statistic = *best;
    result.statisticUncut = statistics.front();
    result.accepted = 2 * result.cutBatches <= batches.size();
    return result;
}

double theilSenSlope(std::span<const double> values)
{
    constexpr std::size_t kMost = 1000;
    const std::size_t step = values.size() / kMost + 1;
    std::vector<double> slopes;
    for (std::size_t i = 0; i < values.size(); i += step) {
        for (std::size_t j = i + step; j < values.size(); j += step)
            slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
    return median(slopes).value_or(0);
}

double driftShare(std::span<const double> values)
{
    const double middle = std::abs(median(values).value_or(0));
    const double drift = std::abs(theilSenSlope(values)) * static_cast<double>(values.size());
    if (drift == 0)
        return 0;
    return middle > 0 ? drift / middle : HUGE_VAL;
}

std::string_view name(Steadiness steadiness)
{
    switch (steadiness) {
    case Steadiness::Flat:
        return "flat";
    case Steadiness::WarmUp:
        return "warm-up";
    case Steadiness::Slowdown:
        return "slowdown";
    case Steadiness::NoSteadyState:
        break;
    }
    return "no steady state";
}

SteadyState classify(std::span<const double> observations, bool higherIsFaster, double margin)
{
    SteadyState state;
    const Mser mser = mser5(observations);
    state.cutObservations = mser.cutObservations;
    const auto kept = observations.subspan(mser.cutObservations);
    state.drift = driftShare(kept);
    if (!mser.accepted || state.drift >= margin)
        return state;
    state.steadiness = Steadiness::Flat;
    if (mser.cutObservations == 0)
        return state;
    const double steady = *mean(kept);
    if (steady == 0)
        return state;
    state.headShare = *mean(observations.first(mser.cutObservations)) / steady - 1;
    if (std::abs(state.headShare) >= margin)
        state.steadiness = (state.headShare > 0) == higherIsFaster ? Steadiness::Slowdown : Steadiness::WarmUp;
    return state;
}

} // namespace ilv::stats
