// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/csvexport.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace ilv::report {
namespace {

bool isPlainNumber(std::string_view text)
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1); // a sign that from_chars does not know
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() && std::isfinite(value);
}

bool looksLikeFormula(std::string_view text)
{
    constexpr std::string_view starters = "=+-@\t\r\n";
    return !text.empty() && starters.find(text.front()) != std::string_view::npos && !isPlainNumber(text);
}

/// A row in the making.
class Row {
public:
    Row& text(std::string_view value) { return raw(csvField(value)); }
    Row& number(const std::optional<double>& value)
    {
        if (!value || !std::isfinite(*value))
            return raw({});
        char buffer[40];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, *value);
        return raw({ buffer, static_cast<std::size_t>(end.ptr - buffer) });
    }
    Row& interval(const std::optional<stats::Interval>& ends)
    {
        return ends ? number(ends->low).number(ends->high) : number(std::nullopt).number(std::nullopt);
    }
    Row& count(std::uint64_t value) { return raw(std::to_string(value)); }
    [[nodiscard]] std::string line() const { return m_line + "\r\n"; }

private:
    Row& raw(std::string_view field)
    {
        if (!m_first)
            m_line += ',';
        m_first = false;
        m_line += field;
        return *this;
    }
    std::string m_line;
    bool m_first = true;
};

constexpr std::string_view kHeader
    = "label,model,runtime,status,recommended,rounds,throughput_per_s,throughput_low,throughput_high,times_sequential,"
      "p50_ms,p90_ms,p95_ms,p99_ms,p999_ms,max_ms,mean_ms,latency_n,service_p50_ms,service_p99_ms,"
      "planned,ok,wrong,error,timeout,crashed,cancelled,not_run,attempts,overhead,unexplained,cpu_share,cpu_user_s,"
      "cpu_system_s,peak_rss_mb,start_up_ms,spawned,crashes,restarts,"
      "times_sequential_low,times_sequential_high,p50_low_ms,p50_high_ms,p95_low_ms,p95_high_ms,p99_low_ms,p99_high_ms,"
      "service_p95_ms,loop_lag_p99_ms,badge,disturbance,steadiness,sustained,identity_checked,identity_violations,"
      "lane_violations,outcomes_left_out,disturbed,faults_planted,error_code";

std::optional<double> ifMeasured(double value)
{
    return value < 0 ? std::nullopt : std::optional(value);
}

/// What tells how far the figures before them can be trusted.
void addChecks(Row& row, const RunResult& run, const ModelSummary& m)
{
    row.interval(m.speedupInterval);
    for (const double p : { 0.5, 0.95, 0.99 })
        row.interval(percentileInterval(m.response, p));
    row.number(m.service.p95Ms);
    row.number(m.loopLag.count > 0 ? std::optional(m.loopLag.percentile(0.99) / 1e6) : std::nullopt);
    row.text(m.badgeKnown ? std::string(1, letter(m.badge)) : std::string());
    row.number(m.badgeKnown ? std::optional(m.disturbance) : std::nullopt);
    const auto* steady = m.leastSteady();
    row.text(steady ? stats::name(steady->steady.steadiness) : m.quality.empty() ? "" : "too short to tell");
    const auto sustained = m.sustained();
    row.text(!sustained ? "" : *sustained ? "yes" : "no");
    row.count(m.identityChecked).count(m.identityViolations).count(m.laneViolations).count(m.outcomesLeftOut);
    std::string codes;
    for (const auto& code : m.disturbed)
        codes += (codes.empty() ? "" : " ") + code;
    std::uint64_t faults = 0;
    for (const auto& trial : run.trials)
        faults += trial.label == m.label ? trial.faults.size() : 0;
    row.text(codes).count(faults).text(m.error ? m.error->code : std::string());
}

std::string rowOf(const RunResult& run, const ModelSummary& m, const Verdict& verdict)
{
    Row row;
    const bool any = m.latency.n > 0;
    const auto when = [](bool there, double value) { return there ? std::optional(value) : std::nullopt; };
    row.text(m.label).text(name(m.model)).text(name(m.runtime)).text(name(m.status));
    row.text(!verdict.label.empty() && verdict.label == m.label ? "yes" : "no");
    row.count(static_cast<std::uint64_t>(m.throughput.n)).number(when(m.throughput.n > 0, m.throughput.median));
    row.number(m.throughput.low).number(m.throughput.high).number(m.speedup);
    row.number(m.latency.p50Ms).number(m.latency.p90Ms).number(m.latency.p95Ms).number(m.latency.p99Ms);
    row.number(m.latency.p999Ms).number(when(any, m.latency.maxMs)).number(when(any, m.latency.meanMs));
    row.count(m.latency.n).number(m.service.p50Ms).number(m.service.p99Ms).count(m.counts.planned);
    for (const auto outcome : kOutcomes)
        row.count(m.counts.of(outcome));
    row.count(m.attempts).number(when(any, m.overhead)).number(when(any, m.unexplained)).number(when(any, m.cpuShare));
    row.number(ifMeasured(m.resources.userS)).number(ifMeasured(m.resources.systemS));
    row.number(ifMeasured(m.resources.peakRssMb)).number(static_cast<double>(m.startUp) / 1e6);
    row.count(m.spawned).count(m.crashes).count(m.restarts);
    addChecks(row, run, m);
    return row.line();
}

} // namespace

std::string csvField(std::string_view text)
{
    std::string field(looksLikeFormula(text) ? "'" : "");
    field += text;
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string writeCsv(const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    std::string out(kHeader);
    out += "\r\n";
    for (const auto& model : models)
        out += rowOf(run, model, verdict);
    return out;
}

} // namespace ilv::report
