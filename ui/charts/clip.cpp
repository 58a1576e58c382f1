// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/clip.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ilv::ui {
namespace {

constexpr double kBreak = std::numeric_limits<double>::quiet_NaN();

struct Scale {
    Range range;
    bool logarithmic;
    /// 0 at the low end, 1 at the high one.
    [[nodiscard]] double share(double y) const
    {
        if (!logarithmic)
            return (y - range.low) / (range.high - range.low);
        // What has no place on a log axis lies far below it, but not at −∞: lines still slope down to it.
        const double floor = range.low * 1e-3;
        return std::log(std::max(y, floor) / range.low) / std::log(range.high / range.low);
    }
};

QPointF between(QPointF a, QPointF b, double part, double y)
{
    return { a.x() + part * (b.x() - a.x()), y };
}

} // namespace

std::vector<QPointF> cutToX(const std::vector<QPointF>& points, Range x)
{
    std::vector<QPointF> out;
    const auto edge = [](QPointF a, QPointF b, double at) {
        return QPointF(at, a.y() + (at - a.x()) / (b.x() - a.x()) * (b.y() - a.y()));
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        const QPointF point = points[i];
        const bool before = i > 0 && points[i - 1].x() < point.x();
        if (before && points[i - 1].x() < x.low && point.x() > x.low)
            out.push_back(edge(points[i - 1], point, x.low));
        if (before && points[i - 1].x() < x.high && point.x() > x.high)
            out.push_back(edge(points[i - 1], point, x.high));
        if (point.x() >= x.low && point.x() <= x.high)
            out.push_back(point);
    }
    return out;
}

QList<QPointF> clipLine(const std::vector<QPointF>& points, Range y, bool logarithmic)
{
    QList<QPointF> out;
    out.reserve(static_cast<qsizetype>(points.size()));
    const Scale scale{ y, logarithmic };
    const auto breakLine = [&out] {
        if (!out.isEmpty() && !std::isnan(out.back().y()))
            out.append(QPointF(out.back().x(), kBreak));
    };
    const auto inside = [](double share) { return share >= 0 && share <= 1; };
    std::size_t previous = points.size();
    double previousShare = 0;
    for (std::size_t at = 0; at < points.size(); ++at) {
        const QPointF point = points[at];
        if (std::isnan(point.y())) {
            breakLine();
            previous = points.size();
            continue;
        }
        const double share = scale.share(point.y());
        if (previous != points.size()) {
            const QPointF from = points[previous];
            // Crossings of the two edges, in the direction of travel.
            double cuts[2];
            int count = 0;
            for (const double edge : { 0.0, 1.0 }) {
                if ((previousShare < edge && share > edge) || (previousShare > edge && share < edge))
                    cuts[count++] = edge;
            }
            if (count == 2 && share < previousShare)
                std::swap(cuts[0], cuts[1]);
            for (int i = 0; i < count; ++i) {
                const double part = (cuts[i] - previousShare) / (share - previousShare);
                out.append(between(from, point, part, cuts[i] == 0 ? y.low : y.high));
                const bool leaves = i + 1 == count && !inside(share);
                if (leaves)
                    breakLine();
            }
        }
        if (inside(share))
            out.append(point);
        previous = at;
        previousShare = share;
    }
    return out;
}

} // namespace ilv::ui
