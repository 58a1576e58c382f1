// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/looplag.h"
#include "measure/machine.h"
#include "measure/recorder.h"
#include "net/ioloop.h"

namespace ilv {

/// The event loop as a lane: how long it waited, computed, and ran the machinery; how late it was; what blocked it.
/// The account is checked against the kernel's: what is neither waiting, nor I/O, nor CPU time of the thread, nor its
/// run-queue delay is unexplained. start() and stop() on the loop's thread.
class LoopLane final : public IoLoop::Timer {
public:
    /// `drawsTurns`: its turns are spans (of no task), because nothing else would be drawn of it: where all tasks do is
    /// wait, what the loop is busy with is the machinery.
    LoopLane(IoLoop& loop, TrialRecorder& recorder, bool drawsTurns = false);
    ~LoopLane() override;

    void start(Nanos at); ///< the lane's time begins
    void stop(Nanos at); ///< and ends: its states are recorded
    /// The loop itself ran a stage, and could serve nobody meanwhile.
    void ran(Category category, Nanos begin, Nanos end, int stage);
    /// Of a stage that was told with ran(): so long this thread may have stood still for it (a program it waited for).
    void stoodStill(Nanos ns) { m_still += ns; }

    [[nodiscard]] LaneRecorder& recorder() { return m_recorder; }
    [[nodiscard]] HistogramData lag() const { return m_lag.snapshot(); }
    [[nodiscard]] Nanos longestBlock() const { return m_longestBlock; }
    [[nodiscard]] int longestBlockStage() const { return m_longestBlockStage; }

private:
    void fire() override;
    void endOfTurn();
    [[nodiscard]] CategorySums statesUntil(Nanos at) const;
    [[nodiscard]] Nanos waitedUntil(Nanos at) const;

    IoLoop& m_loop;
    LaneRecorder& m_recorder;
    LoopLag m_lag;
    CategorySums m_ran {};
    Nanos m_still = 0;
    ThreadUse m_useBefore;
    std::size_t m_hook = 0;
    Nanos m_begin = 0;
    Nanos m_waitedBefore = 0;
    Nanos m_longestBlock = 0;
    int m_longestBlockStage = -1;
    int m_turnStage = -1;
    bool m_drawsTurns;
    bool m_running = false;
};

} // namespace ilv
