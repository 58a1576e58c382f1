// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/uslfit.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <set>

namespace ilv::scaling {
namespace {

using Matrix = Eigen::Matrix3d;
using Vector = Eigen::Vector3d;
using Free = std::array<bool, 3>; // which of γ, σ, κ may move; the others are 0

bool usable(std::span<const Point> points, std::size_t distinct)
{
    std::set<double> seen;
    for (const Point& point : points) {
        if (!(point.x > 0) || !(point.n > 0))
            return false;
        seen.insert(point.n);
    }
    return seen.size() >= distinct;
}

/// Normal equations of up to three parameters. One that is held has no gradient: its row becomes "step = 0".
struct Normal {
    Matrix products = Matrix::Zero(); ///< JᵀJ
    Vector moments = Vector::Zero(); ///< Jᵀr
    double sse = 0; ///< rᵀr

    void add(const Vector& gradient, double residual)
    {
        products += gradient * gradient.transpose();
        moments += gradient * residual;
        sse += residual * residual;
    }
    void hold(const Free& free)
    {
        for (int i = 0; i < 3; ++i) {
            if (free[static_cast<std::size_t>(i)])
                continue;
            products.row(i).setZero();
            products.col(i).setZero();
            products(i, i) = 1;
            moments(i) = 0;
        }
    }
    /// Columns scaled to length 1, so that N and N² beside 1 cost no digits. Absent when the points cannot tell the
    /// parameters apart.
    [[nodiscard]] std::optional<Matrix> inverse() const
    {
        const Vector scale = products.diagonal().cwiseSqrt().cwiseInverse();
        if (!scale.allFinite())
            return std::nullopt;
        const Matrix scaled = scale.asDiagonal() * products * scale.asDiagonal();
        const Eigen::LDLT<Matrix> factors(scaled);
        if (!(factors.vectorD().minCoeff() > 1e-12))
            return std::nullopt;
        const Matrix unscaled = factors.solve(Matrix::Identity());
        return scale.asDiagonal() * unscaled * scale.asDiagonal();
    }
};

/// Weighted linear least squares of the transformed law; held parameters stay 0.
std::optional<Usl> linearFit(std::span<const Point> points, const Free& free)
{
    Normal normal;
    for (const auto& [n, x] : points)
        normal.add(x / n * Vector(1, n - 1, n * (n - 1)), 1); // weight (X/N)²: its root times N/X is 1
    normal.hold(free);
    const std::optional<Matrix> inverse = normal.inverse();
    if (!inverse)
        return std::nullopt;
    Vector abc = *inverse * normal.moments;
    abc += *inverse * (normal.moments - normal.products * abc); // one step of refinement
    if (!(abc(0) > 0))
        return std::nullopt;
    return Usl{ 1 / abc(0), abc(1) / abc(0), abc(2) / abc(0) };
}

/// Normal equations at a place; absent where the curve is not positive at every point.
std::optional<Normal> linearise(std::span<const Point> points, const Usl& usl, const Free& free, Residuals kind)
{
    Normal normal;
    for (const auto& [n, x] : points) {
        const double divisor = 1 + usl.sigma * (n - 1) + usl.kappa * n * (n - 1);
        const double predicted = usl.gamma * n / divisor;
        if (!(predicted > 0))
            return std::nullopt;
        const double slope = -predicted / divisor;
        const Vector gradient(n / divisor, slope * (n - 1), slope * n * (n - 1));
        if (kind == Residuals::Relative)
            normal.add(gradient / predicted, std::log(x / predicted));
        else
            normal.add(gradient, x - predicted);
    }
    normal.hold(free);
    return normal;
}

/// Levenberg–Marquardt with Marquardt's scaling, from a good start on a smooth problem of at most three parameters.
UslFit refine(std::span<const Point> points, Usl usl, Normal here, const Free& free, Residuals kind)
{
    double damping = 1e-3;
    for (int step = 0; step < 500 && damping < 1e12; ++step) {
        Normal damped = here;
        damped.products.diagonal() *= 1 + damping;
        const std::optional<Matrix> inverse = damped.inverse();
        if (!inverse)
            break;
        const Vector delta = *inverse * here.moments;
        const Usl next{ usl.gamma + delta(0), usl.sigma + delta(1), usl.kappa + delta(2) };
        const std::optional<Normal> there = linearise(points, next, free, kind);
        if (!there || !(there->sse <= here.sse)) {
            damping *= 10;
            continue;
        }
        const bool settled = here.sse - there->sse <= 1e-15 * here.sse;
        usl = next;
        here = *there;
        damping = std::max(damping / 10, 1e-15);
        if (settled)
            break;
    }
    UslFit fit{ usl, {}, here.sse, 0, static_cast<int>(std::count(free.begin(), free.end(), true)) };
    const auto freedom = static_cast<int>(points.size()) - fit.parameters;
    const std::optional<Matrix> covariance = here.inverse();
    if (freedom <= 0 || !covariance)
        return fit;
    fit.residualError = std::sqrt(here.sse / freedom);
    for (int i = 0; i < 3; ++i) {
        if (free[static_cast<std::size_t>(i)])
            fit.errors[static_cast<std::size_t>(i)] = fit.residualError * std::sqrt((*covariance)(i, i));
    }
    return fit;
}

std::optional<UslFit> fitWith(std::span<const Point> points, const Free& free, Residuals kind)
{
    // A start whose curve has a pole among the points begins from the straight line instead.
    for (const Free& from : { free, Free{ true, false, false } }) {
        const std::optional<Usl> start = linearFit(points, from);
        if (!start)
            return std::nullopt;
        if (const std::optional<Normal> here = linearise(points, *start, free, kind))
            return refine(points, *start, *here, free, kind);
    }
    return std::nullopt;
}

} // namespace

std::optional<Usl> uslLinearStart(std::span<const Point> points)
{
    return usable(points, 3) ? linearFit(points, { true, true, true }) : std::nullopt;
}

std::optional<UslFit> fitUslFree(std::span<const Point> points, Residuals residuals)
{
    return usable(points, 3) ? fitWith(points, { true, true, true }, residuals) : std::nullopt;
}

std::optional<UslFit> fitUsl(std::span<const Point> points, Residuals residuals)
{
    std::optional<UslFit> fit = fitUslFree(points, residuals);
    if (!fit)
        return fit;
    Free free{ true, true, true };
    while (fit && (fit->usl.kappa < 0 || fit->usl.sigma < 0)) {
        free[fit->usl.kappa < 0 ? 2 : 1] = false;
        fit = fitWith(points, free, residuals);
    }
    return fit;
}

std::optional<UslFit> fitAmdahl(std::span<const Point> points, Residuals residuals)
{
    if (!usable(points, 2))
        return std::nullopt;
    std::optional<UslFit> fit = fitWith(points, { true, true, false }, residuals);
    if (fit && fit->usl.sigma < 0)
        fit = fitWith(points, { true, false, false }, residuals);
    return fit;
}

std::string whyKappaUnknown(const UslFit& fit, std::span<const Point> points)
{
    std::set<double> distinct;
    for (const Point& point : points)
        distinct.insert(point.n);
    if (distinct.size() < 4)
        return "fewer than 4 worker counts were measured";
    const double most = *distinct.rbegin();
    if (most < 4)
        return "no more than 3 workers were measured";
    const std::optional<double> peak = fit.usl.peak();
    if (!peak)
        return "the curve has no peak";
    if (most < *peak / 2)
        return "the peak lies beyond twice the workers measured";
    if (!fit.errors[2] || *fit.errors[2] >= fit.usl.kappa / 2)
        return "its error is more than half of it";
    return {};
}

double aicc(double sse, int n, int parameters)
{
    if (n <= parameters + 1)
        return HUGE_VAL;
    const double k = parameters;
    return n * std::log((sse + 1e-12) / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

} // namespace ilv::scaling
