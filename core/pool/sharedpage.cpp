// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/sharedpage.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

constexpr std::size_t kPage = 4096;

} // namespace

SharedPageMap::SharedPageMap(SharedPageMap&& other) noexcept
    : m_page(std::exchange(other.m_page, nullptr))
{
}

SharedPageMap& SharedPageMap::operator=(SharedPageMap&& other) noexcept
{
    std::swap(m_page, other.m_page);
    return *this;
}

SharedPageMap::~SharedPageMap()
{
    if (m_page)
        ::munmap(m_page, kPage);
}

int SharedPageMap::createFile()
{
    const int fd = ::memfd_create("interleave-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return -1;
    // Sealed: a worker that cut the file short would otherwise kill its parent with SIGBUS.
    if (::ftruncate(fd, kPage) != 0 || ::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

bool SharedPageMap::map(int fd)
{
    void* place = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (place == MAP_FAILED)
        return false;
    m_page = static_cast<SharedPage*>(place); // all zero is the initial state of every field
    return true;
}

} // namespace ilv
