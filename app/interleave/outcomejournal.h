// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/files.h"
#include "trial/events.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ilv::cli {

/// Text of outcomes.jsonl: one line for each task, made when its last row comes, with the attempts before it.
/// Pure: rows in, text out.
class OutcomeLines {
public:
    /// Appends to `out` the line of the task that `row` ends, or keeps the attempt for later.
    void add(const std::string& label, int trial, const OutcomesEvent::Row& row, std::string& out);

private:
    struct Attempt {
        int number;
        Outcome outcome;
        Nanos elapsed;
    };
    void begin(const std::string& label, int trial);

    std::string m_label, m_head; // of the trial whose rows come now
    int m_trial = -1;
    std::unordered_map<std::uint64_t, std::vector<Attempt>> m_open; // tasks that were tried and are to be tried again
};

/// outcomes.jsonl, streamed: on disk at most as late as flush() is called, and in pieces of 64 KiB at least.
class OutcomeJournal {
public:
    [[nodiscard]] Status open(const std::string& path);
    [[nodiscard]] Status add(const std::string& label, int trial, const OutcomesEvent::Row& row);
    [[nodiscard]] Status flush(); ///< call every 100 ms; the first error stays
    [[nodiscard]] Status close();
    [[nodiscard]] bool isOpen() const { return m_file.isOpen(); }

private:
    OutcomeLines m_lines;
    AppendFile m_file;
    std::string m_buffer;
    Status m_state;
};

} // namespace ilv::cli
