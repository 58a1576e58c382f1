// SPDX-License-Identifier: GPL-3.0-or-later
#include "outcomejournal.h"

#include "base/codes.h"
#include "base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
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
    if (trial != m_trial || label != m_label) {
        finish(out);
        begin(label, trial);
    }
    if (row.last && row.attempt <= 1 && m_open.empty()) {
        write(row, {}, out); // nearly every task
        return;
    }
    auto& task = m_open[row.index];
    if (row.last)
        task.last = row;
    else
        task.attempts.push_back({row.attempt, row.outcome, row.elapsed});
    // A task cancelled while it waited for its next attempt ends with the number of the one before, or with none.
    if (task.last && static_cast<int>(task.attempts.size()) >= task.last->attempt - 1) {
        write(*task.last, task.attempts, out);
        m_open.erase(row.index);
    }
}

void OutcomeLines::finish(std::string& out)
{
    for (const auto& [index, task] : m_open) {
        if (task.last)
            write(*task.last, task.attempts, out);
    }
    m_open.clear();
}

void OutcomeLines::write(const OutcomesEvent::Row& last, const std::vector<Attempt>& attempts, std::string& out) const
{
    out += m_head;
    out += std::to_string(last.index);
    out += ",\"status\":\"";
    out += name(last.outcome);
    out += '"';
    if (!last.code.empty())
        out += ",\"code\":" + json::Out(last.code).dump(-1, ' ', false, json::Out::error_handler_t::replace);
    out += ",\"attempts\":[";
    auto ordered = attempts;
    std::sort(ordered.begin(), ordered.end(), [](const Attempt& a, const Attempt& b) { return a.number < b.number; });
    for (const auto& attempt : ordered)
        appendAttempt(out, attempt.number, attempt.outcome, attempt.elapsed);
    // A task that ended while it waited, or never ran, ends without an attempt of its own.
    const bool told = !ordered.empty() && ordered.back().number >= last.attempt;
    if (last.attempt > 0 && last.outcome != Outcome::NotRun && !told)
        appendAttempt(out, last.attempt, last.outcome, last.elapsed);
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

Status OutcomeJournal::flush(Nanos at)
{
    if (waitsForRoom() && at < m_retryAt && m_buffer.size() <= kMostKept)
        return m_state;
    if (m_state && !m_buffer.empty()) {
        const auto written = m_file.append(m_buffer);
        if (!written && written.error().code == name(Code::OutDiskFull)) {
            m_fullSince = waitsForRoom() ? m_fullSince : at;
            m_retryAt = at + kRetryEvery;
            if (at - m_fullSince < kPatience && m_buffer.size() <= kMostKept)
                return m_state;
        }
        m_state = written;
    }
    m_fullSince = 0;
    m_buffer.clear();
    return m_state;
}

Status OutcomeJournal::close()
{
    if (!m_file.isOpen())
        return {};
    endTasks();
    if (m_state && !m_buffer.empty())
        m_state = m_file.append(m_buffer);
    m_buffer.clear();
    m_fullSince = 0;
    const auto flushed = m_state;
    const auto closed = m_file.close();
    return flushed ? closed : flushed;
}

} // namespace ilv::cli
