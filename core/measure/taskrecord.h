// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/vocabulary.h"
#include "measure/category.h"

#include <cstdint>

namespace ilv {

/// One task's whole life, handed to the recorder once, when its outcome is final. Sum of `spent` == done - intend.
struct TaskRecord {
    std::uint64_t index = 0;
    Nanos intend = 0; ///< when the load plan wanted it to start
    Nanos done = 0; ///< its result was delivered
    Nanos service = 0; ///< execution of the last attempt, wall time: first stage begun to last stage ended
    CategorySums spent {};
    std::uint16_t code = 0; ///< 0, or an index into the trial's table of error codes
    std::uint8_t attempts = 1;
    Outcome outcome = Outcome::NotRun;
    bool warmup = false;
};

/// One attempt that did not end its task (it is retried), or the last one of a task. For outcomes.jsonl.
struct AttemptRow {
    std::uint64_t index = 0;
    Nanos elapsed = 0; ///< of this attempt
    std::uint16_t code = 0;
    std::uint8_t attempt = 1; ///< from 1
    Outcome outcome = Outcome::NotRun; ///< of this attempt
    bool last = false; ///< true: `outcome` is also the task's
};

/// A stretch of a lane's time for the timeline. `index` is the task (UINT64_MAX: none).
struct Span {
    Nanos begin = 0;
    Nanos end = 0;
    std::uint64_t index = 0;
    std::uint16_t lane = 0;
    Category category = Category::Idle;
    Outcome outcome = Outcome::Ok;
};

} // namespace ilv
