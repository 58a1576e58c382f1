// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/zygoteclient.h"

#include "pool/zygote.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <utility>

namespace ilv {

/// A forked worker as the pool knows it.
class ZygoteClient::Worker final : public WorkerProcess {
public:
    Worker(ZygoteClient& zygote, std::uint32_t id, Listener& listener)
        : m_zygote(zygote)
        , m_id(id)
        , m_listener(&listener)
    {
        m_zygote.m_workers.emplace(id, this);
    }

    ~Worker() override
    {
        if (!m_listener)
            return;
        signal(SIGKILL);
        m_zygote.m_workers.erase(m_id);
    }

    void signal(int number) override
    {
        ZygoteRequest request;
        request.kind = ZygoteRequest::Kind::Signal;
        request.id = m_id;
        request.signal = number;
        PassedDescriptors none;
        none.fill(-1);
        // A zygote that does not take it any more is dying, and its workers with it.
        if (m_listener && !sendRequest(m_zygote.m_socket.get(), request, none) && m_zygote.m_process)
            m_zygote.m_process->signal(SIGKILL);
    }

    [[nodiscard]] int pid() const override { return m_pid; }
    void born(int pid) { m_pid = pid; }

    void end(const WorkerDeath& death, const std::string& message)
    {
        m_zygote.m_workers.erase(m_id);
        std::exchange(m_listener, nullptr)->processEnded(death, message); // `this` may be gone now
    }

private:
    ZygoteClient& m_zygote;
    std::uint32_t m_id;
    Listener* m_listener;
    int m_pid = 0;
};

ZygoteClient::ZygoteClient(IoLoop& loop, std::string program, std::function<void()> ended)
    : m_loop(loop)
    , m_program(std::move(program))
    , m_ended(std::move(ended))
{
}

ZygoteClient::~ZygoteClient()
{
    closeSocket();
    if (m_process)
        m_process->waitForEnd(kSecond);
}

void ZygoteClient::closeSocket()
{
    if (m_socket)
        m_loop.remove(m_socket.get(), *this);
    m_socket.close();
}

void ZygoteClient::stop()
{
    closeSocket();
}

void ZygoteClient::kill()
{
    if (m_process)
        m_process->signal(SIGKILL);
}

void ZygoteClient::start()
{
    if (m_process)
        return;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return; // fork() reports it
    m_socket = Descriptor(ends[0]);
    const Descriptor childEnd(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    m_loop.add(ends[0], EPOLLIN, *this);
    m_process = startZygote(m_program, ends[1], *this);
}

std::unique_ptr<WorkerProcess> ZygoteClient::fork(const WorkerStart& start, WorkerProcess::Listener& listener)
{
    this->start();
    const WorkerDescriptors& fds = start.descriptors;
    const PassedDescriptors passed{ start.errors, fds.in, fds.out == fds.in ? -1 : fds.out, fds.page, fds.inputArena,
        fds.outputArena };
    ZygoteRequest request;
    request.id = ++m_lastId;
    auto worker = std::make_unique<Worker>(*this, request.id, listener);
    const bool sent = m_socket && sendRequest(m_socket.get(), request, passed);
    const bool zygoteIsDying
        = m_socket && (errno == EPIPE || errno == ECONNRESET); // then its end tells what became of it
    if (!sent && !zygoteIsDying) {
        WorkerDeath death;
        death.failedToStart = death.transient = true;
        worker->end(death, std::string("the fork server cannot be reached: ") + std::strerror(errno));
    }
    return worker;
}

void ZygoteClient::ready(std::uint32_t)
{
    ZygoteReply reply;
    while (m_socket) {
        const ssize_t n = ::recv(m_socket.get(), &reply, sizeof reply, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n != static_cast<ssize_t>(sizeof reply))
            return closeSocket(); // its death follows
        const auto found = m_workers.find(reply.id);
        if (found == m_workers.end())
            continue;
        WorkerDeath death;
        switch (reply.kind) {
        case ZygoteReply::Kind::Forked:
            found->second->born(reply.pid);
            break;
        case ZygoteReply::Kind::Ended:
            death.exitCode = WIFEXITED(reply.value) ? WEXITSTATUS(reply.value) : -1;
            death.signal = WIFSIGNALED(reply.value) ? WTERMSIG(reply.value) : 0;
            found->second->end(death, {});
            break;
        case ZygoteReply::Kind::Failed:
            death.failedToStart = death.transient = true;
            found->second->end(death, std::string("the fork server cannot fork: ") + std::strerror(reply.value));
            break;
        }
    }
}

void ZygoteClient::processEnded(const WorkerDeath& death, const std::string& message)
{
    if (m_socket)
        ready(0); // ends it had told before its own
    closeSocket();
    m_corpse = std::move(m_process);
    // Its workers died with it; those it had not forked yet share its fate, for a program that cannot be a zygote
    // cannot be a worker either. Their replacements, asked for meanwhile, belong to the next one.
    const std::uint32_t last = m_lastId;
    while (!m_workers.empty() && m_workers.begin()->first <= last)
        m_workers.begin()->second->end(death, message.empty() ? "the fork server has ended" : message);
    m_ended();
}

} // namespace ilv
