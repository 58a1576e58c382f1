// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/strays.h"

#include "base/processstat.h"

#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <fstream>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <vector>

namespace ilv {
namespace {

std::vector<pid_t> children()
{
    std::vector<pid_t> all;
    DIR* tasks = ::opendir("/proc/self/task");
    while (const dirent* entry = tasks != nullptr ? ::readdir(tasks) : nullptr) {
        std::ifstream list(std::string("/proc/self/task/") + entry->d_name + "/children");
        for (pid_t pid = 0; list >> pid;)
            all.push_back(pid);
    }
    if (tasks != nullptr)
        ::closedir(tasks);
    return all;
}

bool hasEntry(pid_t pid, std::string_view entry)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/environ", std::ios::binary);
    for (std::string one; std::getline(file, one, '\0');) { // no iterators: those throw when it ends while it is read
        if (one == entry)
            return true;
    }
    return false;
}

} // namespace

void keepOrphans()
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

int killStrays(std::string_view environmentEntry)
{
    constexpr int kRounds = 100; // each takes what the last one made ours; a fork bomb may be quicker, but not for ever
    int killed = 0;
    for (int round = 0; round < kRounds; ++round) {
        int now = 0;
        for (const pid_t pid : children()) {
            if (!environmentEntry.empty() && !hasEntry(pid, environmentEntry))
                continue;
            ::kill(pid, SIGKILL);
            while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) { }
            ++now;
        }
        if (now == 0)
            break;
        killed += now;
    }
    return killed;
}

int reapStrays(std::int64_t startTicks)
{
    int reaped = 0;
    for (const pid_t pid : children()) {
        const auto stat = processStat(pid);
        if (!stat || !stat->isDead || stat->startTicks < startTicks)
            continue;
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) { } // at once: it is dead
        ++reaped;
    }
    return reaped;
}

} // namespace ilv
