// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

namespace ilv {

/// The same few milliseconds of the reference chain, before and after what is measured: when it takes longer the
/// machine has become slower, whatever the reason (science §6). Wall time, the better of two.
[[nodiscard]] Nanos runCanary();

/// How many cores' worth of it all usable cores do at once: C·t1/tC, the best of `tries` of each. Not above C.
[[nodiscard]] double measureEffectiveCores(int tries);

} // namespace ilv
