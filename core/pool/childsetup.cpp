// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/childsetup.h"

#include "base/plant.h"

#include <csignal>
#include <fcntl.h>
#include <initializer_list>
#include <sys/prctl.h>
#include <unistd.h>

namespace ilv {

void becomeChild(int parent, int errors)
{
    ::setpgid(0, 0);
    if (!planted(Plant::NoParentDeathSignal))
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(127);
    for (const int number : { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD })
        ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0) {
        ::dup2(null, STDIN_FILENO);
        ::close(null);
    }
    if (errors >= 0) {
        ::dup2(errors, STDOUT_FILENO);
        ::dup2(errors, STDERR_FILENO);
    }
}

} // namespace ilv
