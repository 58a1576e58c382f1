// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/pairings.h"

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

/// ln a/b of the rounds that both have.
std::vector<double> logRatios(const ModelSummary& a, const ModelSummary& b)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.rounds.size(); ++i) {
        const auto other = std::find(b.rounds.begin(), b.rounds.end(), a.rounds[i]);
        if (other == b.rounds.end())
            continue;
        const double beside = b.roundThroughput[static_cast<std::size_t>(other - b.rounds.begin())];
        if (a.roundThroughput[i] > 0 && beside > 0)
            ratios.push_back(std::log(a.roundThroughput[i] / beside));
    }
    return ratios;
}

} // namespace

std::vector<Pairing> pairings(const std::vector<ModelSummary>& models)
{
    std::vector<Pairing> pairs;
    std::vector<double> ps;
    std::vector<std::size_t> tested;
    for (std::size_t i = 0; i < models.size(); ++i) {
        for (std::size_t j = i + 1; j < models.size(); ++j) {
            if (!(models[i].throughput.median > 0) || !(models[j].throughput.median > 0))
                continue;
            Pairing pair{ models[i].label, models[j].label, contrast(models[i], models[j]),
                stats::Practical::Inconclusive, std::nullopt };
            if (pair.contrast.interval)
                pair.practical = stats::practicalVerdict(*pair.contrast.interval);
            const auto ratios = logRatios(models[i], models[j]);
            if (ratios.size() >= static_cast<std::size_t>(kRoundsForInterval)) {
                ps.push_back(stats::signedRank(ratios).p);
                tested.push_back(pairs.size());
            }
            pairs.push_back(std::move(pair));
        }
    }
    const auto adjusted = stats::holm(ps);
    for (std::size_t i = 0; i < tested.size(); ++i)
        pairs[tested[i]].p = adjusted[i];
    return pairs;
}

} // namespace ilv
