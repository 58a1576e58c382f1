// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace ilv {

/// A descriptor that is closed when it goes.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int fd)
        : m_fd(fd)
    {
    }
    FileHandle(FileHandle&& other) noexcept
        : m_fd(other.m_fd)
    {
        other.m_fd = -1;
    }
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle();
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

/// Reads until `piece` is full or the file ends. Bytes read, or -1 with errno.
[[nodiscard]] ssize_t preadFull(int fd, std::span<std::byte> piece, std::int64_t offset);
/// Writes all of `piece`, however short the single writes are. False with errno.
[[nodiscard]] bool pwriteFull(int fd, std::span<const std::byte> piece, std::int64_t offset);

[[nodiscard]] Code writeCode(int errorNumber); ///< OUT_DISK_FULL, OUT_IO or OUT_UNWRITABLE
[[nodiscard]] std::string reason(std::string_view what, const std::string& path); ///< "Cannot open x: …" from errno

} // namespace ilv
