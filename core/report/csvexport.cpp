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
      "cpu_system_s,peak_rss_mb,start_up_ms,spawned,crashes,restarts";

std::optional<double> ifMeasured(double value)
{
    return value < 0 ? std::nullopt : std::optional(value);
}

std::string rowOf(const ModelSummary& m, const Verdict& verdict)
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

std::string writeCsv(const RunResult&, const std::vector<ModelSummary>& models, const Verdict& verdict)
{
    std::string out(kHeader);
    out += "\r\n";
    for (const auto& model : models)
        out += rowOf(model, verdict);
    return out;
}

} // namespace ilv::report
