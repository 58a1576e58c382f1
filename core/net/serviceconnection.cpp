// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/serviceconnection.h"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ilv {

namespace {

constexpr std::size_t kRequestBody = 64 * 1024; ///< nobody has anything to send here

} // namespace

ServiceConnection::ServiceConnection(ServiceHost& host, int fd)
    : m_host(host)
    , m_fd(fd)
    , m_parser(HttpParser::Kind::Request, kRequestBody)
{
    m_host.loop.add(m_fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
}

ServiceConnection::~ServiceConnection()
{
    m_host.loop.remove(m_fd, *this);
    ::close(m_fd);
}

void ServiceConnection::ready(std::uint32_t epollEvents)
{
    if ((epollEvents & (EPOLLERR | EPOLLHUP)) != 0) { // nobody is left to answer
        m_host.closed(*this);
        return;
    }
    m_ending = m_ending || (epollEvents & EPOLLRDHUP) != 0;
    m_readable = m_readable || (epollEvents & (EPOLLIN | EPOLLRDHUP)) != 0;
    work();
}

void ServiceConnection::fire()
{
    beginAnswer();
    work();
}

/// Goes on until it has to wait. Ends with destroying this when the connection is over.
void ServiceConnection::work()
{
    for (;;) {
        switch (m_phase) {
        case Phase::Reading:
            if (!read())
                return;
            break;
        case Phase::Waiting:
            return;
        case Phase::Writing:
            if (!write())
                return;
            break;
        case Phase::Closed:
            m_host.closed(*this);
            return;
        }
    }
}

/// False: nothing more to read now.
bool ServiceConnection::read()
{
    while (m_parser.state() == HttpParser::State::Incomplete) {
        if (!m_readable)
            return false;
        const std::span<char> room = m_parser.space();
        const ssize_t count = ::recv(m_fd, room.data(), room.size(), 0);
        if (count > 0) {
            m_readable = m_ending || static_cast<std::size_t>(count) == room.size();
            m_parser.received(static_cast<std::size_t>(count));
        } else if (count < 0 && errno == EAGAIN) {
            m_readable = false;
        } else if (count == 0 || errno != EINTR) {
            m_phase = Phase::Closed;
            return true;
        }
    }
    begin();
    return true;
}

/// A request is complete, or hopeless.
void ServiceConnection::begin()
{
    m_sent = 0;
    m_phase = Phase::Writing;
    if (m_parser.state() == HttpParser::State::Malformed) {
        m_answer = m_host.malformed;
        m_closeAfter = true;
        return;
    }
    m_closeAfter = !m_parser.keepAlive();
    const auto request = m_parser.get() ? parseServiceRequest(m_host.prefix, m_parser.target()) : std::nullopt;
    if (!request) {
        m_answer = m_host.notFound;
        return;
    }
    m_request = *request;
    if (m_request.latency > 0) {
        m_phase = Phase::Waiting;
        m_host.loop.arm(*this, now() + m_request.latency);
    } else {
        beginAnswer();
    }
}

void ServiceConnection::beginAnswer()
{
    m_phase = Phase::Writing;
    switch (m_request.fault) {
    case ServiceFault::None:
        m_answer = m_host.cache.find(m_request.variant, m_request.bytes);
        break;
    case ServiceFault::Unavailable:
        m_answer = m_host.unavailable;
        break;
    case ServiceFault::Garbage:
        m_answer = m_host.garbage;
        m_closeAfter = true;
        break;
    case ServiceFault::Reset:
        reset();
        [[fallthrough]];
    case ServiceFault::Close:
        ++m_host.served;
        m_phase = Phase::Closed;
        break;
    }
}

/// False: the peer takes nothing more now.
bool ServiceConnection::write()
{
    while (m_sent < m_answer->size()) {
        const ssize_t count = ::send(m_fd, m_answer->data() + m_sent, m_answer->size() - m_sent, MSG_NOSIGNAL);
        if (count >= 0) {
            m_sent += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            return false;
        } else if (errno != EINTR) {
            m_phase = Phase::Closed;
            return true;
        }
    }
    ++m_host.served;
    m_answer.reset();
    m_phase = m_closeAfter ? Phase::Closed : Phase::Reading;
    if (!m_closeAfter)
        m_parser.next();
    return true;
}

/// Makes the close that follows a reset instead of an orderly end.
void ServiceConnection::reset()
{
    const linger now{ .l_onoff = 1, .l_linger = 0 };
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

} // namespace ilv
