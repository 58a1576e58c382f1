// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace ilv {

/// The history's file on disk, before and beside SQLite.
namespace historyfile {

/// What a file is, found out without changing a byte of it.
enum class Kind : std::uint8_t {
    New, ///< not there, or empty
    Ours, ///< our schema
    Older, ///< ours, from an earlier version of this program
    Newer, ///< ours, from a later version of this program
    Foreign, ///< another program's database
    Damaged, ///< no database, or one that is broken
};
[[nodiscard]] Result<Kind> inspect(const std::string& path, std::chrono::milliseconds patience);

/// Makes the folder (0700, with its parents) and the file (0600) where they are missing; a file of ours is made private
/// again. DB_READONLY where file or folder may not be written, DB_IO.
[[nodiscard]] Status prepare(const std::string& path);

/// Renames it, with -wal, -shm and -journal, to a name that is free: "history.quarantine-20261121T114233Z.db". Returns
/// that path. No byte is changed.
[[nodiscard]] Result<std::string> setAside(const std::string& path);

/// "history.v1.bak": the copy made before a file of that version is changed.
[[nodiscard]] std::string backupOf(const std::string& path, int version);

/// "history.v1.db": where this version writes beside a newer one's "history.db".
[[nodiscard]] std::string besideNewer(const std::string& path, int version);

/// Write-ahead logging needs memory shared between the programs, which a network file system has not.
[[nodiscard]] bool onNetwork(const std::string& path);

/// Held while a file is looked at, set aside or made, so that two programs that start together do it one after the
/// other. The lock is on the folder: it needs no file of its own, and dies with the program.
class Guard {
public:
    Guard() = default;
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    [[nodiscard]] Status take(const std::string& path, std::chrono::milliseconds patience); ///< DB_BUSY

private:
    int m_fd = -1;
};

} // namespace historyfile
} // namespace ilv
