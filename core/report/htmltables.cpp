// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/htmlsections.h"
#include "report/markup.h"
#include "report/svg.h"

#include <cmath>

namespace ilv::report {
namespace {

constexpr double kUnexplainedLimit = 0.05; ///< above it no verdict is given (design, The ledger closes)

const char* headingOf(Category category)
{
    switch (category) {
    case Category::StartUp:
        return "Start-up";
    case Category::Serialize:
        return "Serialize";
    case Category::Transport:
        return "Transport";
    case Category::QueueWait:
        return "Queue wait";
    case Category::IoWait:
        return "I/O wait";
    case Category::Compute:
        return "Compute";
    case Category::RunDelay:
        return "Run delay";
    case Category::LoopBlocked:
        return "Loop blocked";
    case Category::Retry:
        return "Retry";
    case Category::Idle:
        return "Idle";
    case Category::Unexplained:
        break;
    }
    return "Unexplained";
}

std::string seconds(double value)
{
    if (value == 0)
        return "0";
    if (std::abs(value) < 0.0005)
        return "<0.001";
    const int decimals = std::abs(value) < 10 ? 3 : std::abs(value) < 100 ? 2 : 1;
    return fixed(value, decimals);
}

std::string count(std::uint64_t n)
{
    return formatCount(static_cast<std::int64_t>(n));
}

std::string ledgerRow(const Entry& entry)
{
    const ModelSummary& m = *entry.summary;
    std::string row = nameCell(entry);
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        const double share
            = m.laneWindow > 0 ? static_cast<double>(m.laneTime[i]) / static_cast<double>(m.laneWindow) : 0;
        const bool open = static_cast<Category>(i) == Category::Unexplained && share > kUnexplainedLimit;
        const std::string figure = seconds(secondsFromNanos(m.laneTime[i]));
        const std::string cls = open ? "n bad" : m.laneTime[i] == 0 ? "n dim" : "n";
        row += element("td", cls,
            escaped(figure) + (m.laneTime[i] == 0 ? "" : element("small", "", escaped(formatPercent(share)))));
    }
    return "<tr>" + row + numberCell(seconds(secondsFromNanos(m.laneWindow)), "n main") + "</tr>\n";
}

std::string outcomeRow(const Entry& entry)
{
    const ModelSummary& m = *entry.summary;
    std::string row = nameCell(entry) + numberCell(count(m.counts.planned), "n main");
    for (const auto outcome : kOutcomes) {
        const auto n = m.counts.of(outcome);
        row += numberCell(count(n), n == 0 ? "n dim" : outcome == Outcome::Ok ? "n" : "n bad");
    }
    const auto plain = [](std::uint64_t n) { return numberCell(count(n), n == 0 ? "n dim" : "n"); };
    row += plain(m.attempts)
        + numberCell(m.startUp > 0 ? formatDuration(static_cast<double>(m.startUp)) : std::string());
    row += numberCell(seconds(m.resources.userS)) + numberCell(seconds(m.resources.systemS));
    return "<tr>" + row + plain(m.spawned) + plain(m.crashes) + plain(m.restarts) + "</tr>\n";
}

std::string table(const std::string& head, const std::string& rows)
{
    return "<div class=\"scroll\"><table class=\"dense\"><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
        + "</tbody></table></div>";
}

} // namespace

std::string card(std::string_view title, std::string_view note, std::string_view content)
{
    std::string heading = escaped(title);
    if (!note.empty())
        heading += element("span", "note", escaped(note));
    return "<section class=\"card\">" + element("h2", "", heading) + element("div", "body", content) + "</section>\n";
}

std::string nameCell(const Entry& entry)
{
    return "<td class=\"name\" title=\"" + escaped(entry.longName) + "\">" + inlineMarker(entry.model(), entry.variant)
        + element("bdi", "", escaped(entry.longName)) + "</td>";
}

std::string numberCell(std::string_view text, std::string_view cls)
{
    return element("td", text.empty() ? "n dim" : cls, text.empty() ? std::string("–") : escaped(text));
}

std::string outcomesSection(const Page& page)
{
    std::string head = element("th", "", "Model");
    for (const char* column : { "Planned", "Ok", "Wrong", "Error", "Timeout", "Crashed", "Cancelled", "Not run",
             "Attempts", "Start-up", "User, s", "System, s", "Spawned", "Crashes", "Restarts" })
        head += element("th", "n", column);
    std::string rows;
    for (const auto& entry : page.inTableOrder)
        rows += outcomeRow(entry);
    return card("Outcomes and price", "every planned task ends in exactly one; CPU of the whole process tree",
        table(head, rows));
}

std::string ledgerSection(const Page& page)
{
    std::string head = element("th", "", "Model"), rows;
    for (std::size_t i = 0; i < kCategoryCount; ++i)
        head += element("th", "n", headingOf(static_cast<Category>(i)));
    head += element("th", "n", "Lanes lived");
    for (const auto& entry : page.inTableOrder) {
        if (entry.summary->laneWindow > 0)
            rows += ledgerRow(entry);
    }
    if (rows.empty())
        return {};
    return card("Ledger", "seconds of the lanes that ran the tasks, over all rounds; each row sums to its last column",
        table(head, rows));
}

} // namespace ilv::report
