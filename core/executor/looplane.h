// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/looplag.h"
#include "measure/recorder.h"
#include "net/ioloop.h"

namespace ilv {

/// The event loop as a lane: how long it waited, computed, and ran the machinery; how late it was; what blocked it.
class LoopLane final : public IoLoop::Timer {
public:
    LoopLane(IoLoop& loop, TrialRecorder& recorder);
    ~LoopLane() override;

    void start(Nanos at); ///< the lane's time begins
    void stop(Nanos at); ///< and ends: its states are recorded
    /// The loop itself ran a stage, and could serve nobody meanwhile.
    void ran(Category category, Nanos begin, Nanos end, int stage);

    [[nodiscard]] LaneRecorder& recorder() { return m_recorder; }
    [[nodiscard]] HistogramData lag() const { return m_lag.snapshot(); }
    [[nodiscard]] Nanos longestBlock() const { return m_longestBlock; }
    [[nodiscard]] int longestBlockStage() const { return m_longestBlockStage; }

private:
    void fire() override;
    void endOfTurn();

    IoLoop& m_loop;
    LaneRecorder& m_recorder;
    LoopLag m_lag;
    CategorySums m_ran {};
    std::size_t m_hook = 0;
    Nanos m_begin = 0;
    Nanos m_waitedBefore = 0;
    Nanos m_longestBlock = 0;
    int m_longestBlockStage = -1;
    int m_turnStage = -1;
    bool m_running = false;
};

} // namespace ilv
