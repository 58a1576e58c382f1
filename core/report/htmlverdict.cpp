// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/htmlsections.h"
#include "report/markup.h"
#include "report/svg.h"

#include <algorithm>

namespace ilv::report {
namespace {

const char* outcomeWords(const Page& page)
{
    const bool goals
        = std::any_of(page.models.begin(), page.models.end(), [](const auto& m) { return !m.goals.empty(); });
    switch (page.verdict.outcome) {
    case VerdictOutcome::Pass:
        return goals ? "Goals held" : "No goals set";
    case VerdictOutcome::Fail:
        return "Goal missed";
    case VerdictOutcome::Insufficient:
        return "Not enough evidence";
    case VerdictOutcome::None:
        break;
    }
    return "No verdict";
}

std::string winnersMarker(const Page& page)
{
    for (const auto& entry : page.inChartOrder) {
        if (!page.verdict.label.empty() && entry.summary->label == page.verdict.label)
            return inlineMarker(entry.model(), entry.variant, 24);
    }
    return "<span></span>";
}

const char* stateName(GoalState state)
{
    switch (state) {
    case GoalState::Held:
        return "held";
    case GoalState::Missed:
        return "missed";
    case GoalState::Insufficient:
        break;
    }
    return "insufficient";
}

/// "p95 at most 150 ms".
std::string goalWords(const GoalResult& goal)
{
    if (goal.goal == "p95_ms" || goal.goal == "p99_ms")
        return goal.goal.substr(0, 3) + " at most " + formatDuration(goal.limit * 1e6);
    if (goal.goal == "error_rate")
        return "not ok at most " + formatPercent(goal.limit);
    if (goal.goal == "throughput_per_s")
        return "at least " + formatRate(goal.limit);
    if (goal.goal == "correct")
        return "every result correct";
    return goal.goal;
}

std::string measuredWords(const GoalResult& goal)
{
    if (!goal.measured)
        return "–";
    if (goal.goal.ends_with("_ms"))
        return formatDuration(*goal.measured * 1e6);
    if (goal.goal == "error_rate")
        return formatPercent(*goal.measured);
    if (goal.goal == "throughput_per_s")
        return formatRate(*goal.measured);
    return {};
}

std::string goalCell(const GoalResult& goal)
{
    const std::string state = stateName(goal.state);
    const std::string tag = "<span class=\"tag " + state + "\" title=\"" + escaped(goal.sentence) + "\">"
        + (state == "insufficient" ? "too few tasks" : state) + "</span>";
    const std::string figure = measuredWords(goal);
    return "<td>" + tag + (figure.empty() ? "" : " <span class=\"dim\">" + escaped(figure) + "</span>") + "</td>";
}

} // namespace

std::string headSection(const Page& page)
{
    const Environment& machine = page.run.environment;
    std::string when = "Measured with Interleave " + machine.version + " at " + machine.startedAtUtc;
    when += " · run " + page.run.id + " · took " + formatDuration(page.run.wallS * 1e9);
    return "<header>" + element("h1", "", escaped(page.run.experiment.name))
        + element("p", "sub", escaped(workloadLine(page.run.experiment))) + element("p", "when", escaped(when))
        + "</header>\n";
}

std::string verdictSection(const Page& page)
{
    const Verdict& verdict = page.verdict;
    const std::string headline = verdict.headline.empty() ? std::string("No verdict") : verdict.headline;
    std::string out = "<section class=\"card band\" aria-label=\"Verdict\">" + winnersMarker(page)
        + element("div", "head", escaped(headline)) + "<span class=\"tag " + std::string(name(verdict.outcome)) + "\">"
        + outcomeWords(page) + "</span>";
    if (!verdict.sentence.empty())
        out += element("p", "why", escaped(verdict.sentence));
    std::string items;
    if (page.run.status != RunStatus::Completed)
        items += element(
            "li", "", "The run was " + escaped(name(page.run.status)) + "; the figures are of what had run by then.");
    if (page.run.error)
        items += element("li", "", escaped(page.run.error->code + ": " + page.run.error->message));
    for (const auto& reason : verdict.reasons)
        items += element("li", "", escaped(reason));
    return out + (items.empty() ? "" : element("ul", "", items)) + "</section>\n";
}

std::string goalsSection(const Page& page)
{
    const auto first = std::find_if(page.inTableOrder.begin(), page.inTableOrder.end(),
        [](const Entry& entry) { return !entry.summary->goals.empty(); });
    if (first == page.inTableOrder.end())
        return {};
    std::string head = element("th", "", "Model"), rows;
    for (const auto& goal : first->summary->goals)
        head += element("th", "", escaped(goalWords(goal)));
    const auto columns = first->summary->goals.size();
    for (const auto& entry : page.inTableOrder) {
        std::string row = nameCell(entry);
        if (entry.summary->goals.size() != columns)
            row += "<td class=\"dim\" colspan=\"" + std::to_string(columns) + "\">" + escaped(stateWord(*entry.summary))
                + "</td>";
        else
            for (const auto& goal : entry.summary->goals)
                row += goalCell(goal);
        rows += element("tr", "", row) + '\n';
    }
    return card("Goals", "what was asked of every model",
        "<div class=\"scroll\"><table><thead><tr>" + head + "</tr></thead><tbody>" + rows + "</tbody></table></div>");
}

} // namespace ilv::report
