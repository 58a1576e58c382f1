// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/figures.h"
#include "report/htmlsections.h"
#include "report/markup.h"
#include "report/svg.h"

#include <algorithm>

namespace ilv::report {
namespace {

struct Unit {
    const char* name;
    double nanos;
};

/// One unit for all times of the table: that of the fastest median.
Unit unitFor(const std::vector<Entry>& entries)
{
    double least = 0;
    for (const auto& entry : entries) {
        if (const auto& p50 = entry.summary->latency.p50Ms; p50 && (least == 0 || *p50 * 1e6 < least))
            least = *p50 * 1e6;
    }
    for (const Unit unit : { Unit{ "s", 1e9 }, Unit{ "ms", 1e6 }, Unit{ "µs", 1e3 } }) {
        if (least >= unit.nanos)
            return unit;
    }
    return least > 0 ? Unit{ "ns", 1 } : Unit{ "ms", 1e6 };
}

std::string plusMinus(const Estimate& rate)
{
    if (!rate.low || !rate.high || rate.median <= 0)
        return {};
    return "±" + formatPercent(std::max(rate.median - *rate.low, *rate.high - rate.median) / rate.median);
}

std::string withoutUnit(std::string rate)
{
    const auto gap = rate.find("\u202F");
    return gap == std::string::npos ? rate : rate.substr(0, gap);
}

std::string timesCell(const Entry& entry, double most)
{
    const auto& times = entry.summary->speedup;
    if (!times)
        return "<td class=\"times dim\">–</td>";
    constexpr double width = 240;
    const double length = std::max(2.0, *times / most * (width - 54));
    Svg svg(width, 20, "Times sequential", formatRatio(*times));
    const auto& interval = entry.summary->speedupInterval;
    const std::string sure = interval
        ? "95% interval " + formatRatio(interval->low) + " to " + formatRatio(interval->high)
        : "of the medians: fewer than 6 common rounds";
    svg.rect(0, 5, length, 10, modelClass('m', entry.model()));
    svg.text({ length + 7, 14.5 }, "strong", formatRatio(*times));
    return "<td class=\"times\" title=\"" + escaped(sure) + "\">" + svg.take() + "</td>";
}

std::string resultRow(const Entry& entry, const Unit& unit, double most)
{
    const ModelSummary& m = *entry.summary;
    if (!entry.measured()) {
        std::string words = stateWord(m);
        if (const auto ok = m.counts.of(Outcome::Ok); ok > 0)
            words += " after " + formatCount(static_cast<std::int64_t>(ok)) + " tasks";
        if (m.error)
            words += ": " + m.error->message + " (" + m.error->code + ')';
        return "<tr>" + nameCell(entry) + "<td class=\"failed\" colspan=\"9\">" + escaped(words) + "</td></tr>\n";
    }
    const auto time = [&](const std::optional<double>& ms) {
        return numberCell(ms ? formatSignificant(*ms * 1e6 / unit.nanos, 3) : std::string());
    };
    const double memory = m.resources.peakRssMb;
    return "<tr>" + nameCell(entry) + numberCell(withoutUnit(formatRate(m.throughput.median)), "n main")
        + numberCell(plusMinus(m.throughput), "n dim") + timesCell(entry, most) + time(m.latency.p50Ms)
        + time(m.latency.p95Ms) + time(m.latency.p99Ms) + numberCell(formatPercent(m.overhead))
        + numberCell(formatPercent(m.cpuShare)) + numberCell(memory >= 0 ? formatSignificant(memory, 3) : std::string())
        + "</tr>\n";
}

std::string figureCard(const Figure& figure)
{
    return figure.markup.empty() ? std::string() : card(figure.title, figure.what, figure.markup);
}

} // namespace

std::string resultsSection(const Page& page)
{
    const Unit unit = unitFor(page.inTableOrder);
    double most = 1;
    for (const auto& entry : page.inTableOrder)
        most = std::max(most, entry.summary->speedup.value_or(0));
    const std::string times = std::string(", ") + unit.name;
    std::string head = element("th", "", "Model") + element("th", "n", "Tasks/s") + element("th", "n", "± 95%")
        + element("th", "", "Times sequential");
    for (const std::string& column : { "p50" + times, "p95" + times, "p99" + times, std::string("Overhead"),
             std::string("CPU"), std::string("Memory, MiB") })
        head += element("th", "n", column);
    std::string rows;
    for (const auto& entry : page.inTableOrder)
        rows += resultRow(entry, unit, most);
    return card("Results", "fastest first",
        "<div class=\"scroll\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>");
}

std::string figuresSection(const Page& page)
{
    std::string figures;
    for (const Figure& figure : { throughputFigure(page.inChartOrder), latencyFigure(page.inChartOrder),
             timeSplitFigure(page.inChartOrder), timelineFigure(page.inChartOrder, page.run) })
        figures += figureCard(figure);
    return figures.empty() ? figures : "<div class=\"pair\">" + figures + "</div>\n";
}

} // namespace ilv::report
