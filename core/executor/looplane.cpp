// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/looplane.h"

namespace ilv {

LoopLane::LoopLane(IoLoop& loop, TrialRecorder& recorder)
    : m_loop(loop)
    , m_recorder(recorder.addLane(LaneKind::Loop, "loop"))
{
    m_hook = loop.addTurnHook([this] { endOfTurn(); });
}

LoopLane::~LoopLane() { m_loop.removeTurnHook(m_hook); }

void LoopLane::start(Nanos at)
{
    m_running = true;
    m_begin = at;
    m_waitedBefore = m_loop.waited();
    m_lag.start(at);
    m_loop.arm(*this, m_lag.nextBeat());
}

void LoopLane::fire()
{
    m_lag.wake(now());
    m_loop.arm(*this, m_lag.nextBeat());
}

void LoopLane::ran(Category category, Nanos begin, Nanos end, int stage)
{
    m_ran[slot(category)] += end - begin;
    m_turnStage = stage;
}

void LoopLane::endOfTurn()
{
    if (!m_running)
        return;
    if (m_turnStage >= 0) { // a turn without user work is machinery: short, and not worth a clock reading
        const Nanos block = now() - m_loop.batchTime();
        if (block > m_longestBlock) {
            m_longestBlock = block;
            m_longestBlockStage = m_turnStage;
        }
        m_turnStage = -1;
    }
}

void LoopLane::stop(Nanos at)
{
    if (!m_running)
        return;
    m_running = false;
    m_loop.cancel(*this);
    m_lag.wake(at);
    // The loop is waiting, running a stage, or moving bytes and tasks: the last is what remains.
    CategorySums sums = m_ran;
    sums[slot(Category::Idle)] = m_loop.waited() - m_waitedBefore;
    Nanos known = 0;
    for (const Nanos ns : sums)
        known += ns;
    sums[slot(Category::Transport)] += (at - m_begin) - known;
    m_recorder.addStates(sums, m_begin, at);
}

} // namespace ilv
