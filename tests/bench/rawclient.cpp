// SPDX-License-Identifier: GPL-3.0-or-later
// A bare HTTP client on one epoll set, the least that `async` could cost: no timer, no deadline, no check of the body,
// a reply is a fixed number of bytes. Prints requests a second and CPU microseconds a request.
#include "base/clock.h"
#include "base/rng.h"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace ilv;

[[noreturn]] void die(const char* what)
{
    std::perror(what);
    std::exit(1);
}

struct Options {
    std::uint16_t port = 0;
    std::string prefix;
    std::size_t connections = 1;
    double meanNs = 0;
    bool uniform = false; ///< 0 … 2 × mean instead of always the mean
    double seconds = 1;
};

class Client {
public:
    explicit Client(const Options& options)
        : m_options(options)
        , m_set(::epoll_create1(EPOLL_CLOEXEC))
        , m_connections(options.connections)
    {
        for (std::size_t i = 0; i < m_connections.size(); ++i) {
            auto& connection = m_connections[i];
            connection.fd = connectTo(options.port);
            epoll_event event{ .events = EPOLLIN, .data = { .u64 = i } };
            if (::epoll_ctl(m_set, EPOLL_CTL_ADD, connection.fd, &event) != 0)
                die("epoll_ctl");
        }
        learnLength();
    }

    /// Requests answered in `seconds`; the first answers of all connections are left out, as a warm-up.
    void run()
    {
        for (auto& connection : m_connections)
            send(connection);
        while (m_done < m_connections.size())
            serve();
        rusage before{};
        ::getrusage(RUSAGE_SELF, &before);
        const std::uint64_t doneBefore = m_done;
        const Nanos begin = now();
        const Nanos end = begin + static_cast<Nanos>(m_options.seconds * 1e9);
        while (now() < end)
            serve();
        const Nanos at = now();
        rusage after{};
        ::getrusage(RUSAGE_SELF, &after);
        const auto count = static_cast<double>(m_done - doneBefore);
        std::printf("%.6g %.6g\n", count / secondsFromNanos(at - begin), (cpuUs(after) - cpuUs(before)) / count);
    }

private:
    struct Connection {
        int fd = -1;
        std::size_t got = 0;
    };

    static double cpuUs(const rusage& usage)
    {
        const auto us = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
        };
        return us(usage.ru_utime) + us(usage.ru_stime);
    }

    static int connectTo(std::uint16_t port)
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr generic{};
        std::memcpy(&generic, &address, sizeof address);
        const int on = 1;
        if (fd < 0 || ::connect(fd, &generic, sizeof address) != 0
            || ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
            die("connect");
        return fd;
    }

    void send(Connection& connection)
    {
        double ns = m_options.meanNs;
        if (m_options.uniform)
            ns *= 2 * unit(mix64(++m_draws));
        std::array<char, 256> text;
        const int length = std::snprintf(text.data(), text.size(),
            "GET %s/r?ns=%lld&bytes=64&v=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: raw\r\n\r\n",
            m_options.prefix.c_str(), static_cast<long long>(ns));
        if (::send(connection.fd, text.data(), static_cast<std::size_t>(length), MSG_NOSIGNAL) != length)
            die("send");
    }

    void learnLength()
    {
        send(m_connections[0]);
        std::string reply;
        std::array<char, 4096> buffer;
        for (;;) {
            const ssize_t n = ::recv(m_connections[0].fd, buffer.data(), buffer.size(), 0);
            if (n <= 0)
                die("recv");
            reply.append(buffer.data(), static_cast<std::size_t>(n));
            const std::size_t head = reply.find("\r\n\r\n");
            if (head != std::string::npos && reply.size() >= head + 4 + 64)
                break;
        }
        m_length = reply.size();
    }

    void serve()
    {
        std::array<epoll_event, 512> events;
        const int count = ::epoll_wait(m_set, events.data(), static_cast<int>(events.size()), 100);
        std::array<char, 4096> buffer;
        for (int i = 0; i < count; ++i) {
            auto& connection = m_connections[events[static_cast<std::size_t>(i)].data.u64];
            const ssize_t n = ::recv(connection.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (n <= 0)
                die("recv");
            connection.got += static_cast<std::size_t>(n);
            if (connection.got < m_length)
                continue;
            connection.got = 0;
            ++m_done;
            send(connection);
        }
    }

    Options m_options;
    int m_set;
    std::vector<Connection> m_connections;
    std::size_t m_length = 0;
    std::uint64_t m_draws = 0;
    std::uint64_t m_done = 0;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 7) {
        std::fputs("rawclient PORT PREFIX CONNECTIONS MEAN_NS constant|uniform SECONDS\n", stderr);
        return 2;
    }
    Options options;
    options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    options.prefix = argv[2];
    options.connections = static_cast<std::size_t>(std::atoll(argv[3]));
    options.meanNs = std::atof(argv[4]);
    options.uniform = std::strcmp(argv[5], "uniform") == 0;
    options.seconds = std::atof(argv[6]);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    Client(options).run();
    return 0;
}
