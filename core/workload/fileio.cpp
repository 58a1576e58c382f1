// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/fileio.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace ilv {

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

FileHandle::~FileHandle()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::string reason(std::string_view what, const std::string& path)
{
    return std::string(what) + " " + path + ": " + std::strerror(errno);
}

Code writeCode(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return Code::OutDiskFull;
    case EIO:
        return Code::OutIo;
    default:
        return Code::OutUnwritable;
    }
}

ssize_t preadFull(int fd, std::span<std::byte> piece, std::int64_t offset)
{
    std::size_t got = 0;
    while (got < piece.size()) {
        const ssize_t n = ::pread(fd, piece.data() + got, piece.size() - got, offset + static_cast<off_t>(got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += static_cast<std::size_t>(n);
    }
    return static_cast<ssize_t>(got);
}

bool pwriteFull(int fd, std::span<const std::byte> piece, std::int64_t offset)
{
    std::size_t done = 0;
    while (done < piece.size()) {
        const ssize_t n = ::pwrite(fd, piece.data() + done, piece.size() - done, offset + static_cast<off_t>(done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0)
                errno = ENOSPC;
            return false;
        }
        done += static_cast<std::size_t>(n);
    }
    return true;
}

} // namespace ilv
