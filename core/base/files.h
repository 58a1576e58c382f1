// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ilv {

/// Writes a whole file or leaves the old one: beside it, every byte checked, fsync, rename, fsync of the folder
/// (reliability trap Q1). OUT_UNWRITABLE, OUT_DISK_FULL, OUT_IO. Nobody else replaces an output file.
[[nodiscard]] Status atomicWrite(const std::string& path, std::string_view bytes);

/// Reads a regular file up to `limit` bytes; a folder, FIFO or device is refused without being read.
/// FILE_UNREADABLE, FILE_TOO_LARGE.
[[nodiscard]] Result<std::string> readFile(const std::string& path, std::size_t limit);

/// Append-only text file (outcomes.jsonl): each append is written whole or reported (OUT_DISK_FULL, OUT_IO).
class AppendFile {
public:
    AppendFile() = default;
    ~AppendFile();
    AppendFile(const AppendFile&) = delete;
    AppendFile& operator=(const AppendFile&) = delete;
    [[nodiscard]] Status open(const std::string& path); ///< created or truncated, close-on-exec
    [[nodiscard]] Status append(std::string_view bytes);
    [[nodiscard]] Status close(); ///< fsync
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd = -1;
    std::string m_path;
};

/// Makes a folder and its parents (0755). OUT_UNWRITABLE.
[[nodiscard]] Status makeFolder(const std::string& path);

/// A private folder (0700) under $TMPDIR or /tmp, removed with everything in it when the value dies.
class TemporaryFolder {
public:
    [[nodiscard]] static Result<TemporaryFolder> create(std::string_view prefix);
    TemporaryFolder(TemporaryFolder&&) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) noexcept;
    ~TemporaryFolder();
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    explicit TemporaryFolder(std::string path);
    std::string m_path;
};

} // namespace ilv
