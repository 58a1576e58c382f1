// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bytestream.h"

#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

IoResult failed(int reason)
{
    return { .io = Io::Failed, .code = codeFromErrno(reason) };
}

bool wouldBlock(int reason)
{
    return reason == EAGAIN;
}

} // namespace

Code codeFromErrno(int reason)
{
    switch (reason) {
    case ETIMEDOUT:
        return Code::NetTimeout;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENOTCONN:
        return Code::NetReset;
    case EADDRNOTAVAIL: // every local port is taken
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return Code::NetNoPorts;
    default:
        return Code::NetRefused; // ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EACCES, …
    }
}

ByteStream::ByteStream(bool tls, std::string host)
    : m_wantsTls(tls)
    , m_host(std::move(host))
{
}

ByteStream::~ByteStream()
{
    close();
}

IoResult ByteStream::open(const SocketAddress& address)
{
    close();
    m_fd = ::socket(address.storage.sin6_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_fd < 0)
        return failed(errno);
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0)
        return { .io = Io::Done };
    if (errno == EINPROGRESS || errno == EINTR)
        return { .io = Io::WantWrite };
    const IoResult result = failed(errno);
    close();
    return result;
}

IoResult ByteStream::connected()
{
    int reason = 0;
    socklen_t size = sizeof reason;
    if (::getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &reason, &size) != 0)
        reason = errno;
    if (reason != 0) {
        close();
        return failed(reason);
    }
    sockaddr_in6 peer{};
    size = sizeof peer;
    if (::getpeername(m_fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0)
        return { .io = Io::WantWrite }; // woken too early
    return { .io = Io::Done };
}

IoResult ByteStream::handshake()
{
    if (!m_wantsTls)
        return { .io = Io::Done };
    if (!m_tls)
        m_tls = TlsSession::create(m_fd, m_host);
    if (!m_tls)
        return { .io = Io::Failed, .code = Code::NetTls };
    return m_tls->handshake();
}

IoResult ByteStream::send(std::string_view bytes)
{
    if (m_tls)
        return m_tls->send(bytes);
    ssize_t count = 0;
    do
        count = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count >= 0)
        return { .io = Io::Done, .bytes = static_cast<std::size_t>(count) };
    return wouldBlock(errno) ? IoResult{ .io = Io::WantWrite } : failed(errno);
}

IoResult ByteStream::receive(std::span<char> room)
{
    if (m_tls)
        return m_tls->receive(room);
    ssize_t count = 0;
    do
        count = ::recv(m_fd, room.data(), room.size(), 0);
    while (count < 0 && errno == EINTR);
    if (count > 0) {
        const auto bytes = static_cast<std::size_t>(count);
        return { .io = Io::Done, .bytes = bytes, .drained = bytes < room.size() };
    }
    if (count == 0)
        return { .io = Io::Ended };
    return wouldBlock(errno) ? IoResult{ .io = Io::WantRead } : failed(errno);
}

void ByteStream::close()
{
    m_tls.reset();
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

} // namespace ilv
