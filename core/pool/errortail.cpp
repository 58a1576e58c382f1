// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/errortail.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/epoll.h>

namespace ilv {

namespace {

constexpr std::size_t kKept = 64u << 10;
constexpr std::size_t kRead = 16u << 10;
constexpr int kDrainReads = 64; ///< a pipe holds 64 KiB; who still writes is not our worker

} // namespace

int ErrorTail::open()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    m_end = Descriptor(ends[0]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK); // our end only: whoever writes may block
    m_loop.add(ends[0], EPOLLIN, *this);
    return ends[1];
}

void ErrorTail::ready(std::uint32_t)
{
    if (!readSome())
        close();
}

bool ErrorTail::readSome()
{
    char buffer[kRead];
    const ssize_t n = ::read(m_end.get(), buffer, sizeof buffer);
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    m_total += static_cast<std::uint64_t>(n);
    m_text.append(buffer, static_cast<std::size_t>(n));
    if (m_text.size() > 2 * kKept)
        m_text.erase(0, m_text.size() - kKept);
    return true;
}

void ErrorTail::drainAndClose()
{
    for (int i = 0; m_end && i < kDrainReads; ++i) {
        const std::uint64_t before = m_total;
        if (!readSome() || m_total == before)
            break;
    }
    close();
}

void ErrorTail::close()
{
    if (m_end)
        m_loop.remove(m_end.get(), *this);
    m_end.close();
}

std::string ErrorTail::last(std::size_t bytes) const
{
    return m_text.size() > bytes ? m_text.substr(m_text.size() - bytes) : m_text;
}

} // namespace ilv
