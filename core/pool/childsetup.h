// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ilv {

/// What every process of ours does right after the fork: a process group of its own, so that all it starts can be
/// killed with it; death with its parent (whose pid is given, and checked again because it may have died in between);
/// no blocked or ignored signals; stdin from nowhere; stdout and stderr to `errors` (-1: as they are).
/// Async-signal-safe calls only. Not a session of its own: kill() knows only groups, and Linux schedules each session
/// as a group (autogroup), which made every switch between parent and worker on one core a third dearer.
void becomeChild(int parent, int errors);

} // namespace ilv
