// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/axis.h"
#include "report/figurerows.h"
#include "report/figures.h"

#include <algorithm>
#include <limits>

namespace ilv::report {
namespace {

constexpr double kRight = 424, kP50 = 492, kP99 = 556;

std::optional<double> nanos(const std::optional<double>& ms)
{
    return ms ? std::optional(*ms * 1e6) : std::nullopt;
}

void drawKey(Svg& svg)
{
    const double y = 10;
    double x = Rows::kLeft;
    svg.circle({ x + 4, y }, 4, "keyfill");
    svg.text({ x + 13, y + 4 }, "legend", "p50");
    x += 50;
    svg.rect(x, y - 4, 20, 8, "keyfill soft");
    svg.text({ x + 26, y + 4 }, "legend", "to p90");
    x += 78;
    svg.line({ x, y }, { x + 18, y }, "keyline");
    svg.line({ x + 18, y - 4 }, { x + 18, y + 4 }, "keyline");
    svg.text({ x + 24, y + 4 }, "legend", "p99");
    x += 60;
    svg.circle({ x + 4, y }, 3.4, "keyring");
    svg.text({ x + 13, y + 4 }, "legend", "p99.9");
    svg.text({ kP50, y + 4 }, "legend", "p50", Svg::Anchor::End);
    svg.text({ kP99, y + 4 }, "legend", "p99", Svg::Anchor::End);
}

void drawRange(Svg& svg, const Axis& x, double y, const Entry& entry)
{
    const Percentiles& p = entry.summary->latency;
    const std::string stroke = modelClass('s', entry.model()), fill = modelClass('m', entry.model());
    const double p50 = x.at(*p.p50Ms * 1e6);
    const double p90 = p.p90Ms ? x.at(*p.p90Ms * 1e6) : p50;
    const double p99 = p.p99Ms ? x.at(*p.p99Ms * 1e6) : p90;
    if (p.p999Ms) {
        const double p999 = x.at(*p.p999Ms * 1e6);
        if (p999 > p99 + 4)
            svg.line({ p99, y }, { p999 - 4, y }, "tail " + stroke);
        svg.circle({ p999, y }, 3.6, "ringmark " + stroke);
    }
    if (p.p99Ms) {
        svg.line({ p90, y }, { p99, y }, "reach " + stroke);
        svg.line({ p99, y - 5 }, { p99, y + 5 }, "reach " + stroke);
    }
    if (p90 > p50)
        svg.rect(p50, y - 5, p90 - p50, 10, "soft " + fill);
    svg.circle({ p50, y }, 5, fill);
}

std::string shown(const std::optional<double>& ns)
{
    return ns ? formatDuration(*ns) : "–";
}

} // namespace

Figure latencyFigure(const std::vector<Entry>& entries)
{
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (const auto& entry : entries) {
        if (!entry.measured())
            continue;
        const Percentiles& p = entry.summary->latency;
        for (const auto& value : { p.p50Ms, p.p90Ms, p.p99Ms, p.p999Ms }) {
            if (value && *value > 0) {
                least = std::min(least, *value * 1e6);
                most = std::max(most, *value * 1e6);
            }
        }
    }
    if (most <= 0)
        return {};
    const Rows rows{ entries.size() };
    const Axis x = logAxis(least, most, Rows::kLeft, kRight, 40);
    Svg svg(Rows::kWidth, rows.height(), "Latency", "Percentiles of the response time of each model, on a log axis.");
    drawKey(svg);
    for (const double tick : x.ticks) {
        svg.line({ x.at(tick), Rows::kTop }, { x.at(tick), rows.bottom() }, "grid");
    }
    for (const double tick : x.labels)
        svg.text({ x.at(tick), rows.bottom() + 18 }, "tick", durationTick(tick, tick), Svg::Anchor::Middle);
    svg.line({ Rows::kLeft, rows.bottom() }, { kRight, rows.bottom() }, "axis");
    for (std::size_t row = 0; row < entries.size(); ++row) {
        const Entry& entry = entries[row];
        const double y = rows.middle(row);
        drawRowName(svg, rows, row, entry);
        const Percentiles& p = entry.summary->latency;
        if (!p.p50Ms || !entry.measured()) {
            svg.text({ Rows::kLeft + 8, y + 4 }, "state", stateWord(*entry.summary));
            continue;
        }
        drawRange(svg, x, y, entry);
        svg.text({ kP50, y + 4 }, "strong", shown(nanos(p.p50Ms)), Svg::Anchor::End);
        svg.text({ kP99, y + 4 }, "number", shown(nanos(p.p99Ms)), Svg::Anchor::End);
    }
    return { "Latency", "from intended start to result, log scale", svg.take() };
}

} // namespace ilv::report
