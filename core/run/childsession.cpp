// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/childsession.h"

#include <QProcess>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ilv {
namespace {

struct SignalWords {
    int signal;
    const char* text;
};

constexpr SignalWords kSignals[] { {SIGSEGV, "SIGSEGV: it used memory that is not its own"},
    {SIGABRT, "SIGABRT: it gave up by itself, as a failed check or an uncaught exception does"},
    {SIGKILL, "SIGKILL: it was killed, by a person or by the system when memory ran out"},
    {SIGTERM, "SIGTERM: it was asked to end"}, {SIGINT, "SIGINT: it was interrupted"},
    {SIGBUS, "SIGBUS: memory or a mapped file behind it was not there"},
    {SIGFPE, "SIGFPE: an impossible calculation, such as a division by zero"},
    {SIGILL, "SIGILL: it came to an instruction this processor does not have"},
    {SIGPIPE, "SIGPIPE: the reader of its output was gone"},
    {SIGXCPU, "SIGXCPU: it used more CPU time than allowed"},
    {SIGXFSZ, "SIGXFSZ: it wrote a larger file than allowed"}, {SIGHUP, "SIGHUP: its terminal was closed"},
    {SIGSYS, "SIGSYS: a system call that is not allowed"}, {SIGTRAP, "SIGTRAP: a breakpoint"} };

} // namespace

void giveOwnSession(QProcess& process)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_NO_GLIB"), QStringLiteral("1"));
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([parent = getpid()] {
        setsid();
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) // it died before the line above
            _exit(127);
        const rlimit none { 0, 0 };
        setrlimit(RLIMIT_CORE, &none);
    });
}

void killSession(qint64 pid)
{
    if (pid <= 0)
        return;
    // The group exists once setsid() has run in the child; before that only the child itself can be named.
    ::kill(static_cast<pid_t>(-pid), SIGKILL);
    ::kill(static_cast<pid_t>(pid), SIGKILL);
}

std::string inWords(const ProcessEnd& end)
{
    if (!end.started)
        return "could not be started: " + end.reason;
    if (end.signal == 0)
        return "ended with exit code " + std::to_string(end.exitCode);
    std::string text = "was ended by signal " + std::to_string(end.signal);
    for (const auto& known : kSignals) {
        if (known.signal == end.signal)
            return text + " (" + known.text + ")";
    }
    return text;
}

} // namespace ilv
