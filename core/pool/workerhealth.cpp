// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workerhealth.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ilv {
namespace {

/// The beginning of a file of /proc; empty when there is none.
template <std::size_t N> void readStart(int pid, const char* file, char (&into)[N])
{
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd >= 0 ? ::read(fd, into, N - 1) : 0;
    into[n > 0 ? n : 0] = '\0';
    if (fd >= 0)
        ::close(fd);
}

} // namespace

WorkerHealth healthOf(int pid)
{
    WorkerHealth health;
    char text[256];
    readStart(pid, "stat", text);
    // "PID (NAME) STATE …", and a name may hold anything.
    if (const char* end = std::strrchr(text, ')'); end != nullptr && end[1] == ' ')
        health.stopped = end[2] == 'T' || end[2] == 't';
    readStart(pid, "statm", text);
    const char* second = std::strchr(text, ' ');
    static const long page = ::sysconf(_SC_PAGESIZE);
    if (second != nullptr && page > 0)
        health.resident = std::strtoull(second + 1, nullptr, 10) * static_cast<std::uint64_t>(page);
    return health;
}

} // namespace ilv
