// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpservice.h"

#include "net/bytestream.h"
#include "net/serviceconnection.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ilv {

namespace {

constexpr int kBacklog = 4096;
/// The largest body in every variant of a workload, so that no experiment makes one twice.
constexpr std::size_t kCacheBudget = 8 * (HttpParser::kBodyLimit + 1024);
constexpr Nanos kAcceptPause = 50 * kMilli;

} // namespace

struct HttpService::Parts final : IoLoop::Watcher, IoLoop::Timer {
    Parts(IoLoop& loop, Options options)
        : host{ .loop = loop,
            .prefix = std::move(options.prefix),
            .cache = AnswerCache(std::move(options.fill), kCacheBudget),
            .notFound = makeStatusAnswer(404, "Not Found"),
            .malformed = makeStatusAnswer(400, "Bad Request"),
            .unavailable = makeStatusAnswer(503, "Service Unavailable"),
            .garbage = std::make_shared<const std::string>("\x16\x03 this is not HTTP\r\n\r\n"),
            .closed = [this](ServiceConnection& connection) { drop(connection); } }
        , port(options.port)
    {
    }
    ~Parts() override
    {
        connections.clear();
        if (listener >= 0) {
            host.loop.remove(listener, *this);
            ::close(listener);
        }
    }

    Status listen();

    void ready(std::uint32_t) override
    {
        for (;;) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0) {
                const int on = 1;
                ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                connections.push_back(std::make_unique<ServiceConnection>(host, fd));
                connections.back()->slot = connections.size() - 1;
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                // The listener stays readable: leave it alone until descriptors may have come free.
                host.loop.modify(listener, 0, *this);
                host.loop.arm(*this, now() + kAcceptPause);
                return;
            } else if (errno == EAGAIN) {
                return;
            }
        }
    }

    void fire() override { host.loop.modify(listener, EPOLLIN, *this); }

    void drop(ServiceConnection& connection)
    {
        const std::size_t slot = connection.slot;
        std::swap(connections[slot], connections.back());
        connections[slot]->slot = slot;
        connections.pop_back();
    }

    ServiceHost host;
    std::uint16_t port;
    int listener = -1;
    std::vector<std::unique_ptr<ServiceConnection>> connections;
};

Status HttpService::Parts::listen()
{
    const auto fail = [this](const char* what) -> Status {
        const int reason = errno;
        if (listener >= 0)
            ::close(std::exchange(listener, -1));
        const bool none = codeFromErrno(reason) == Code::NetNoPorts || (port == 0 && reason == EADDRINUSE);
        return error(none ? Code::NetNoPorts : Code::NetRefused,
            std::string("The loopback service cannot ") + what + " 127.0.0.1:" + std::to_string(port) + ": "
                + std::generic_category().message(reason) + ".",
            none ? "Close programs that hold many connections, or raise the limit of open files."
                 : "Choose another port, or 0 for a free one.");
    };
    listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return fail("open a socket for");
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0)
        return fail("bind to");
    if (::listen(listener, kBacklog) != 0 || ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return fail("listen on");
    port = ntohs(address.sin_port);
    host.loop.add(listener, EPOLLIN, *this);
    return {};
}

HttpService::HttpService(IoLoop& loop, Options options)
    : m_parts(std::make_unique<Parts>(loop, std::move(options)))
{
}

HttpService::~HttpService() = default;

Status HttpService::listen()
{
    return m_parts->listen();
}

std::uint16_t HttpService::port() const
{
    return m_parts->port;
}

std::uint64_t HttpService::served() const
{
    return m_parts->host.served;
}

int HttpService::connections() const
{
    return static_cast<int>(m_parts->connections.size());
}

} // namespace ilv
