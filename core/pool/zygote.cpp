// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/zygote.h"

#include "pool/childsetup.h"
#include "pool/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ilv {

namespace {

class Zygote {
public:
    Zygote(int socket, const WorkerFactory& factory)
        : m_socket(socket)
        , m_factory(factory)
    {
    }

    int run()
    {
        sigset_t child;
        ::sigemptyset(&child);
        ::sigaddset(&child, SIGCHLD);
        ::sigprocmask(SIG_BLOCK, &child, nullptr); // a worker's set-up after the fork opens it again
        m_deaths = Descriptor(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
        if (!m_deaths)
            return kExitCannotWork;
        while (!m_ended && !m_isWorker) {
            pollfd watched[]{ { m_socket.get(), POLLIN, 0 }, { m_deaths.get(), POLLIN, 0 } };
            if (::poll(watched, 2, -1) < 0)
                continue;
            if (watched[1].revents != 0)
                reap();
            if (watched[0].revents != 0)
                serve();
        }
        if (m_isWorker)
            return runWorker(m_worker, m_factory);
        endAll();
        return 0;
    }

private:
    struct Child {
        std::uint32_t id;
        pid_t pid;
    };

    void serve()
    {
        PassedDescriptors passed;
        const auto request = receiveRequest(m_socket.get(), passed);
        if (!request) {
            m_ended = true;
        } else if (request->kind == ZygoteRequest::Kind::Signal) {
            const auto found = std::find_if(
                m_children.begin(), m_children.end(), [&](const Child& child) { return child.id == request->id; });
            if (found != m_children.end() && ::kill(-found->pid, request->signal) != 0)
                ::kill(found->pid, request->signal); // its group does not exist yet
        } else {
            forkWorker(request->id, passed);
        }
        for (const int fd : passed) {
            if (fd >= 0 && !m_isWorker)
                ::close(fd);
        }
    }

    void forkWorker(std::uint32_t id, const PassedDescriptors& passed)
    {
        const int self = ::getpid();
        const pid_t pid = ::fork();
        if (pid == 0)
            return become(self, passed);
        if (pid > 0)
            m_children.push_back({ id, pid });
        tell({ pid > 0 ? ZygoteReply::Kind::Forked : ZygoteReply::Kind::Failed, id, pid, pid > 0 ? 0 : errno });
    }

    void become(int zygote, const PassedDescriptors& passed)
    {
        becomeChild(zygote, passed[0]);
        if (passed[0] >= 0)
            ::close(passed[0]);
        m_socket.close();
        m_deaths.close();
        m_isWorker = true;
        m_worker = { passed[1], passed[2] >= 0 ? passed[2] : passed[1], passed[3], passed[4], passed[5] };
    }

    void reap()
    {
        signalfd_siginfo ignored[8];
        while (::read(m_deaths.get(), ignored, sizeof ignored) > 0) { }
        int status = 0;
        for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
            const auto found = std::find_if(
                m_children.begin(), m_children.end(), [pid](const Child& child) { return child.pid == pid; });
            if (found == m_children.end())
                continue;
            ::kill(-pid, SIGKILL); // whatever it has left behind in its group
            tell({ ZygoteReply::Kind::Ended, found->id, pid, status });
            m_children.erase(found);
        }
    }

    void endAll()
    {
        for (const Child& child : m_children) {
            if (::kill(-child.pid, SIGKILL) != 0)
                ::kill(child.pid, SIGKILL);
        }
        for (const Child& child : m_children)
            ::waitpid(child.pid, nullptr, 0);
    }

    void tell(const ZygoteReply& reply)
    {
        if (::send(m_socket.get(), &reply, sizeof reply, MSG_NOSIGNAL) < 0)
            m_ended = true; // the pool is gone
    }

    Descriptor m_socket;
    const WorkerFactory& m_factory;
    Descriptor m_deaths;
    std::vector<Child> m_children;
    WorkerDescriptors m_worker;
    bool m_isWorker = false;
    bool m_ended = false;
};

} // namespace

int runZygote(int socket, const WorkerFactory& factory)
{
    return Zygote(socket, factory).run();
}

} // namespace ilv
