// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/intervals.h"
#include "base/format.h"
#include "base/stage.h"
#include "report/htmlsections.h"
#include "report/markup.h"

#include <algorithm>

namespace ilv::report {
namespace {

std::string count(std::uint64_t n)
{
    return formatCount(static_cast<std::int64_t>(n));
}

std::string millis(const std::optional<double>& ms)
{
    return ms ? formatDuration(*ms * 1e6) : std::string();
}

/// The worst round of a model, by what `rank` says of it.
template <typename Rank> const TrialQuality* worst(const ModelSummary& model, Rank rank)
{
    const TrialQuality* found = nullptr;
    for (const TrialQuality& trial : model.quality) {
        if (rank(trial) >= 0 && (!found || rank(trial) > rank(*found)))
            found = &trial;
    }
    return found;
}

std::string steadyCell(const ModelSummary& model)
{
    const auto* trial = model.leastSteady();
    if (!trial)
        return numberCell("too short to tell", "n dim");
    std::string text(stats::name(trial->steady.steadiness));
    if (trial->steady.cutS > 0)
        text += ", first " + formatDuration(trial->steady.cutS * 1e9);
    return numberCell(text, trial->steady.steadiness == stats::Steadiness::Flat ? "n" : "n main");
}

std::string littleCell(const ModelSummary& model)
{
    bool exact = true, sampled = false, holds = true;
    for (const TrialQuality& trial : model.quality) {
        exact &= !trial.little.known || trial.little.exact;
        sampled |= trial.little.sampled;
        holds &= !trial.little.sampled || trial.little.holds;
    }
    if (!exact)
        return numberCell("records differ", "n bad");
    if (!sampled)
        return numberCell("too short", "n dim");
    return numberCell(holds ? "holds" : "samples differ", holds ? "n" : "n bad");
}

std::string openCells(const ModelSummary& model)
{
    const auto sustained = model.sustained();
    if (!sustained)
        return numberCell({}) + numberCell({});
    const auto* late = worst(model, [](const TrialQuality& trial) { return trial.open.slipP99Ms; });
    return numberCell(*sustained ? "yes" : "no", *sustained ? "n" : "n bad")
        + numberCell(late ? formatDuration(late->open.slipP99Ms * 1e6) : std::string());
}

std::string shareCell(const ModelSummary& model, double TrialQuality::*share)
{
    const auto* most = worst(model, [share](const TrialQuality& trial) { return trial.*share; });
    return numberCell(most ? formatPercent(most->*share) : std::string());
}

std::string sampleCell(const ModelSummary& model)
{
    const auto wanted = stats::minimumSamples(0.99);
    return model.latency.n >= wanted
        ? numberCell(count(model.latency.n))
        : numberCell("too few: n=" + std::to_string(model.latency.n) + ", needs " + std::to_string(wanted), "n bad");
}

/// How late the event loop was, and the stage that kept it from everybody else the longest.
std::string loopCells(const Entry& entry, const Experiment& experiment)
{
    const ModelSummary& m = *entry.summary;
    if (m.loopLag.count == 0)
        return numberCell({}) + numberCell({});
    std::string longest;
    if (const auto& stages = experiment.workload.stages;
        m.longestBlockStage >= 0 && static_cast<std::size_t>(m.longestBlockStage) < stages.size())
        longest = formatDuration(static_cast<double>(m.longestBlock)) + ", stage "
            + std::to_string(m.longestBlockStage + 1) + ": "
            + std::string(kindName(stages[static_cast<std::size_t>(m.longestBlockStage)]));
    return numberCell(formatDuration(m.loopLag.percentile(0.99))) + numberCell(longest);
}

std::string checkRow(const Entry& entry, const Experiment& experiment)
{
    const ModelSummary& m = *entry.summary;
    std::string row = nameCell(entry) + numberCell(millis(m.service.p50Ms)) + numberCell(millis(m.latency.p50Ms))
        + numberCell(millis(m.service.p99Ms)) + numberCell(millis(m.latency.p99Ms)) + sampleCell(m);
    row += numberCell(formatPercent(m.unexplained), m.unexplained > 0.05 ? "n bad" : "n");
    row += numberCell(
        count(m.identityViolations) + " of " + count(m.identityChecked), m.identityViolations ? "n bad" : "n");
    row += numberCell(count(m.laneViolations), m.laneViolations ? "n bad" : "n") + littleCell(m) + steadyCell(m)
        + loopCells(entry, experiment);
    row += openCells(m) + shareCell(m, &TrialQuality::recordShare) + shareCell(m, &TrialQuality::watchShare)
        + shareCell(m, &TrialQuality::liveShare);
    row += numberCell(m.badgeKnown ? std::string(1, letter(m.badge)) : std::string(),
        m.badge == stats::Badge::C ? "n bad" : "n main");
    return "<tr>" + row + "</tr>\n";
}

std::string roleRow(const std::string& name, const char* role, const ResourceUse& use)
{
    const auto number = [](auto value) { return numberCell(value < 0 ? std::string() : formatCount(value)); };
    const auto seconds = [](double s) { return numberCell(formatDuration(s * 1e9)); };
    const auto memory = [](double mb) { return numberCell(mb < 0 ? std::string() : formatBytes(mb * 1024 * 1024)); };
    return "<tr>" + name + element("td", "", role) + seconds(use.userS) + seconds(use.systemS)
        + number(use.voluntarySwitches) + number(use.involuntarySwitches) + memory(use.peakRssMb)
        + memory(use.peakPssMb);
}

std::string roleRows(const Entry& entry)
{
    const ModelSummary& m = *entry.summary;
    if (m.hostUse.peakRssMb < 0)
        return {};
    const std::string none = numberCell({}) + numberCell({}) + numberCell({});
    std::string rows = roleRow(nameCell(entry), "host", m.hostUse) + none + "</tr>\n";
    if (m.workerUse.peakRssMb >= 0) {
        auto starts = m.workerStartUp;
        std::sort(starts.begin(), starts.end());
        const auto duration = [](Nanos ns) { return formatDuration(static_cast<double>(ns)); };
        rows += roleRow("<td></td>", "workers", m.workerUse)
            + numberCell(
                starts.empty() ? std::string() : duration(starts[starts.size() / 2]) + ", " + duration(starts.back()))
            + numberCell(m.bytesOut > 0 ? formatBytes(static_cast<double>(m.bytesOut)) : std::string())
            + numberCell(m.bytesIn > 0 ? formatBytes(static_cast<double>(m.bytesIn)) : std::string()) + "</tr>\n";
    }
    if (m.serviceUse.peakRssMb >= 0)
        rows += roleRow("<td></td>", "service", m.serviceUse) + none + "</tr>\n";
    return rows;
}

std::string table(const std::string& head, const std::string& rows)
{
    return "<div class=\"scroll\"><table class=\"dense\"><thead><tr>" + head + "</tr></thead><tbody>\n" + rows
        + "</tbody></table></div>";
}

} // namespace

std::string checksSection(const Page& page)
{
    std::string head = element("th", "", "Model"), rows;
    for (const char* column : { "Service p50", "Response p50", "Service p99", "Response p99", "Samples", "Unexplained",
             "Tasks that do not add up", "Lanes", "Little’s law", "Steadiness", "Loop lag p99", "Longest block",
             "Sustained", "Slip p99", "Recording", "Watching", "of it live", "Badge" })
        head += element("th", "n", column);
    for (const auto& entry : page.inTableOrder) {
        if (entry.measured())
            rows += checkRow(entry, page.run.experiment);
    }
    if (rows.empty())
        return rows;
    const auto untold = [](const Entry& entry) { return entry.measured() && !entry.summary->leastSteady(); };
    std::string note = "how far the figures can be trusted; the worst round of each model";
    if (std::any_of(page.inTableOrder.begin(), page.inTableOrder.end(), untold))
        note += "; " + steadinessNeeds();
    return card("Checks", note, table(head, rows));
}

std::string rolesSection(const Page& page)
{
    std::string head = element("th", "", "Model") + element("th", "", "Role"), rows;
    for (const char* column : { "User", "System", "Voluntary switches", "Involuntary", "Peak RSS", "Peak PSS",
             "Worker start-up, median and longest", "Bytes out", "Bytes in" })
        head += element("th", "n", column);
    for (const auto& entry : page.inTableOrder)
        rows += roleRows(entry);
    return rows.empty() ? rows
                        : card("Price by role", "CPU summed over the rounds, memory the highest", table(head, rows));
}

} // namespace ilv::report
