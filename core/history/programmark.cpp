// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/programmark.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
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

/// When a process started; absent when there is none with that number (or it is a zombie: over, only not yet reaped).
std::optional<std::int64_t> startTicks(std::int64_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(in, line))
        return std::nullopt;
    // The second field is the program's name in brackets, and may hold anything; the third follows the last bracket.
    const auto bracket = line.rfind(')');
    if (bracket == std::string::npos)
        return std::nullopt;
    std::istringstream fields(line.substr(bracket + 1));
    std::string field;
    for (int number = 3; fields >> field; ++number) {
        if (number == 3 && (field == "Z" || field == "X"))
            return std::nullopt;
        if (number == 22)
            return std::strtoll(field.c_str(), nullptr, 10);
    }
    return std::nullopt;
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
