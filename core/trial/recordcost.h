// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ilv {

/// What stamping and recording one task costs here, ns: the clock readings of the longest way a task can take, its
/// category clock, its row and its record, in a recorder that is thrown away. The best of a few batches of a thousand
/// (science §18). Takes a few milliseconds.
[[nodiscard]] double measureRecordCost();

} // namespace ilv
