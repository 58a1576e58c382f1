// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace ilv {

/// From now on a process below this one that loses its parent becomes this one's child, and not init's: nothing that a
/// task leaves behind (a daemon, a double fork) gets out of sight.
void keepOrphans();

/// Kills and reaps the children of this process whose environment has the entry "NAME=value" (empty: every child), and
/// with keepOrphans() what becomes ours by that, until there is none. Returns how many. A child that has changed its
/// environment before it was started (another entry, none) is not found.
int killStrays(std::string_view environmentEntry);

/// Reaps the children of this process that are dead and were started since then (ProcessStat::startTicks): a dead
/// process has no environment to be known by. Returns how many.
int reapStrays(std::int64_t startTicks);

} // namespace ilv
