// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/chartadapter.h"

namespace ilv::ui {

/// What the other charts show of a stretch [begin, end) of the timeline, from its slices alone; a pure function.
/// Throughput: tasks that ended in it, over the timeline's own time. Latency: from the first to the last moment of
/// those tasks on their lanes, which leaves out the queue before. Time split: what the lanes did in it, a task.
/// `scope` is put on all three: "12 ms to 15 ms".
[[nodiscard]] ChartInputs chartDataInRange(const TimelineData& timeline, Nanos begin, Nanos end, const QString& scope);

} // namespace ilv::ui
