// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/lanestore.h"

#include <algorithm>

namespace ilv {
namespace {
constexpr auto kAcquire = std::memory_order_acquire;
constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr auto kRelease = std::memory_order_release;
} // namespace

void LaneStates::start(Nanos at, Category first)
{
    beginWrite();
    widen(at, at);
    m_current.store(first, kRelease);
    m_running.store(true, kRelease);
    beginWrite();
}

void LaneStates::enter(Category next, Nanos at)
{
    beginWrite();
    const Nanos last = m_last.load(kRelaxed);
    if (at >= last) {
        auto& sum = m_sums[slot(m_current.load(kRelaxed))];
        m_last.store(at, kRelease); // before the sum: a reader in between misses a state's time, never counts it twice
        sum.store(sum.load(kRelaxed) + (at - last), kRelease);
    } else {
        m_faults.add(1);
    }
    m_current.store(next, kRelease);
    beginWrite();
}

void LaneStates::add(const CategorySums& sums, Nanos begin, Nanos end)
{
    beginWrite();
    widen(begin, end);
    Nanos stated = 0;
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        m_sums[i].store(m_sums[i].load(kRelaxed) + sums[i], kRelease);
        stated += sums[i];
    }
    // What a life of the lane does not account for (a worker that was killed took its sums with it) is shown.
    if (auto& unexplained = m_sums[slot(Category::Unexplained)]; stated < end - begin)
        unexplained.store(unexplained.load(kRelaxed) + (end - begin - stated), kRelease);
    else if (stated > end - begin)
        m_faults.add(1);
    beginWrite();
}

void LaneStates::widen(Nanos begin, Nanos end)
{
    if (m_known.load(kRelaxed)) {
        m_begin.store(std::min(m_begin.load(kRelaxed), begin), kRelease);
        m_last.store(std::max(m_last.load(kRelaxed), end), kRelease);
        return;
    }
    m_begin.store(begin, kRelease);
    m_last.store(end, kRelease);
    m_known.store(true, kRelease);
}

LaneStates::Picture LaneStates::copy() const
{
    Picture picture;
    for (int attempt = 0; attempt < 64; ++attempt) {
        const std::uint32_t before = m_version.load(kAcquire);
        picture.known = m_known.load(kAcquire);
        picture.running = m_running.load(kAcquire);
        picture.begin = m_begin.load(kAcquire);
        picture.current = m_current.load(kAcquire);
        for (std::size_t i = 0; i < kCategoryCount; ++i)
            picture.sums[i] = m_sums[i].load(kAcquire);
        picture.last = m_last.load(kAcquire);
        if (before % 2 == 0 && m_version.load(kRelaxed) == before)
            break;
    }
    return picture;
}

void LaneStates::read(Nanos at, LaneSummary& out) const
{
    const Picture picture = copy();
    out.violations = m_faults.get();
    if (!picture.known)
        return;
    out.states = picture.sums;
    out.begin = picture.begin;
    out.end = picture.last;
    if (picture.running && at > picture.last) {
        out.states[slot(picture.current)] += at - picture.last;
        out.end = at;
    }
    Nanos stated = 0;
    for (const Nanos ns : out.states)
        stated += ns;
    // Between two lives of a lane there was nobody to do anything; time stated twice is a fault.
    const Nanos between = (out.end - out.begin) - stated;
    if (between >= 0)
        out.states[slot(Category::Idle)] += between;
    else
        ++out.violations;
}

} // namespace ilv
