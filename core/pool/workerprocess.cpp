// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerprocess.h"

#include "pool/childsetup.h"
#include "pool/descriptor.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <QProcess>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

constexpr int kReapLimitMs = 3000; ///< SIGKILL takes effect in well under a millisecond

/// Whether there are the descriptors that QProcess needs to start one; else errno says why not. Asked first, because
/// the reason that QProcess (6.4) gives when it finds none is another one.
bool descriptorsLeft()
{
    constexpr int kNeeded = 6;
    Descriptor taken[kNeeded];
    for (Descriptor& each : taken) {
        each = Descriptor(::eventfd(0, EFD_CLOEXEC));
        if (!each)
            return false;
    }
    return true;
}

/// How a process gets what it is to inherit. The child's modifier works on a copy.
struct Inheritance {
    int errors = -1;
    int asStdin = -1;
    int asStdout = -1;
    int kept[5]{ -1, -1, -1, -1, -1 }; ///< descriptors that stay open under the same number

    void take(int parent) const
    {
        becomeChild(parent, errors);
        if (asStdin >= 0)
            ::dup2(asStdin, STDIN_FILENO);
        if (asStdout >= 0)
            ::dup2(asStdout, STDOUT_FILENO);
        for (const int fd : kept) {
            if (fd >= 0)
                ::fcntl(fd, F_SETFD, 0);
        }
    }
};

class ExecutedProcess final : public WorkerProcess {
public:
    ExecutedProcess(
        const std::string& program, const std::string& argument, const Inheritance& inheritance, Listener& listener)
        : m_process(std::make_unique<QProcess>())
        , m_listener(&listener)
    {
        m_process->setProgram(QString::fromStdString(program));
        m_process->setArguments({ QString::fromStdString(argument) });
        // No channel of QProcess's own: everything that travels has a descriptor of ours.
        m_process->setInputChannelMode(QProcess::ForwardedInputChannel);
        m_process->setProcessChannelMode(QProcess::ForwardedChannels);
        m_process->setChildProcessModifier([inheritance, parent = ::getpid()] { inheritance.take(parent); });
        QObject::connect(m_process.get(), &QProcess::finished, m_process.get(),
            [this](int code, QProcess::ExitStatus status) { finished(code, status); });
        QObject::connect(
            m_process.get(), &QProcess::errorOccurred, m_process.get(), [this](QProcess::ProcessError error) {
                if (error == QProcess::FailedToStart)
                    failedToStart();
            });
        // Asked first, because a QProcess of Qt 6.4 that fails to start leaves a descriptor open for ever.
        const bool found = ::access(program.c_str(), X_OK) == 0;
        if (!found || !descriptorsLeft()) {
            WorkerDeath death;
            death.failedToStart = true;
            death.transient = found;
            tell(death, std::strerror(errno));
            return;
        }
        m_process->start(QIODevice::ReadOnly);
        m_pid = static_cast<int>(m_process->processId());
    }

    ~ExecutedProcess() override
    {
        m_listener = nullptr;
        if (m_process->state() != QProcess::NotRunning) {
            signal(SIGKILL);
            m_process->waitForFinished(kReapLimitMs);
        }
    }

    void signal(int number) override
    {
        if (m_process->processId() == 0)
            return;
        // It may not have come to setpgid() yet.
        if (::kill(-m_pid, number) != 0)
            ::kill(m_pid, number);
    }

    [[nodiscard]] int pid() const override { return m_pid; }

    void waitForEnd(Nanos limit) override
    {
        m_listener = nullptr;
        m_process->waitForFinished(static_cast<int>(limit / kMilli));
    }

private:
    void tell(const WorkerDeath& death, const std::string& message)
    {
        if (m_listener)
            std::exchange(m_listener, nullptr)->processEnded(death, message);
    }

    void finished(int code, QProcess::ExitStatus status)
    {
        ::kill(-m_pid, SIGKILL); // whatever it has left behind in its group
        WorkerDeath death;
        (status == QProcess::NormalExit ? death.exitCode : death.signal) = code;
        tell(death, {});
    }

    void failedToStart()
    {
        // The program is there and was looked at before the pool was started: so it is want of resources, which may
        // pass. What does not pass ends as a crash loop.
        WorkerDeath death;
        death.failedToStart = death.transient = true;
        tell(death, m_process->errorString().toStdString());
    }

    std::unique_ptr<QProcess> m_process;
    Listener* m_listener;
    int m_pid = 0;
};

} // namespace

std::unique_ptr<WorkerProcess> startByExec(const WorkerStart& start, WorkerProcess::Listener& listener)
{
    WorkerDescriptors fds = start.descriptors;
    Inheritance inheritance;
    inheritance.errors = start.errors;
    if (start.onStdio) {
        inheritance.asStdin = std::exchange(fds.in, STDIN_FILENO);
        inheritance.asStdout = std::exchange(fds.out, STDOUT_FILENO);
    } else {
        inheritance.kept[0] = fds.in;
        inheritance.kept[1] = fds.out;
    }
    inheritance.kept[2] = fds.page;
    inheritance.kept[3] = fds.inputArena;
    inheritance.kept[4] = fds.outputArena;
    return std::make_unique<ExecutedProcess>(start.program, fds.argument(), inheritance, listener);
}

std::unique_ptr<WorkerProcess> startZygote(const std::string& program, int socket, WorkerProcess::Listener& listener)
{
    Inheritance inheritance;
    inheritance.errors = STDERR_FILENO; // our stdout may carry something else than its words
    inheritance.kept[0] = socket;
    const std::string argument = std::string(kZygoteArgument) + std::to_string(socket);
    return std::make_unique<ExecutedProcess>(program, argument, inheritance, listener);
}

} // namespace ilv
