// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/processpool.h"

#include "pool/descriptor.h"
#include "pool/poolparts.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {

namespace {

std::string firstBytes(const std::string& path)
{
    char bytes[256];
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t n = file ? ::read(file.get(), bytes, sizeof bytes) : 0;
    return { bytes, static_cast<std::size_t>(std::max<ssize_t>(n, 0)) };
}

/// The kind of machine an ELF program is for: class, byte order and machine type; empty when it is none.
std::string machineOf(const std::string& bytes)
{
    constexpr std::size_t kMachine = 18;
    return bytes.starts_with("\x7f"
                             "ELF")
            && bytes.size() >= kMachine + 2
        ? bytes.substr(4, 2) + bytes.substr(kMachine, 2)
        : std::string();
}

/// Why a program cannot be run, told before anything is started; empty: it can. Also because QProcess (6.4) loses a
/// descriptor with each exec that fails.
std::string whyNotRunnable(const std::string& program)
{
    struct stat info { };
    if (::stat(program.c_str(), &info) != 0)
        return std::strerror(errno);
    if (!S_ISREG(info.st_mode))
        return "it is not a file";
    if (::access(program.c_str(), X_OK) != 0)
        return std::strerror(errno);
    const std::string bytes = firstBytes(program);
    if (bytes.starts_with("#!")) {
        const std::size_t begin = bytes.find_first_not_of(" \t", 2);
        const std::size_t end = bytes.find_first_of(" \t\n", begin);
        const std::string interpreter = begin == std::string::npos ? std::string() : bytes.substr(begin, end - begin);
        return ::access(interpreter.c_str(), X_OK) == 0 ? "" : "its interpreter " + interpreter + " cannot be run";
    }
    if (bytes.empty())
        return "it is empty, or cannot be read"; // a program that may be run but not read is not worth the exception
    if (machineOf(bytes).empty())
        return "it is not a program";
    return machineOf(bytes) == machineOf(firstBytes("/proc/self/exe")) ? "" : "it is for another kind of machine";
}

Status checkProgram(const std::string& program)
{
    const std::string reason = whyNotRunnable(program);
    if (reason.empty())
        return {};
    return error(Code::WorkerNotFound, "the worker program " + program + " cannot be run: " + reason,
        "Interleave's worker program belongs beside its other programs; INTERLEAVE_WORKER names another.");
}

} // namespace

ProcessPool::ProcessPool(IoLoop& loop, PoolOptions options, Events events)
    : m_parts(std::make_unique<Parts>(loop, std::move(options), std::move(events)))
{
}

ProcessPool::~ProcessPool() = default;

Status ProcessPool::start()
{
    if (Status status = checkProgram(m_parts->options().program); !status)
        return status;
    ::signal(SIGPIPE, SIG_IGN); // a write to a worker that has just died is an error code, not our death
    m_parts->begin();
    return {};
}

void ProcessPool::submit(PoolJob& job)
{
    m_parts->submit(job);
}
void ProcessPool::cancelQueued()
{
    m_parts->cancelQueued();
}
void ProcessPool::killAll()
{
    m_parts->killAll();
}
void ProcessPool::shutdown(std::function<void()> closed)
{
    m_parts->shutdown(std::move(closed));
}
int ProcessPool::idleRoom() const
{
    return m_parts->state().idleRoom();
}
const PoolCounters& ProcessPool::counters() const
{
    return m_parts->counters();
}
std::vector<WorkerStates> ProcessPool::workerStates() const
{
    return m_parts->workerStates();
}
int ProcessPool::alive() const
{
    return m_parts->state().alive();
}
std::vector<int> ProcessPool::pids() const
{
    return m_parts->pids();
}

} // namespace ilv
