// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <csignal>
#include <unistd.h>

/// What /proc says of this process and of others: tests ask it from outside.
namespace ilv::test {

/// A whole file of /proc/PID; empty: there is no such process any more.
inline std::string procText(int pid, const char* name)
{
    std::ifstream file("/proc/" + std::to_string(pid) + '/' + name);
    std::string text;
    std::getline(file, text, '\0'); // which lets a process end while it is read
    return text;
}

/// A signal for that one process. False: there is none (a QProcess that has ended has the number 0, which kill() takes
/// for one's own group).
inline bool signalTo(std::int64_t pid, int number)
{
    return pid > 0 && ::kill(static_cast<pid_t>(pid), number) == 0;
}

/// How many descriptors this process has open.
inline int openDescriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<int>(std::distance(begin(all), end(all))) - 1; // without the iterator's own
}

/// Of this process, bytes.
inline std::int64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0, resident = 0;
    file >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

struct ProcessInfo {
    int pid = 0, parent = 0, group = 0;
    char state = '?'; ///< 'Z': dead and not yet reaped
};

inline std::vector<ProcessInfo> processes()
{
    std::vector<ProcessInfo> all;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        ProcessInfo info{ .pid = std::atoi(entry.path().filename().c_str()) };
        const std::string line = info.pid > 0 ? procText(info.pid, "stat") : std::string();
        if (const auto name = line.rfind(')'); name != std::string::npos) {
            std::sscanf(line.c_str() + name + 1, " %c %d %d", &info.state, &info.parent, &info.group);
            all.push_back(info);
        }
    }
    return all;
}

/// Children of a process, living or not yet reaped.
inline std::vector<int> childrenOf(int parent)
{
    std::vector<int> pids;
    for (const ProcessInfo& info : processes()) {
        if (info.parent == parent)
            pids.push_back(info.pid);
    }
    return pids;
}
inline std::vector<int> ownChildren()
{
    return childrenOf(::getpid());
}

/// All generations, parents first.
inline std::vector<int> descendants(int pid)
{
    std::vector<int> all = childrenOf(pid);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto below = childrenOf(all[i]);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

inline int groupMembers(int group)
{
    int n = 0;
    for (const ProcessInfo& info : processes())
        n += info.group == group && info.state != 'Z' ? 1 : 0;
    return n;
}

/// Gone, or dead and only waiting to be reaped by whoever inherits it.
inline bool isGone(int pid)
{
    const std::string stat = procText(pid, "stat");
    const auto name = stat.rfind(')');
    return name == std::string::npos || stat.compare(name + 2, 1, "Z") == 0;
}

/// The first of them whose program has this name; 0: none has.
inline int named(const std::vector<int>& pids, const std::string& program)
{
    for (const int pid : pids) {
        if (procText(pid, "comm") == program + '\n')
            return pid;
    }
    return 0;
}

/// A line of /proc/PID/status of this name, as a mask: SigPnd, ShdPnd, SigIgn …
inline std::uint64_t signalMask(int pid, const std::string& line)
{
    const std::string text = procText(pid, "status");
    const auto at = text.find(line + ":\t");
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + line.size() + 2, nullptr, 16);
}
inline bool hasSignal(std::uint64_t mask, int signal)
{
    return (mask >> (signal - 1) & 1) != 0;
}

} // namespace ilv::test
