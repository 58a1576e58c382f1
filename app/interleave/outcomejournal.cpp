// SPDX-License-Identifier: GPL-3.0-or-later
#include "outcomejournal.h"

#include "base/json.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace ilv::cli {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

void appendMs(std::string& out, Nanos elapsed)
{
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, msFromNanos(elapsed)).ptr;
    out.append(text, end);
}

void appendAttempt(std::string& out, int number, Outcome outcome, Nanos elapsed)
{
    if (out.back() != '[')
        out += ',';
    out += "{\"n\":" + std::to_string(number) + ",\"outcome\":\"";
    out += name(outcome);
    out += "\",\"ms\":";
    appendMs(out, elapsed);
    out += '}';
}

} // namespace

void OutcomeLines::begin(const std::string& label, int trial)
{
    m_label = label;
    m_trial = trial;
    m_open.clear();
    m_head = "{\"model\":" + json::Out(label).dump(-1, ' ', false, json::Out::error_handler_t::replace)
        + ",\"trial\":" + std::to_string(trial) + ",\"i\":";
}

void OutcomeLines::add(const std::string& label, int trial, const OutcomesEvent::Row& row, std::string& out)
{
    if (trial != m_trial || label != m_label)
        begin(label, trial);
    if (!row.last) {
        m_open[row.index].push_back({row.attempt, row.outcome, row.elapsed});
        return;
    }
    out += m_head;
    out += std::to_string(row.index);
    out += ",\"status\":\"";
    out += name(row.outcome);
    out += '"';
    if (!row.code.empty())
        out += ",\"code\":" + json::Out(row.code).dump(-1, ' ', false, json::Out::error_handler_t::replace);
    out += ",\"attempts\":[";
    if (!m_open.empty()) {
        if (const auto open = m_open.find(row.index); open != m_open.end()) {
            for (const auto& attempt : open->second)
                appendAttempt(out, attempt.number, attempt.outcome, attempt.elapsed);
            m_open.erase(open);
        }
    }
    // A task that ended while it waited, or never ran, ends without an attempt of its own.
    if (row.attempt > 0 && row.outcome != Outcome::NotRun)
        appendAttempt(out, row.attempt, row.outcome, row.elapsed);
    out += "]}\n";
}

Status OutcomeJournal::open(const std::string& path)
{
    m_buffer.reserve(2 * kPiece);
    return m_state = m_file.open(path);
}

Status OutcomeJournal::add(const std::string& label, int trial, const OutcomesEvent::Row& row)
{
    m_lines.add(label, trial, row, m_buffer);
    return m_buffer.size() >= kPiece ? flush() : m_state;
}

Status OutcomeJournal::flush()
{
    if (m_state && !m_buffer.empty())
        m_state = m_file.append(m_buffer);
    m_buffer.clear();
    return m_state;
}

Status OutcomeJournal::close()
{
    if (!m_file.isOpen())
        return {};
    const auto flushed = flush();
    const auto closed = m_file.close();
    return flushed ? closed : flushed;
}

} // namespace ilv::cli
