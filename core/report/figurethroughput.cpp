// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/ticks.h"
#include "report/axis.h"
#include "report/figurerows.h"
#include "report/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ilv::report {
namespace {

constexpr double kWidth = 560, kHeight = 290;
constexpr double kLeft = 40, kRight = 420, kTop = 12, kBottom = 262;
constexpr double kBinS = 0.1;
constexpr double kTasksPerPoint = 20; ///< fewer would show chance, not the model
constexpr std::size_t kMostPoints = 200, kFewestPoints = 5;

struct Line {
    const Entry* entry = nullptr;
    std::vector<Point> points; ///< seconds, tasks a second
};

/// Bins pooled until a point stands for enough tasks, and the line for few enough points.
std::vector<Point> pooled(const std::vector<std::uint32_t>& bins)
{
    const double total = std::accumulate(bins.begin(), bins.end(), 0.0);
    if (total == 0)
        return {};
    std::size_t pool = 1;
    for (const std::size_t wider : { 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000 }) {
        const bool thin = total / static_cast<double>(bins.size()) * static_cast<double>(pool) < kTasksPerPoint;
        if (bins.size() / pool <= kMostPoints && (!thin || bins.size() / wider < kFewestPoints))
            break;
        pool = wider;
    }
    std::vector<Point> points;
    for (std::size_t first = 0; first + pool <= bins.size(); first += pool) {
        const auto from = bins.begin() + static_cast<std::ptrdiff_t>(first);
        const double sum = std::accumulate(from, from + static_cast<std::ptrdiff_t>(pool), 0.0);
        const double width = static_cast<double>(pool) * kBinS;
        points.push_back({ (static_cast<double>(first) + static_cast<double>(pool) / 2) * kBinS, sum / width });
    }
    return points;
}

std::vector<Line> linesOf(const std::vector<Entry>& entries)
{
    std::vector<Line> lines;
    for (const auto& entry : entries) {
        if (!entry.measured())
            continue;
        const ModelSummary& m = *entry.summary;
        Line line{ &entry, pooled(m.okBins) };
        if (line.points.empty() && m.throughput.median > 0) // over before the first bin was full
            line.points.push_back(
                { static_cast<double>(m.counts.of(Outcome::Ok)) / m.throughput.n / m.throughput.median,
                    m.throughput.median });
        if (!line.points.empty())
            lines.push_back(std::move(line));
    }
    return lines;
}

struct Extent {
    double seconds = 0, least = std::numeric_limits<double>::infinity(), most = 0;
};

Extent extentOf(const std::vector<Line>& lines)
{
    Extent all;
    for (const auto& line : lines) {
        for (const auto& [seconds, rate] : line.points) {
            all.seconds = std::max(all.seconds, seconds);
            all.most = std::max(all.most, rate);
            if (rate > 0)
                all.least = std::min(all.least, rate);
        }
    }
    return all;
}

void drawAxes(Svg& svg, const Axis& x, const Axis& y)
{
    for (const double tick : y.ticks) {
        if (y.log || tick > 0)
            svg.line({ kLeft, y.at(tick) }, { kRight, y.at(tick) }, "grid");
    }
    for (const double tick : y.labels)
        svg.text({ kLeft - 7, y.at(tick) + 4 }, "tick", formatTick(tick), Svg::Anchor::End);
    svg.line({ kLeft, kBottom }, { kRight, kBottom }, "axis");
    for (const double tick : x.ticks) {
        svg.line({ x.at(tick), kBottom }, { x.at(tick), kBottom + 5 }, "axis");
        svg.text({ x.at(tick), kBottom + 19 }, "tick",
            durationTick(tick * 1e9, x.ticks.size() > 1 ? x.ticks[1] * 1e9 : 1e9), Svg::Anchor::Middle);
    }
}

void drawLine(Svg& svg, const Line& line, const Axis& x, const Axis& y)
{
    std::vector<Point> at;
    for (const auto& [seconds, rate] : line.points)
        at.push_back({ x.at(seconds), y.at(rate) });
    const Model model = line.entry->model();
    if (at.size() > 1)
        svg.polyline(at, "curve " + modelClass('s', model) + (line.entry->variant > 0 ? " dashed" : ""));
}

void drawEnds(Svg& svg, std::vector<Line>& lines, const Axis& x, const Axis& y)
{
    const auto endOf = [&](const Line& line) {
        return Point{ x.at(line.points.back().x), y.at(line.points.back().y) };
    };
    std::stable_sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) { return endOf(a).y < endOf(b).y; });
    std::vector<double> wanted;
    for (const auto& line : lines)
        wanted.push_back(endOf(line).y);
    const auto places
        = pushedApart(wanted, 18, kTop + 4, std::max(kBottom, kTop + 18.0 * static_cast<double>(lines.size())));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Entry& entry = *lines[i].entry;
        const Point end = endOf(lines[i]);
        if (end.x < kRight - 6)
            svg.line({ end.x + 6, end.y }, { kRight, end.y }, "leader");
        svg.line({ std::max(end.x, kRight), end.y }, { kRight + 12, places[i] }, "leader");
        svg.marker(entry.model(), end, 4, entry.variant, true);
        svg.marker(entry.model(), { kRight + 20, places[i] }, 4, entry.variant);
        svg.label(
            { kRight + 29, places[i] + 4 }, cut(entry.shortName, 14), formatRate(entry.summary->throughput.median));
    }
}

} // namespace

Figure throughputFigure(const std::vector<Entry>& entries)
{
    auto lines = linesOf(entries);
    if (lines.empty())
        return {};
    const Extent extent = extentOf(lines);
    const bool log = wantsLog(extent.least, extent.most);
    const Axis x = linearAxisTo(extent.seconds * 1.02, kLeft, kRight, 72);
    const Axis y
        = log ? logAxis(extent.least, extent.most, kBottom, kTop, 10) : linearAxis(extent.most, kBottom, kTop, 38);
    const double height = std::max(kHeight, kTop + 18.0 * static_cast<double>(lines.size()) + 20);
    Svg svg(kWidth, height, "Throughput over time", "Tasks per second of each model over the measured time.");
    drawAxes(svg, x, y);
    for (const auto& line : lines)
        drawLine(svg, line, x, y);
    drawEnds(svg, lines, x, y);
    const bool inARow
        = std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.entry->summary->roundsInARow; });
    return { "Throughput",
        std::string("tasks per second over time") + (inARow ? ", rounds in a row" : "") + (log ? ", log scale" : ""),
        svg.take() };
}

} // namespace ilv::report
