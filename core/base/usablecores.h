// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sched.h>

namespace ilv {

/// How many cores this process may run on (its affinity); at least 1.
[[nodiscard]] inline int usableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    const bool told = ::sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0;
    return told ? CPU_COUNT(&set) : 1;
}

} // namespace ilv
