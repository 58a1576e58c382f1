// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "history/historynotes.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ilv {

struct HistoryEntry {
    std::string id;
    std::string name; ///< the experiment's
    std::string startedAtUtc;
    std::string status; ///< running, completed, cancelled, aborted, interrupted
    std::string verdict; ///< outcome word
    std::string model; ///< recommended label
    std::string sentence;
    std::string folder; ///< where its output is, or empty
    RunNote note = {}; ///< what a person added
    std::string finishedAtUtc = {}; ///< empty: it has not, or was interrupted
};

/// Finished runs in SQLite (reliability §2.8): WAL, FULL, application_id, user_version, foreign keys, file 0600 in a
/// 0700 folder. One thread per value; several programs may share the file.
class History {
public:
    /// $XDG_DATA_HOME/interleave/history.db
    [[nodiscard]] static std::string defaultPath();
    /// DB_IO, DB_READONLY, DB_SCHEMA_NEWER …; a corrupt or foreign file is set aside (its bytes kept), a new one made
    /// and the fact told in notice(). Beside a newer version's file ("history.v1.db") where there is one. A statement
    /// waits for another program for at most `patience`, then says DB_BUSY. Needs a QCoreApplication.
    [[nodiscard]] static Result<std::unique_ptr<History>> open(
        const std::string& path, std::chrono::milliseconds patience = std::chrono::seconds(5));
    ~History();

    [[nodiscard]] const std::string& path() const; ///< the file in use
    [[nodiscard]] const std::string& notice() const; ///< what a person should know of it; empty: nothing
    [[nodiscard]] Status begin(const HistoryEntry& entry); ///< a row with status `running`, this process's pid
    /// The row's last state and its result, both or neither. A row that is not there (deleted meanwhile) is made.
    [[nodiscard]] Status finish(const HistoryEntry& entry, std::string_view resultJson);
    [[nodiscard]] Result<std::vector<HistoryEntry>> list() const; ///< newest first; runs of dead programs: interrupted
    [[nodiscard]] Result<std::string> resultJson(
        const std::string& id) const; ///< FILE_UNREADABLE: no such run, or none; RUN_INTERRUPTED
    [[nodiscard]] Status remove(const std::string& id); ///< FILE_UNREADABLE: no such run

    [[nodiscard]] Status annotate(
        const std::string& id, const RunNote& note); ///< replaces; FILE_UNREADABLE: no such run
    /// Deleting with a way back: out of list() from now on; restore() undoes it, purge() makes it final.
    [[nodiscard]] Status discard(const std::string& id);
    [[nodiscard]] Status restore(const std::string& id);
    [[nodiscard]] Status purge(std::chrono::seconds discardedLongerAgoThan);

private:
    History();
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
