// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <map>
#include <string>
#include <vector>

namespace ilv {

class SqlConnection;

/// What a person added to a kept run; all of it may be empty.
struct RunNote {
    std::string title = {}; ///< shown instead of the experiment's name
    std::vector<std::string> tags = {}; ///< each without comma and line end, not empty, no two alike
    std::string text = {};
    bool star = false;

    bool operator==(const RunNote&) const = default;
};

/// Tags as a person types them: "slow, before fix" becomes two. Order kept, doubles and empty ones dropped.
[[nodiscard]] std::vector<std::string> tagsFrom(std::string_view typed);
[[nodiscard]] std::string tagText(const std::vector<std::string>& tags); ///< the same, the other way round

/// The table of notes beside the runs. It came later than the runs' own and is added to a file that lacks it; a program
/// that does not know it reads and writes the file as before, so the file's version stays.
namespace notes {

struct Kept {
    RunNote note;
    std::string discardedAt; ///< UTC; empty: not discarded
};

[[nodiscard]] Status prepare(const SqlConnection& connection);
[[nodiscard]] Result<std::map<std::string, Kept>> all(const SqlConnection& connection); ///< by run
/// Replaces them. FILE_UNREADABLE: no such run.
[[nodiscard]] Status write(const SqlConnection& connection, const std::string& run, const RunNote& note);
/// Out of sight, or back. FILE_UNREADABLE: no such run.
[[nodiscard]] Status setDiscarded(const SqlConnection& connection, const std::string& run, const std::string& atUtc);
/// Deletes for good what was discarded before that time.
[[nodiscard]] Status purge(const SqlConnection& connection, const std::string& beforeUtc);

} // namespace notes
} // namespace ilv
