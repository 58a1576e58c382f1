// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace ilv {

/// A task that crashes takes the host along, but not what the host has measured: on a fatal signal the crashing thread
/// wakes the reporter through `wakeEvent` (an eventfd, by adding kCrashed), waits up to a second for `flushed`, and then
/// dies of the signal as it would have. For the life of the process; both must outlive it.
inline constexpr unsigned long long kCrashed = 1ULL << 32;
void guardAgainstCrashes(int wakeEvent, const std::atomic<bool>& flushed);

} // namespace ilv
