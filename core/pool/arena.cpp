// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/arena.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {

namespace {

constexpr std::size_t kSmallest = 1u << 20;
constexpr std::size_t kDoubleUpTo = 32u << 20;

} // namespace

Arena::~Arena()
{
    if (m_data)
        ::munmap(m_data, m_capacity);
}

int Arena::createFile()
{
    const int fd = ::memfd_create("interleave-arena", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && ::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

bool Arena::map(int fd, std::size_t capacity, bool extend)
{
    struct stat info { };
    if (::fstat(fd, &info) != 0)
        return false;
    if (static_cast<std::uint64_t>(info.st_size) < capacity) {
        if (!extend || ::ftruncate(fd, static_cast<off_t>(capacity)) != 0)
            return false;
    }
    void* place = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (place == MAP_FAILED)
        return false;
    if (m_data)
        ::munmap(m_data, m_capacity);
    m_data = static_cast<std::byte*>(place);
    m_capacity = capacity;
    return true;
}

std::span<std::byte> Arena::at(std::uint64_t position, std::size_t size) const
{
    if (m_capacity == 0 || size > m_capacity)
        return {};
    const std::size_t place = position % m_capacity;
    if (place > m_capacity - size)
        return {};
    return { m_data + place, size };
}

std::size_t Arena::capacityFor(std::size_t size)
{
    const std::size_t whole = std::max(std::bit_ceil(size), kSmallest);
    if (size > kDoubleUpTo)
        return std::max((size + kSmallest - 1) & ~(kSmallest - 1), 2 * kDoubleUpTo);
    return whole * 2;
}

std::optional<std::uint64_t> ArenaRing::fit(std::size_t size) const
{
    const std::uint64_t needed = rounded(size);
    if (needed > m_capacity)
        return std::nullopt;
    std::uint64_t position = m_head;
    const std::uint64_t left = m_capacity - position % m_capacity;
    if (left < needed)
        position += left; // the rest of this round is skipped
    if (!empty() && position + needed - m_tail > m_capacity)
        return std::nullopt;
    return position;
}

void ArenaRing::resize(std::size_t capacity)
{
    m_capacity = capacity;
    m_head = m_tail = (m_head + capacity - 1) / capacity * capacity;
}

} // namespace ilv
