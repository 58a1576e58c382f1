// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/processstat.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace ilv {
namespace {

constexpr unsigned long kExiting = 4; // PF_EXITING of the kernel's sched.h: its memory is gone already

} // namespace

std::optional<ProcessStat> processStat(std::int64_t pid)
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
    ProcessStat stat;
    std::string field;
    for (int number = 3; fields >> field; ++number) {
        if (number == 3)
            stat.isDead = field == "Z" || field == "X";
        if (number == 9)
            stat.isDead = stat.isDead || (std::strtoul(field.c_str(), nullptr, 10) & kExiting) != 0;
        if (number == 22) {
            stat.startTicks = std::strtoll(field.c_str(), nullptr, 10);
            return stat;
        }
    }
    return std::nullopt;
}

} // namespace ilv
