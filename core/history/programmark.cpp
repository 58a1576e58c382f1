// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/programmark.h"

#include "base/processstat.h"

#include <fstream>
#include <unistd.h>

namespace ilv {
namespace {

std::string bootId()
{
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(in, id);
    return id;
}

/// When a process started; absent when there is none with that number (or it is dead).
std::optional<std::int64_t> startTicks(std::int64_t pid)
{
    const auto stat = processStat(pid);
    return stat && !stat->isDead ? std::optional(stat->startTicks) : std::nullopt;
}

} // namespace

ProgramMark thisProgram()
{
    const std::int64_t pid = ::getpid();
    return { pid, startTicks(pid).value_or(0), bootId() };
}

bool isAlive(const ProgramMark& mark)
{
    return mark.boot == bootId() && startTicks(mark.pid) == mark.startTicks;
}

} // namespace ilv
