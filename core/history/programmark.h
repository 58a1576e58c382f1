// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ilv {

/// Which running program: its number, when it started and which boot of the machine that was, so that a number given
/// out again is not taken for the old program (reliability §2.4, engine death).
struct ProgramMark {
    std::int64_t pid = 0;
    std::int64_t startTicks = 0; ///< since boot, /proc/PID/stat field 22; 0: not known
    std::string boot; ///< the kernel's boot id; empty: not known
    friend bool operator==(const ProgramMark&, const ProgramMark&) = default;
};

[[nodiscard]] ProgramMark thisProgram();
/// Whether that very program still runs on this machine.
[[nodiscard]] bool isAlive(const ProgramMark& mark);

} // namespace ilv
