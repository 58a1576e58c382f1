// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "measure/histogram.h"

namespace ilv {

/// Event-loop lag by due beats (science §13): one sample for every beat that became due, not for every wake-up, so
/// that a blocked loop cannot hide the beats it missed. Fed by the loop's owner; one thread writes.
class LoopLag {
public:
    static constexpr Nanos kPeriod = 5 * kMilli;
    void start(Nanos at);
    void wake(Nanos at); ///< adds a sample for each beat due in (last wake, at]
    [[nodiscard]] Nanos nextBeat() const { return m_next; }
    [[nodiscard]] HistogramData snapshot() const { return m_lag.snapshot(); }

private:
    Nanos m_next = 0;
    Histogram m_lag;
};

} // namespace ilv
