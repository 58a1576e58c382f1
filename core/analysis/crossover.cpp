// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/crossover.h"

#include <algorithm>
#include <cmath>

namespace ilv::crossover {

double poolTime(const PoolCost& cost, double work, double bytes, double tasks)
{
    const double serial = cost.dispatch + cost.dispatchPerByte * bytes;
    const double inWorker = cost.worker + cost.workerPerByte * bytes + work;
    return cost.startUp / tasks + std::max({ serial, inWorker / cost.workers, (serial + inWorker) / cost.cores });
}

std::optional<double> breakEvenWork(double startUp, double tasks, double perTask, double workers)
{
    if (!(workers > 1) || !(tasks > 0))
        return std::nullopt;
    return (startUp / tasks + perTask) / (1 - 1 / workers);
}

std::optional<double> breakEvenTasks(double startUp, double work, double perTask, double workers)
{
    const double gain = work * (1 - 1 / workers) - perTask;
    if (!(workers > 1) || !(gain > 0))
        return std::nullopt;
    return startUp / gain;
}

std::optional<double> breakEvenBytes(double work, double perTask, double perByte, double workers)
{
    const double gain = work * (1 - 1 / workers) - perTask;
    if (!(workers > 1) || !(gain > 0) || !(perByte > 0))
        return std::nullopt;
    return gain / perByte;
}

std::optional<double> breakEvenThreeBounds(const PoolCost& cost)
{
    if (!(cost.workers > 1) || !(cost.cores > 1))
        return std::nullopt;
    return std::max(
        { cost.dispatch, cost.worker / (cost.workers - 1), (cost.dispatch + cost.worker) / (cost.cores - 1) });
}

double bestChunk(double tasks, double perHandOver, double workers, double work)
{
    if (!(workers > 0) || !(work > 0))
        return 1;
    return std::max(1.0, std::sqrt(tasks * perHandOver / (workers * work)));
}

std::optional<Line> weightedLine(std::span<const double> x, std::span<const double> y, std::span<const double> weights)
{
    const std::size_t n = x.size();
    if (n < 3 || y.size() != n || weights.size() != n)
        return std::nullopt;
    double sw = 0, sx = 0, sy = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sw += weights[i];
        sx += weights[i] * x[i];
        sy += weights[i] * y[i];
    }
    const double meanX = sx / sw, meanY = sy / sw;
    double sxx = 0, sxy = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sxx += weights[i] * (x[i] - meanX) * (x[i] - meanX);
        sxy += weights[i] * (x[i] - meanX) * (y[i] - meanY);
    }
    if (!(sxx > 0))
        return std::nullopt;
    Line line;
    line.slope = sxy / sxx;
    line.alpha = meanY - line.slope * meanX;
    line.freedom = static_cast<int>(n) - 2;
    double residual = 0;
    for (std::size_t i = 0; i < n; ++i)
        residual += weights[i] * std::pow(y[i] - line.alpha - line.slope * x[i], 2);
    const double variance = residual / line.freedom;
    line.varSlope = variance / sxx;
    line.varAlpha = variance * (1 / sw + meanX * meanX / sxx);
    line.covariance = -variance * meanX / sxx;
    return line;
}

std::optional<LineCrossing> lineCrossing(std::span<const double> sequential, std::span<const double> pool, double alpha)
{
    std::vector<double> weights;
    for (const double time : pool)
        weights.push_back(1 / (time * time));
    const std::optional<Line> line = weightedLine(sequential, pool, weights);
    if (!line || !(line->slope < 1) || !(line->alpha > 0))
        return std::nullopt;
    const double a = line->alpha, b = 1 - line->slope;
    LineCrossing crossing{ a / b, std::nullopt, *line };
    const double t = stats::tQuantile(1 - alpha / 2, line->freedom);
    const double t2 = t * t;
    const double covAB = -line->covariance; // of alpha with 1 - slope
    const double p = b * b - t2 * line->varSlope;
    const double q = a * b - t2 * covAB;
    const double r = a * a - t2 * line->varAlpha;
    const double discriminant = q * q - p * r;
    if (p > 0 && discriminant >= 0) {
        const double root = std::sqrt(discriminant);
        crossing.interval = stats::Interval{ (q - root) / p, (q + root) / p };
    }
    return crossing;
}

std::vector<double> nonIncreasing(std::span<const double> values)
{
    struct Block {
        double sum;
        std::size_t n;
        [[nodiscard]] double mean() const { return sum / static_cast<double>(n); }
    };
    std::vector<Block> blocks;
    for (const double value : values) {
        blocks.push_back({ value, 1 });
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() < blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum;
            blocks.back().n += last.n;
        }
    }
    std::vector<double> fitted;
    for (const Block& block : blocks)
        fitted.insert(fitted.end(), block.n, block.mean());
    return fitted;
}

std::optional<LocalCrossing> localCrossing(
    std::span<const double> work, std::span<const double> sequential, std::span<const double> pool)
{
    if (work.empty() || sequential.size() != work.size() || pool.size() != work.size())
        return std::nullopt;
    std::vector<double> logRatio;
    for (std::size_t i = 0; i < work.size(); ++i)
        logRatio.push_back(std::log(pool[i] / sequential[i]));
    const std::vector<double> smooth = nonIncreasing(logRatio);
    using Place = LocalCrossing::Place;
    if (smooth.front() <= 0)
        return LocalCrossing{ Place::BelowRange, work.front() };
    for (std::size_t i = 1; i < smooth.size(); ++i) {
        if (smooth[i] > 0)
            continue;
        const double part = smooth[i - 1] / (smooth[i - 1] - smooth[i]);
        const double at = std::log(work[i - 1]) + part * (std::log(work[i]) - std::log(work[i - 1]));
        return LocalCrossing{ Place::Within, std::exp(at) };
    }
    return LocalCrossing{ Place::AboveRange, work.back() };
}

} // namespace ilv::crossover
