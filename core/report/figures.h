// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/entries.h"

#include <string>
#include <vector>

namespace ilv::report {

/// A figure and the words beside its title. Empty markup: there is nothing to show.
struct Figure {
    std::string title; ///< "Throughput"
    std::string what; ///< "tasks per second, log scale"
    std::string markup; ///< inline SVG
};

/// Tasks per second over the measured time; the number at a line's end is the median over the rounds.
[[nodiscard]] Figure throughputFigure(const std::vector<Entry>& entries);
/// p50, to p90, to p99, and p99.9, on a log axis.
[[nodiscard]] Figure latencyFigure(const std::vector<Entry>& entries);
/// What a task's response time was spent on, in shares.
[[nodiscard]] Figure timeSplitFigure(const std::vector<Entry>& entries);
/// The beginning of one trial a model, lane by lane.
[[nodiscard]] Figure timelineFigure(const std::vector<Entry>& entries, const RunResult& run);

} // namespace ilv::report
