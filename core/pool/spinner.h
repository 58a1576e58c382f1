// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "pool/sharedpage.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <sched.h>

namespace ilv {

/// Looks out for a change of a counter for a short while before its user goes to sleep: on a machine where waking a
/// sleeping core takes tens of microseconds, that is the difference between 20,000 and 500,000 round trips a second.
/// Only while the parent is on another core (on its own it would keep the parent from working), and adaptive: after a
/// while in vain it sits out the next 1, 3, 7 … 63 waits.
class Spinner {
public:
    void allow(bool may) { m_may = may; }

    /// Returns when the parent has posted something since the last return, or at once when it does not pay, or after
    /// 50 µs.
    void wait(const SharedPage& page, Nanos begin)
    {
        if (!m_may)
            return;
        if (m_sitOut > 0)
            --m_sitOut;
        else if (page.parentCpu.load(std::memory_order_relaxed) == ::sched_getcpu())
            m_sitOut = kSameCore;
        else if (watch(page.posted, begin + kLimit))
            m_misses = 0;
        else
            m_sitOut = (1 << (m_misses = std::min(m_misses + 1, kMostMisses))) - 1;
        m_seen = page.posted.load(std::memory_order_relaxed);
    }

private:
    static constexpr Nanos kLimit = 50 * kMicro;
    static constexpr int kLooks = 64; ///< between two clock reads
    static constexpr int kMostMisses = 6;
    static constexpr int kSameCore = 15;

    [[nodiscard]] bool watch(const std::atomic<std::uint32_t>& counter, Nanos end) const
    {
        do {
            for (int i = 0; i < kLooks; ++i) {
                if (counter.load(std::memory_order_relaxed) != m_seen)
                    return true;
#if defined(__x86_64__) || defined(__i386__)
                __builtin_ia32_pause();
#endif
            }
        } while (now() < end);
        return false;
    }

    std::uint32_t m_seen = 0;
    int m_misses = 0;
    int m_sitOut = 0;
    bool m_may = false;
};

} // namespace ilv
