// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ilv::procfs {

/// What /proc tells of one process. Absent: the process is gone, or the kernel does not tell.

struct Stat {
    pid_t parent = 0;
    double userS = 0, systemS = 0; ///< the process itself, all its threads, ended ones too (10 ms steps)
    double childUserS = 0, childSystemS = 0; ///< children it has reaped, and theirs
    std::int64_t majorFaults = 0; ///< its own
};
/// Fields of the text of /proc/PID/stat; the program's name may hold blanks and brackets.
[[nodiscard]] std::optional<Stat> parseStat(std::string_view text);

struct StatusFields {
    double peakRssMb = -1; ///< VmHWM; -1 for a zombie, which has no memory
    std::int64_t voluntarySwitches = -1, involuntarySwitches = -1; ///< of the main thread
};
[[nodiscard]] StatusFields parseStatus(std::string_view text);

/// Pss of the text of /proc/PID/smaps_rollup, MiB; -1: not there.
[[nodiscard]] double parsePssMb(std::string_view text);

/// Run-queue delay: field 2 of a schedstat file, ns.
[[nodiscard]] std::optional<std::int64_t> parseRunDelay(std::string_view text);

/// Process ids in a text of numbers and blanks (a `children` file).
[[nodiscard]] std::vector<pid_t> parsePids(std::string_view text);

/// Reads a whole small file into `out`, reusing its room. False when it cannot be read.
bool readSmall(const std::string& path, std::string& out);

/// Ids below a folder that are numbers: threads of a process (/proc/PID/task) or processes (/proc).
[[nodiscard]] std::vector<pid_t> numberedEntries(const std::string& folder);

} // namespace ilv::procfs
