// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/looplane.h"

#include <algorithm>

namespace ilv {

LoopLane::LoopLane(IoLoop& loop, TrialRecorder& recorder, bool drawsTurns)
    : m_loop(loop)
    , m_recorder(recorder.addLane(LaneKind::Loop, "loop"))
    , m_drawsTurns(drawsTurns)
{
    m_hook = loop.addTurnHook([this] { endOfTurn(); });
}

LoopLane::~LoopLane() { m_loop.removeTurnHook(m_hook); }

void LoopLane::start(Nanos at)
{
    m_running = true;
    m_begin = at;
    m_waitedBefore = waitedUntil(at);
    m_useBefore = readThreadUse();
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
    } else if (m_drawsTurns && m_recorder.keepsSpans()) {
        m_recorder.span({.begin = m_loop.batchTime(),
            .end = now(),
            .index = UINT64_MAX,
            .lane = m_recorder.lane(),
            .category = Category::Transport,
            .outcome = Outcome::Ok});
    }
}

void LoopLane::stop(Nanos at)
{
    if (!m_running)
        return;
    endOfTurn(); // this one, as far as it has come
    m_running = false;
    m_loop.cancel(*this);
    m_lag.wake(at);
    m_recorder.addStates(statesUntil(at), m_begin, at);
}

/// With what has passed of the present wait, where the loop is not in the middle of a turn.
Nanos LoopLane::waitedUntil(Nanos at) const
{
    const Nanos left = m_loop.idleSince();
    const bool waits = left != 0 && left >= m_loop.batchTime();
    return m_loop.waited() + (waits ? std::max<Nanos>(0, at - left) : 0);
}

CategorySums LoopLane::statesUntil(Nanos at) const
{
    CategorySums sums = m_ran;
    sums[slot(Category::Idle)] = waitedUntil(at) - m_waitedBefore;
    Nanos known = 0;
    for (const Nanos ns : sums)
        known += ns;
    // Neither waiting nor in a stage: moving bytes and tasks, as far as the thread was on a CPU meanwhile.
    const Nanos rest = (at - m_begin) - known;
    const ThreadUse use = readThreadUse();
    const Nanos machinery = (use.cpu - m_useBefore.cpu) - (m_ran[slot(Category::Compute)] - m_still);
    const Nanos off = std::clamp<Nanos>(rest - machinery, 0, std::max<Nanos>(rest, 0));
    // Delay of stages is known; what the thread waited beyond it may have been while it moved bytes.
    const Nanos delayed = use.delay >= 0 && m_useBefore.delay >= 0
        ? std::clamp<Nanos>(use.delay - m_useBefore.delay - m_ran[slot(Category::RunDelay)], 0, off)
        : 0;
    sums[slot(Category::Transport)] += rest - off;
    sums[slot(Category::RunDelay)] += delayed;
    sums[slot(Category::Unexplained)] += off - delayed;
    return sums;
}

} // namespace ilv
