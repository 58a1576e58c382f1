// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/wait.h>
#include <unistd.h>

namespace ilv::test {

/// A superuser may do everything with every file: then another does it (65534 is "nobody").
inline uid_t somebody()
{
    return ::geteuid() == 0 ? 65534 : ::geteuid();
}

/// In a child of that user, which answers with its exit code.
template <typename Check> int asSomebody(Check check)
{
    const pid_t child = ::fork();
    if (child == 0) {
        const uid_t user = somebody();
        ::_exit(::geteuid() == 0 && (::setgid(user) != 0 || ::setuid(user) != 0) ? 99 : check());
    }
    int status = -1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace ilv::test
