// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/percentiles.h"
#include "analysis/uslfit.h"

#include <algorithm>
#include <cmath>

namespace ilv::scaling {
namespace {

/// Best γ for a given shape, in ln X: the mean of what is left when the shape is taken off.
Candidate shaped(std::span<const Point> points, Law law, double cores)
{
    std::vector<double> left;
    for (const Point& point : points)
        left.push_back(std::log(point.x / std::min(point.n, cores)));
    const double middle = *stats::mean(left);
    Candidate candidate{ law, { std::exp(middle), 0, 0 }, cores, 0, 0 };
    for (const double value : left)
        candidate.sse += (value - middle) * (value - middle);
    return candidate;
}

/// The corner is searched between each pair of neighbouring N: within one, the misfit has a single dip.
Candidate bestHinge(std::span<const Point> points)
{
    std::vector<double> ns;
    for (const Point& point : points)
        ns.push_back(point.n);
    std::sort(ns.begin(), ns.end());
    Candidate best = shaped(points, Law::Hinge, ns.back());
    for (std::size_t i = 0; i + 1 < ns.size(); ++i) {
        double low = ns[i], high = ns[i + 1];
        for (int step = 0; step < 100 && high - low > 1e-9; ++step) {
            const double third = (high - low) / 3;
            if (shaped(points, Law::Hinge, low + third).sse <= shaped(points, Law::Hinge, high - third).sse)
                high -= third;
            else
                low += third;
        }
        const Candidate here = shaped(points, Law::Hinge, (low + high) / 2);
        if (here.sse < best.sse)
            best = here;
    }
    return best;
}

std::optional<Candidate> uslCandidate(std::span<const Point> points)
{
    const auto fit = fitUsl(points);
    if (!fit)
        return std::nullopt;
    const bool amdahl = fit->usl.kappa == 0;
    return Candidate{ amdahl ? Law::Amdahl : Law::Usl, fit->usl, 0, fit->sse, 0 };
}

std::optional<Candidate> amdahlCandidate(std::span<const Point> points)
{
    const auto fit = fitAmdahl(points);
    if (!fit)
        return std::nullopt;
    return Candidate{ Law::Amdahl, fit->usl, 0, fit->sse, 0 };
}

int parametersOf(Law law)
{
    return law == Law::Linear ? 1 : law == Law::Usl ? 3 : 2;
}

} // namespace

std::vector<Candidate> chooseLaw(std::span<const Point> points)
{
    if (points.size() < 3 || !std::all_of(points.begin(), points.end(), [](Point p) { return p.x > 0 && p.n > 0; }))
        return {};
    std::vector<Candidate> candidates{ shaped(points, Law::Linear, HUGE_VAL), bestHinge(points) };
    candidates.front().cores = 0;
    if (const auto amdahl = amdahlCandidate(points))
        candidates.push_back(*amdahl);
    if (const auto usl = uslCandidate(points); usl && usl->law == Law::Usl)
        candidates.push_back(*usl);
    for (Candidate& candidate : candidates)
        candidate.aicc = aicc(candidate.sse, static_cast<int>(points.size()), parametersOf(candidate.law));
    std::stable_sort(
        candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.aicc < b.aicc; });
    return candidates;
}

} // namespace ilv::scaling
