// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace ilv {

/// What the system says of a worker's process from outside, about once a second. A busy worker and a stopped one are
/// both silent; only the system can tell them apart, and it does not need the worker's help for it.
struct WorkerHealth {
    bool stopped = false; ///< by SIGSTOP or a debugger: it does nothing until somebody lets it go on
    std::uint64_t resident = 0; ///< bytes of memory; 0: not known
};

/// Of one process, from /proc; nothing known when it is gone or /proc is not there.
[[nodiscard]] WorkerHealth healthOf(int pid);

} // namespace ilv
