// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/scriptserver.h"

#include <algorithm>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ilv {

class ScriptServer::Connection final : IoLoop::Watcher, IoLoop::Timer {
public:
    Connection(ScriptServer& server, int fd, Script script)
        : m_server(server)
        , m_fd(fd)
        , m_script(std::move(script))
    {
        m_server.m_loop.add(m_fd, EPOLLIN | EPOLLOUT | EPOLLET, *this);
        m_server.m_loop.arm(*this, 0);
    }
    ~Connection() override { close(); }

private:
    void ready(std::uint32_t) override { work(); }
    void fire() override { work(); }

    void work()
    {
        while (m_fd >= 0 && m_at < m_script.size() && perform(m_script[m_at]))
            ++m_at;
    }

    /// False: not done with it.
    bool perform(const Step& step)
    {
        switch (step.what) {
        case Do::AwaitRequest:
            return awaitRequest();
        case Do::Send:
            return send(step.text, step.text.size());
        case Do::Trickle:
        case Do::TrickleForEver:
            if (send(step.text, std::min(m_sent + 1, step.text.size())) && step.what == Do::Trickle)
                return true;
            m_sent %= step.text.size();
            if (m_fd >= 0)
                m_server.m_loop.arm(*this, 0);
            return false;
        case Do::EndWriting:
            ::shutdown(m_fd, SHUT_WR);
            return true;
        case Do::Reset: {
            const linger hard{ .l_onoff = 1, .l_linger = 0 };
            ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            close();
            return true;
        }
        case Do::Close:
            close();
            return true;
        }
        return true;
    }

    bool awaitRequest()
    {
        std::array<char, 4096> room;
        ssize_t count = 0;
        while ((count = ::recv(m_fd, room.data(), room.size(), 0)) > 0)
            m_read.append(room.data(), static_cast<std::size_t>(count));
        const std::size_t end = m_read.find("\r\n\r\n");
        if (end == std::string::npos)
            return false;
        m_server.m_lastRequest = m_read.substr(0, end + 4);
        m_read.erase(0, end + 4);
        return true;
    }

    /// Up to the byte `until` of `text`; true when its end is reached.
    bool send(const std::string& text, std::size_t until)
    {
        while (m_sent < until) {
            const ssize_t count = ::send(m_fd, text.data() + m_sent, until - m_sent, MSG_NOSIGNAL);
            if (count < 0) {
                if (errno != EAGAIN)
                    close();
                return false;
            }
            m_sent += static_cast<std::size_t>(count);
        }
        if (m_sent < text.size())
            return false;
        m_sent = 0;
        return true;
    }

    void close()
    {
        if (m_fd < 0)
            return;
        m_server.m_loop.remove(m_fd, *this);
        ::close(std::exchange(m_fd, -1));
    }

    ScriptServer& m_server;
    int m_fd;
    const Script m_script;
    std::size_t m_at = 0;
    std::size_t m_sent = 0;
    std::string m_read;
};

ScriptServer::ScriptServer(IoLoop& loop, std::vector<Script> scripts)
    : m_loop(loop)
    , m_scripts(std::move(scripts))
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 64) != 0
        || ::getsockname(m_listener, generic, &size) != 0)
        throw std::runtime_error("no loopback listener");
    m_port = ntohs(address.sin_port);
    m_loop.add(m_listener, EPOLLIN, *this);
}

ScriptServer::~ScriptServer()
{
    m_connections.clear();
    m_loop.remove(m_listener, *this);
    ::close(m_listener);
}

void ScriptServer::ready(std::uint32_t)
{
    const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const Script& script = m_scripts[std::min(m_accepted++, m_scripts.size() - 1)];
    m_connections.push_back(std::make_unique<Connection>(*this, fd, script));
}

} // namespace ilv
