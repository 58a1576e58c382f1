// SPDX-License-Identifier: GPL-3.0-or-later
#include "resulttable.h"

#include "base/format.h"
#include "console.h"

#include <algorithm>
#include <array>

namespace ilv::cli {
namespace {

constexpr std::string_view kUnknown = "–";
constexpr std::size_t kColumns = 9;
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
    return {m.label, throughput(m.throughput), milliseconds(m.latency.p50Ms), milliseconds(m.latency.p95Ms),
        milliseconds(m.latency.p99Ms), errorRate(m.counts), share(m.cpuShare),
        m.resources.peakRssMb >= 0 && measured ? formatBytes(m.resources.peakRssMb * 1024 * 1024) : std::string(kUnknown),
        share(m.overhead)};
}

} // namespace

std::string resultTable(const std::vector<ModelSummary>& models)
{
    std::vector<Row> rows { {"model", "tasks/s", "p50", "p95", "p99", "not ok", "CPU", "memory", "overhead"} };
    for (const auto& model : models)
        rows.push_back(rowOf(model));
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
    for (const auto& model : models) {
        if (model.error)
            text += model.label + ": " + errorLine(name(model.status), *model.error);
    }
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
