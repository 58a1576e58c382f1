// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/files.h"
#include "trial/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ilv::cli {

/// Text of outcomes.jsonl: one line for each task, made when all its rows have come. An attempt may be told a little
/// after the last one, when they ran in different lanes. Pure: rows in, text out.
class OutcomeLines {
public:
    /// Appends to `out` the line of the task that `row` makes whole, if it does.
    void add(const std::string& label, int trial, const OutcomesEvent::Row& row, std::string& out);
    void finish(std::string& out); ///< the lines of tasks that have ended and still miss an attempt

private:
    struct Attempt {
        int number;
        Outcome outcome;
        Nanos elapsed;
    };
    struct Task {
        std::vector<Attempt> attempts;
        std::optional<OutcomesEvent::Row> last;
    };
    void begin(const std::string& label, int trial);
    void write(const OutcomesEvent::Row& last, const std::vector<Attempt>& attempts, std::string& out) const;

    std::string m_label, m_head; // of the trial whose rows come now
    int m_trial = -1;
    std::unordered_map<std::uint64_t, Task> m_open; // tasks of more than one attempt, not all of them told yet
};

/// outcomes.jsonl, streamed: on disk at most as late as flush() is called, and in pieces of 64 KiB at least.
///
/// A full disk is waited for (reliability §2.8): what found no room stays in memory, up to 64 MiB, and is tried again
/// each second for ten. Only then is it an error, which stays.
class OutcomeJournal {
public:
    static constexpr Nanos kPatience = 10 * kSecond, kRetryEvery = kSecond;
    static constexpr std::size_t kMostKept = 64u << 20;

    [[nodiscard]] Status open(const std::string& path);
    [[nodiscard]] Status add(const std::string& label, int trial, const OutcomesEvent::Row& row);
    [[nodiscard]] Status flush(Nanos at = now()); ///< call every 100 ms; the first error stays
    void endTasks() { m_lines.finish(m_buffer); } ///< no row comes any more
    [[nodiscard]] Status close(); ///< tries once more, and does not wait any longer
    [[nodiscard]] bool isOpen() const { return m_file.isOpen(); }
    [[nodiscard]] bool waitsForRoom() const { return m_fullSince != 0; }

private:
    OutcomeLines m_lines;
    AppendFile m_file;
    std::string m_buffer;
    Status m_state;
    Nanos m_fullSince = 0, m_retryAt = 0; // 0: there was room
};

} // namespace ilv::cli
