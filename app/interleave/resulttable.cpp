// SPDX-License-Identifier: GPL-3.0-or-later
#include "resulttable.h"

#include "analysis/intervals.h"
#include "base/format.h"
#include "console.h"

#include <algorithm>
#include <array>

namespace ilv::cli {
namespace {

constexpr std::string_view kUnknown = "–";
constexpr std::size_t kColumns = 10;
using Row = std::array<std::string, kColumns>;

std::string throughput(const Estimate& estimate)
{
    if (estimate.n == 0)
        return std::string(kUnknown);
    std::string text = formatRate(estimate.median);
    if (estimate.low && estimate.high && estimate.median > 0)
        text += " ±" + formatPercent(std::max(estimate.median - *estimate.low, *estimate.high - estimate.median) / estimate.median);
    return text;
}

std::string milliseconds(const std::optional<double>& ms)
{
    return ms ? formatDuration(*ms * 1e6) : std::string(kUnknown);
}

std::string errorRate(const Counts& counts)
{
    if (counts.planned == 0)
        return std::string(kUnknown);
    return formatPercent(static_cast<double>(counts.planned - counts.of(Outcome::Ok)) / static_cast<double>(counts.planned));
}

Row rowOf(const ModelSummary& m)
{
    const bool measured = m.throughput.n > 0;
    const auto share = [measured](double value) { return measured ? formatPercent(value) : std::string(kUnknown); };
    return {m.label, throughput(m.throughput), m.speedup ? formatRatio(*m.speedup) : std::string(kUnknown),
        milliseconds(m.latency.p50Ms), milliseconds(m.latency.p95Ms),
        milliseconds(m.latency.p99Ms), errorRate(m.counts), share(m.cpuShare),
        m.resources.peakRssMb >= 0 && measured ? formatBytes(m.resources.peakRssMb * 1024 * 1024) : std::string(kUnknown),
        share(m.overhead)};
}

std::string steadiness(const ModelSummary& m)
{
    const auto* worst = m.leastSteady();
    return worst ? std::string(stats::name(worst->steady.steadiness)) : std::string("too short");
}

std::string sustained(const ModelSummary& m)
{
    const auto all = m.sustained();
    return !all ? std::string(kUnknown) : *all ? "yes" : "no";
}

/// How far the figures above can be trusted.
Row checksOf(const ModelSummary& m)
{
    const bool measured = m.throughput.n > 0;
    return {m.label, milliseconds(m.service.p50Ms), milliseconds(m.service.p99Ms),
        measured ? formatPercent(m.unexplained) : std::string(kUnknown),
        formatCount(static_cast<std::int64_t>(m.identityViolations)) + " of "
            + formatCount(static_cast<std::int64_t>(m.identityChecked)),
        formatCount(static_cast<std::int64_t>(m.laneViolations)), measured ? steadiness(m) : std::string(kUnknown),
        sustained(m), m.badgeKnown ? std::string(1, letter(m.badge)) : std::string(kUnknown)};
}

std::string aligned(const std::vector<Row>& rows)
{
    std::array<std::size_t, kColumns> columns {};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < kColumns; ++i)
            columns[i] = std::max(columns[i], width(row[i]));
    }
    std::string text;
    for (const auto& row : rows) {
        text += padRight(row[0], columns[0]);
        for (std::size_t i = 1; i < kColumns; ++i)
            text += "  " + padLeft(row[i], columns[i]);
        text += '\n';
    }
    return text;
}

/// p95 and p99 of too few tasks are figures without an interval; said once for all models.
std::string sampleNote(const std::vector<ModelSummary>& models)
{
    std::uint64_t fewest = UINT64_MAX;
    for (const auto& model : models) {
        if (model.latency.n > 0)
            fewest = std::min(fewest, model.latency.n);
    }
    const auto wanted = stats::minimumSamples(0.99);
    if (fewest >= wanted)
        return {};
    return "p99: too few: n=" + std::to_string(fewest) + ", needs " + std::to_string(wanted) + " for an interval\n";
}

/// Why "too short" stands in the table: a short experiment cannot show a class of steadiness at all.
std::string steadinessNote(const std::vector<ModelSummary>& models)
{
    const auto untold = [](const ModelSummary& model) { return model.throughput.n > 0 && !model.leastSteady(); };
    if (std::none_of(models.begin(), models.end(), untold))
        return {};
    return steadinessNeeds() + "\n";
}

} // namespace

std::string resultTable(const std::vector<ModelSummary>& models)
{
    std::vector<Row> rows { {"model", "tasks/s", "× sequential", "p50", "p95", "p99", "not ok", "CPU", "memory", "overhead"} };
    std::vector<Row> checks { {"checks", "service p50", "service p99", "unexplained", "times that do not add up", "lanes",
        "steadiness", "sustained", "badge"} };
    for (const auto& model : models) {
        rows.push_back(rowOf(model));
        checks.push_back(checksOf(model));
    }
    std::string text = aligned(rows);
    for (const auto& model : models) {
        if (model.error)
            text += model.label + ": " + errorLine(name(model.status), *model.error);
    }
    text += '\n' + aligned(checks) + sampleNote(models) + steadinessNote(models);
    return text;
}

std::string verdictText(const Verdict& verdict)
{
    std::string text = "\nVerdict: " + std::string(name(verdict.outcome));
    if (!verdict.headline.empty())
        text += ". " + verdict.headline;
    text += '\n';
    if (!verdict.sentence.empty())
        text += verdict.sentence + '\n';
    for (const auto& reason : verdict.reasons)
        text += "  • " + reason + '\n';
    return text;
}

} // namespace ilv::cli
